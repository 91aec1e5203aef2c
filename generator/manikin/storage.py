"""A folder that appears whole or not at all.

Everything is written into a folder beside the target, the manifest last; then the two change places. A
reader takes only what a manifest names, with the size and SHA-256 it gives: no manifest, no dataset.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from manikin.errors import ExitStatus, UserError
from manikin.sinks.file import NewFile, told
from manikin.text import plain

MANIFEST = "manifest.json"
_EXCHANGE = 2
_AT_FDCWD = -100
_MOST_MANIFEST = 10_000_000


class Publication:
    """A folder being written; used as a context, and left unpublished unless `commit` was called.

    Parameters
    ----------
    target : Path
        The folder to appear: absent, empty, or an earlier build of ours.

    Raises
    ------
    UserError
        If the target is something else, or another process is writing it.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.absolute()
        self.path = self.target.parent / f".{self.target.name}.manikin-partial"
        self._lock: int | None = None
        self._done = False

    def __enter__(self) -> Self:
        require_ours(self.target)
        with told(self.target):
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._take()
        return self

    def _take(self) -> None:
        """Make the staging folder, and hold it against other processes; a stale one is removed."""
        if self.path.is_symlink():
            raise UserError(f"{plain(self.path.name)} is a link; remove it")
        if self.path.exists():
            self._hold()
            shutil.rmtree(self.path)
            self._release()
        self.path.mkdir(mode=0o755)
        self._hold()

    def _hold(self) -> None:
        try:
            import fcntl  # noqa: PLC0415  not on every system
        except ImportError:
            return
        self._lock = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._release()
            raise UserError(f"another process is writing {plain(self.target.name)}; wait for it") from None

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write_file(self, name: str, data: bytes) -> tuple[int, str]:
        """Write a small file, such as ``spec/spec.yaml``, and return its size and SHA-256."""
        path = self.path / PurePosixPath(name)
        with told(path):
            path.parent.mkdir(exist_ok=True)
        file = NewFile(path)
        try:
            file.write(data)
            file.close()
        except BaseException:
            file.abort()
            raise
        return file.size, file.sha256

    def commit(self, manifest: bytes) -> None:
        """Write the manifest, last of all, and put the folder in its place."""
        self.write_file(MANIFEST + ".tmp", manifest)
        with told(self.target):
            for folder in (*(p for p in self.path.rglob("*") if p.is_dir()), self.path):
                _sync(folder)
            (self.path / (MANIFEST + ".tmp")).rename(self.path / MANIFEST)
            _sync(self.path)
            self._publish()
        self._done = True

    def _publish(self) -> None:
        if not self.target.exists():
            self.path.rename(self.target)
        elif not any(self.target.iterdir()):
            self.target.rmdir()
            self.path.rename(self.target)
        elif _exchange(self.path, self.target):
            _sync(self.target.parent)
            # What is in the staging folder now is the old build: without its manifest first, it is nothing.
            (self.path / MANIFEST).unlink()
            shutil.rmtree(self.path)
        else:
            self._replace()
        _sync(self.target.parent)

    def _replace(self) -> None:
        """Put the files in place one by one where folders cannot change places: the manifest goes first and
        comes last, so that there is never a manifest with files that are not its own.
        """
        (self.target / MANIFEST).unlink()
        _sync(self.target)
        for old in self.target.iterdir():
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
        for new in sorted(self.path.iterdir(), key=lambda path: path.name == MANIFEST):
            if new.name == MANIFEST:
                _sync(self.target)
            new.rename(self.target / new.name)
        _sync(self.target)
        self.path.rmdir()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._done:
            with contextlib.suppress(OSError):
                (self.path / MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(self.path, ignore_errors=True)
        self._release()


def require_ours(target: Path) -> None:
    """Refuse a target that is neither absent, nor empty, nor an earlier build.

    Raises
    ------
    UserError
        Saying which it is; nothing was touched.
    """
    shown = plain(target.as_posix(), 200)
    if target.is_symlink():
        raise UserError(f"{shown} is a link; name the folder itself")
    if not target.exists():
        return
    if not target.is_dir():
        raise UserError(f"{shown} is a file; name a folder")
    if any(target.iterdir()) and not _is_build(target):
        raise UserError(f"{shown} holds other things than a build; name a folder that is absent or empty")


def _is_build(folder: Path) -> bool:
    try:
        return bool(read_manifest(folder).get("synthetic"))
    except UserError:
        return False


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a build.

    Raises
    ------
    UserError
        If there is none, or it cannot be read: then this is no dataset.
    """
    path = folder / MANIFEST
    shown = plain(folder.as_posix(), 200)
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_MANIFEST:
            raise UserError(f"{shown} has no {MANIFEST} that can be trusted", ExitStatus.PROBLEMS)
        found = json.loads(path.read_bytes())
    except OSError:
        raise UserError(f"{shown} is no finished build: it has no {MANIFEST}", ExitStatus.PROBLEMS) from None
    except (ValueError, RecursionError):
        raise UserError(f"{shown}: its {MANIFEST} cannot be read", ExitStatus.PROBLEMS) from None
    if not isinstance(found, dict):
        raise UserError(f"{shown}: its {MANIFEST} is of another form", ExitStatus.PROBLEMS)
    return found


def check_files(folder: Path, manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each file that is not as the manifest says, with what is wrong."""
    named = [*manifest.get("tables", {}).values(), *manifest.get("spec", {}).get("files", [])]
    for record in named:
        path = folder / PurePosixPath(record["file"])
        try:
            if path.is_symlink():
                yield record["file"], "is a link"
                continue
            size = path.stat().st_size
        except OSError:
            yield record["file"], "is missing"
            continue
        if size != record["bytes"]:
            yield record["file"], f"has {size:,} bytes, not {record['bytes']:,}"
        elif _sha256(path) != record["sha256"]:
            yield record["file"], "was changed: its SHA-256 differs"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Bring a folder's entries to the disk, where folders can be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number))
