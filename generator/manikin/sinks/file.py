"""A file that is new, hashed as it is written, and safe on the disk when it is closed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from manikin.errors import ExitStatus, UserError
from manikin.text import plain

_FLAGS: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_AGAIN: Final = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_MODE: Final = 0o644
_PIECE: Final = 1 << 20
_AHEAD: Final = 8 << 20
"""Bytes after which the disk is told to begin, so that it is nearly done when the file is closed."""
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class ChangedFileError(UserError):
    """A file of a stopped build is not as it was left."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{plain(path.name)} is not as the stopped build left it; start again without --resume",
            ExitStatus.PROBLEMS,
        )


class NewFile:
    """A file opened for writing, which must not be there yet.

    Arrow never writes to the disk itself: it would lose the disk's errors when it closes a file. After an error
    nothing more is written, and the first error is raised again by whatever is called next.

    Raises
    ------
    UserError
        If the disk is full or refuses, from any method.
    """

    def __init__(self, path: Path, flags: int = _FLAGS) -> None:
        self.path = path
        self.closed = False
        self.size = 0
        self._begun = 0
        self._hash = hashlib.sha256()
        self._abandoned = False
        self._error: UserError | None = None
        with told(path):
            self._handle = os.open(path, flags, _MODE)
            if hasattr(os, "fchmod"):
                os.fchmod(self._handle, _MODE)  # whatever the umask: a build is made to be read by others

    @classmethod
    def continued(cls, path: Path, size: int, sha256: str) -> Self:
        """Return a file that is there, cut to its first `size` bytes and opened to write on behind them.

        Raises
        ------
        ChangedFileError
            If it is shorter, or those bytes are not the ones that `sha256` is of.
        """
        found = cls(path, _AGAIN)
        try:
            found.cut(size, sha256)
        except BaseException:
            found.abort()
            raise
        return found

    def cut(self, size: int, sha256: str) -> None:
        """Read the first `size` bytes again, and cut off the rest."""
        with told(self.path):
            self._read(size)
            if self.size == size and self.sha256 == sha256:
                os.ftruncate(self._handle, size)
                return
        raise ChangedFileError(self.path)

    def _read(self, size: int) -> None:
        """Hash the first bytes of the file, at most `size`."""
        while self.size < size and (data := os.read(self._handle, min(_PIECE, size - self.size))):
            self._hash.update(data)
            self.size += len(data)
        self._begun = self.size

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written so far, in hexadecimal."""
        return self._hash.hexdigest()

    def write(self, data: Any) -> int:
        """Write all of `data`, bytes or a buffer, and return its size in bytes."""
        view = memoryview(data).cast("B")
        if self._abandoned:  # a writer that is thrown away may finish into nothing
            return view.nbytes
        with self._remembered():
            rest = view
            while rest.nbytes:
                rest = rest[os.write(self._handle, rest) :]
        self._hash.update(view)
        self.size += view.nbytes
        self._begin()
        return view.nbytes

    def _begin(self) -> None:
        """Let the disk begin with what it has not been given yet: a sixth of the time of waiting at the end."""
        if self.size - self._begun >= _AHEAD and hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):  # it is only advice
                os.posix_fadvise(self._handle, self._begun, self.size - self._begun, os.POSIX_FADV_DONTNEED)
            self._begun = self.size

    def sync(self) -> None:
        """Bring what was written to the disk."""
        with self._remembered():
            os.fsync(self._handle)

    def require_whole(self) -> None:
        """Raise the first error again, whoever swallowed it."""
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Bring the file to the disk and close it; once."""
        self.require_whole()
        if self.closed:
            return
        try:
            with self._remembered():
                os.fsync(self._handle)
                self.closed = True  # whatever closing says, the handle is gone
                os.close(self._handle)
        finally:
            self.abort()

    def abort(self) -> None:
        """Close the file without bringing it to the disk."""
        self._abandoned = True
        if not self.closed:
            self.closed = True
            with contextlib.suppress(OSError):
                os.close(self._handle)

    @contextlib.contextmanager
    def _remembered(self) -> Iterator[None]:
        """Remember the first error; after it nothing is written."""
        self.require_whole()
        try:
            with told(self.path):
                yield
        except UserError as error:
            self._error = error
            raise


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of the disk into words for the user."""
    try:
        yield
    except OSError as error:
        name = plain(path.name)
        if error.errno in _FULL:
            message = f"no space left on the disk for {name}; free some, or name another disk with --out"
        else:
            why = os.strerror(error.errno).lower() if error.errno else "the system refused"
            message = f"{name} could not be written: {why}"
        raise UserError(f"{message}. Nothing was published.", ExitStatus.PROBLEMS) from None
