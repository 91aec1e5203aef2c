"""The folder of a draft: it appears whole or not at all, and takes no other folder's place untold."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from manikin.errors import UserError
from manikin.sinks.file import NewFile, told
from manikin.storage.system import Lock, exchange, sync
from manikin.text import plain

DERIVATION = "derivation.json"
"""The file by which a folder is known for a draft."""
_PASSING = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def require_free(target: Path, *, replace: bool) -> None:
    """Refuse a folder that a draft may not take the place of.

    Raises
    ------
    UserError
        If it is a link or a file, or holds anything and may not be replaced, or anything but an earlier draft.
    """
    shown = plain(target.as_posix(), 200)
    if target.is_symlink():
        raise UserError(f"{shown} is a link; name the folder that it leads to")
    if not target.exists():
        return
    if not target.is_dir():
        raise UserError(f"{shown} is a file; name a folder that is absent or empty")
    there = {entry.name for entry in target.iterdir()} - _PASSING
    if not there:
        return
    if DERIVATION not in there:
        raise UserError(f"{shown} is not empty and holds no draft; name a folder that is absent or empty")
    foreign = sorted(
        name
        for name in there - {DERIVATION, "spec.yaml", "view.json"}
        if not name.endswith(".csv") or not (target / name).is_file()
    )
    if foreign:
        raise UserError(
            f"{shown} holds {plain(foreign[0], 60)}, which no draft does; move it away, or name another folder"
        )
    if not replace:
        raise UserError(
            f"{shown} holds a draft already, perhaps one that was edited; name another folder, or say --replace"
        )


def publish(
    target: Path,
    files: Mapping[str, bytes],
    *,
    replace: bool,
    judge: Callable[[Path], None] = lambda _: None,
) -> None:
    """Write the files of a draft into a folder that appears whole or not at all.

    Parameters
    ----------
    judge : callable
        Given the finished folder before it is put in its place, where it still stands beside it; what it raises
        leaves everything as it was.

    Raises
    ------
    UserError
        If the folder is somebody else's, another process is writing it, or the disk is full or fails.
    """
    target = target.absolute()
    partial = target.parent / f".{target.name}.manikin-partial"
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = Lock(target.parent / f".{target.name}.manikin-lock", target.as_posix())
    try:
        with told(target):
            shutil.rmtree(partial, ignore_errors=True)  # of a run that was killed
            partial.mkdir(mode=0o755)
        for name, data in files.items():
            _write(partial / name, data)
        with told(target):
            sync(partial)
        judge(partial)
        with told(target):
            require_free(target, replace=replace)
            _settle(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        lock.release()


def _write(path: Path, data: bytes) -> None:
    file = NewFile(path)
    try:
        file.write(data)
        file.close()
    except BaseException:
        file.abort()
        raise


def _settle(partial: Path, target: Path) -> None:
    """Put the new folder in its place; what was there is then the partial one, which is removed."""
    if target.exists() and not exchange(partial, target):
        shutil.rmtree(target)
    if not target.exists():
        partial.rename(target)
    sync(target.parent)
