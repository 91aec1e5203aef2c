"""Where a build goes and comes from: a folder, or an address in an object store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from manikin.errors import UserError
from manikin.storage.remote import Remote, is_remote
from manikin.text import plain


@contextmanager
def destination(out: str) -> Iterator[Path]:
    """Yield the folder to build into; what stands there afterwards is put where `out` says, if that is an address."""
    if not is_remote(out):
        yield Path(out)
        return
    remote = Remote.of(out)
    remote.claim()  # before a row is made
    with tempfile.TemporaryDirectory(prefix="manikin-build-") as name:
        yield Path(name) / "build"
        remote.publish(Path(name) / "build")


@contextmanager
def origin(place: str) -> Iterator[Path]:
    """Yield the folder of a build; one at an address is fetched into a passing folder."""
    if is_remote(place):
        with tempfile.TemporaryDirectory(prefix="manikin-verify-") as name:
            Remote.of(place).fetch(Path(name))
            yield Path(name)
        return
    if not Path(place).is_dir():
        raise UserError(f"{plain(place, 200)} is no folder; name one that `manikin generate` wrote")
    yield Path(place)


def shown(place: str) -> str:
    """Return a place as it may be shown."""
    return plain(place if is_remote(place) else Path(place).as_posix(), 200).partition("?")[0]
