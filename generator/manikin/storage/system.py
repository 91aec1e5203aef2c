"""What the operating system is asked for: locks, folders brought to the disk, folders that change places."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

from manikin.errors import UserError
from manikin.text import plain

_EXCHANGE: Final = 2
_HERE: Final = -100
"""``RENAME_EXCHANGE`` and ``AT_FDCWD`` of renameat2(2)."""
_CANNOT: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EXDEV, errno.EBUSY})


def sync(folder: Path) -> None:
    """Bring a folder's entries to the disk, where folders can be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.close(handle)
        raise
    os.close(handle)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number))


class Lock:
    """A file that one process at a time holds; the system lets go of it when the process ends.

    Parameters
    ----------
    path : Path
        The file, made if absent and removed when let go.
    what : str
        What is being written, for the message.

    Raises
    ------
    UserError
        If another process holds it.
    """

    def __init__(self, path: Path, what: str) -> None:
        self._path = path
        self._handle: int | None = self._held(what)

    def _held(self, what: str) -> int:
        while True:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
            try:
                _lock(handle, what)
                if _is_at(handle, self._path):
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)  # whoever held it has removed it meanwhile: this one is nobody's

    def release(self) -> None:
        """Let go; once."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    if os.name == "nt":  # an open file cannot be removed there
        return True
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _lock(handle: int, what: str) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415  not on every system

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UserError(
            f"another process is writing {plain(what, 200)}; wait for it, or name another folder"
        ) from None
    except OSError:
        return  # a file system without locks
