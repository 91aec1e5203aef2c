"""Whose a folder is: what may be replaced by a build, and what must be left alone."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Final

from manikin.errors import UserError
from manikin.storage.reading import names, read_manifest
from manikin.text import plain

MARKER: Final = ".manikin-replacing"
"""Lists the files of a build that is being replaced in place, for a run after one that was killed."""
_PASSING: Final = re.compile(
    r"\.[^/]*\.manikin-(partial/.*|lock)|\.manikin-replacing(\.new)?|\.DS_Store|Thumbs\.db|desktop\.ini",
    re.DOTALL,
)
"""What passing programs leave behind, this one included."""


def held(target: Path) -> frozenset[str] | None:
    """Return the names of the files of an earlier build in a folder; None where there is no folder.

    Raises
    ------
    UserError
        If it is a link, no folder, or holds anything that is not of an earlier build. Nothing is touched.
    """
    shown = plain(target.as_posix(), 200)
    if target.is_symlink():
        raise UserError(f"{shown} is a link; name the folder that it leads to")
    if not target.exists():
        return None
    if not target.is_dir():
        raise UserError(f"{shown} is a file; name a folder that is absent, empty, or an earlier build")
    present = frozenset(name for name in _files(target) if not _PASSING.fullmatch(name))
    known = _known(target)
    if present and known is None:
        raise UserError(
            f"{shown} is not empty and holds no build of manikin; name a folder that is absent, empty, or "
            "an earlier build"
        )
    foreign = sorted(present - (known or frozenset()))
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise UserError(
            f"{shown} holds {plain(foreign[0])}{more}, which no build wrote and replacing the build would "
            "remove; move it away, or name another folder"
        )
    return present


def _known(target: Path) -> frozenset[str] | None:
    """Return the names that an earlier build accounts for; None where there is none."""
    replaced = _replaced(target)
    try:
        return names(read_manifest(target)) | (replaced or frozenset())
    except UserError:
        return replaced


def _replaced(target: Path) -> frozenset[str] | None:
    """Return the names that a run, killed while it replaced a build in place, accounts for."""
    try:
        found: Any = json.loads((target / MARKER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return frozenset(map(str, found)) if isinstance(found, list) else None


def _files(folder: Path) -> list[str]:
    """Return the names of everything in a folder but folders, however deep, links not followed."""
    found = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        found += [(here / name).relative_to(folder).as_posix() for name in (*files, *links)]
    return found
