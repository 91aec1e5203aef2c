"""A file that is new, hashed as it is written, and safe on the disk when it is closed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from manikin.errors import ExitStatus, UserError
from manikin.text import plain

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class NewFile:
    """A file opened for writing, which must not be there yet.

    Has what a writer of pyarrow asks of a Python file, so that Arrow writes through it: opened by path,
    Arrow would lose the errors of the disk when it closes.

    Raises
    ------
    UserError
        If the disk is full or refuses, from any method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.closed = False
        self.size = 0
        self._hash = hashlib.sha256()
        with told(path):
            self._handle = os.open(path, _FLAGS, 0o644)

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written so far, in hexadecimal."""
        return self._hash.hexdigest()

    def write(self, data: object) -> int:
        """Write all of `data`, bytes or a buffer."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        rest = view
        with told(self.path):
            while rest.nbytes:
                rest = rest[os.write(self._handle, rest) :]
        self._hash.update(view)
        self.size += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.size

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def readable(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return False."""
        return False

    def close(self) -> None:
        """Bring the file to the disk and close it; once."""
        if self.closed:
            return
        self.closed = True
        with told(self.path):
            try:
                os.fsync(self._handle)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.close(self._handle)
                raise
            os.close(self._handle)

    def abort(self) -> None:
        """Close the file without bringing it to the disk."""
        if not self.closed:
            self.closed = True
            with contextlib.suppress(OSError):
                os.close(self._handle)


@contextlib.contextmanager
def told(path: Path) -> object:  # type: ignore[misc]
    """Turn an error of the disk into words for the user."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        name = plain(path.name)
        raise UserError(f"{name} could not be written: {why}; nothing was left half-written", ExitStatus.PROBLEMS) from None
