"""The order of writing in which a manifest never lies, whenever the program is stopped.

Every step was tried by stopping the program at each of its system calls; `tests/crash` does so.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from manikin.manifest import NAME
from manikin.sinks.file import NewFile, told
from manikin.storage.claim import MARKER, held
from manikin.storage.system import Lock, exchange, sync


class Publication:
    """A folder being written; used as a context, and left unpublished unless `commit` was called.

    Parameters
    ----------
    target : Path
        The folder to appear: absent, empty, or an earlier build of ours, which stays whole until it is
        replaced. A folder that cannot be moved (a mount, the current folder, one in a folder that may not be
        written) is replaced file by file: for that time it is no build.
    keep : bool
        Whether what a stopped run left is kept when this one begins.

    Raises
    ------
    UserError
        If the target is something else, if another process is writing it, or if the disk is full or fails;
        from any method.
    """

    def __init__(self, target: Path, *, keep: bool = False) -> None:
        self.target = target.absolute()
        self._keep = keep
        self._stays = _stays(self.target)
        place = self.target if self._stays else self.target.parent
        self.path = place / f".{self.target.name}.manikin-partial"
        """Where to write."""
        self._lock_file = place / f".{self.target.name}.manikin-lock"
        self._lock: Lock | None = None
        self._done = False
        self._kept = False

    def __enter__(self) -> Self:
        held(self.target)
        with told(self.target):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(self._lock_file, self.target.as_posix())
            try:
                if self.path.is_symlink():
                    self.path.unlink()
                # Of a run that was stopped: the lock would be held otherwise.
                if self.path.exists() and not self._keep:
                    shutil.rmtree(self.path)
                _folder(self.path)
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._done and not self._kept:
            _remove(self.path)
        if self._lock is not None:
            self._lock.release()

    def write_file(self, name: str, data: bytes) -> tuple[int, str]:
        """Write a small file, such as ``spec/spec.yaml``, and return its size in bytes and its SHA-256."""
        path = self.path / PurePosixPath(name)
        with told(path):
            _folder(path.parent)
        return _written(path, data)

    def clear(self, but: Collection[str]) -> None:
        """Remove all that a stopped run left, but for some files."""
        with told(self.path):
            for entry in self.path.iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                elif entry.name not in but:
                    entry.unlink()

    def keep(self) -> None:
        """Leave what was written for a later run, if this one is not published."""
        self._kept = True

    def commit(
        self, manifest: bytes, check: Callable[[Path], None] | None = None, *, without: str | None = None
    ) -> None:
        """Write the manifest, last of all, and put the folder in its place.

        Parameters
        ----------
        manifest : bytes
            The manifest.
        check : callable, optional
            Given the whole folder before it appears; if it raises, nothing appears.
        without : str, optional
            A file that was for passing only.
        """
        with told(self.target):
            for folder in (*_folders(self.path), self.path):
                sync(folder)
            self.write_file(NAME, manifest)
            if without is not None:
                (self.path / without).unlink(missing_ok=True)
            sync(self.path)
        if check is not None:
            check(self.path)
        with told(self.target):
            self._publish(held(self.target))
        self._done = True

    def _publish(self, old: frozenset[str] | None) -> None:
        if old is not None and self._stays:
            self._replace(old)
        elif not old:
            if old is not None:  # it holds nothing but what passing programs left there
                shutil.rmtree(self.target)
            self.path.rename(self.target)
            self._settled(lambda: self.target.rename(self.path))
        elif exchange(self.path, self.target):
            self._settled(lambda: exchange(self.path, self.target))
            _remove(self.path)  # now the old build
        else:
            self._replace(old)

    def _settled(self, undo: Callable[[], Any]) -> None:
        """Bring the change to the disk; one that the disk does not take is undone."""
        try:
            sync(self.target.parent)
        except OSError:
            with contextlib.suppress(OSError):
                undo()
            raise

    def _replace(self, old: frozenset[str]) -> None:
        """Put the files in place one by one.

        The manifest goes first and comes last: there is never one beside files that are not its own.
        """
        new = {path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file()}
        self._mark(old | new)
        (self.target / NAME).unlink(missing_ok=True)
        sync(self.target)
        for name in sorted(old - {NAME}):
            (self.target / name).unlink(missing_ok=True)
        for folder in _folders(self.path):
            _folder(self.target / folder.relative_to(self.path))
        for name in sorted(new - {NAME}):
            (self.path / name).rename(self.target / name)
        for folder in (*_folders(self.path), self.path):
            sync(self.target / folder.relative_to(self.path))
        (self.path / NAME).rename(self.target / NAME)
        try:
            sync(self.target)
        except OSError:
            (self.target / NAME).unlink(missing_ok=True)
            raise
        _remove(self.path)
        with contextlib.suppress(OSError):
            (self.target / MARKER).unlink()

    def _mark(self, names: frozenset[str]) -> None:
        """Leave word of what is ours, should the program be stopped where the folder has no manifest."""
        fresh = self.target / f"{MARKER}.new"
        fresh.unlink(missing_ok=True)
        _written(fresh, json.dumps(sorted(names)).encode())
        fresh.replace(self.target / MARKER)
        sync(self.target)


def _stays(target: Path) -> bool:
    """Return whether a folder is there and cannot be moved."""
    if not target.is_dir() or target.is_symlink():
        return False
    if target.is_mount() or not os.access(target.parent, os.W_OK):
        return True
    try:
        return Path.cwd().is_relative_to(
            target.resolve()
        )  # a shell would be left standing in a removed folder
    except OSError:
        return False


def _folder(path: Path) -> None:
    """Make a folder that everybody may read, whatever the umask."""
    if not path.is_dir():
        path.mkdir()
        path.chmod(0o755)


def _folders(path: Path) -> list[Path]:
    return sorted(inner for inner in path.rglob("*") if inner.is_dir())


def _written(path: Path, data: bytes) -> tuple[int, str]:
    file = NewFile(path)
    try:
        file.write(data)
        file.close()
    except BaseException:
        file.abort()
        raise
    return file.size, file.sha256


def _remove(folder: Path) -> None:
    """Remove a folder as far as it goes, the manifest first: what is left is no build, and the next run's."""
    with contextlib.suppress(OSError):
        (folder / NAME).unlink()
    shutil.rmtree(folder, ignore_errors=True)
