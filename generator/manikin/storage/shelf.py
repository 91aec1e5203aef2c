"""A folder of the user in which lists of texts are kept from one run to the next.

What is read there is not trusted: a file counts only if this user alone can write it, it holds the whole key that it is
asked for, and its digest is right; any other is as good as absent. Nothing here fails: a disk that is full, a folder
that may not be written or none at all only mean that nothing is kept. Knows nothing of what the texts are.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

MOST_BYTES: Final = 32 << 20
"""How large the folder gets; beyond it, what was written first goes first."""
MOST_OF_ONE: Final = 4 << 20
"""How large one list may be."""
_READ: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_END: Final = ".texts"
_BEGUN: Final = ".begun-"

Key = Sequence[tuple[str, str]]


class FolderShelf:
    """Lists of texts in files that are named by the digest of their key.

    Parameters
    ----------
    folder : Path
        Made when something is kept; nothing else should be in it, and what is there is left alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: Key) -> tuple[str, ...] | None:
        """Return the texts kept under a key; None where there are none that can be relied on."""
        try:
            data = _own_bytes(self._path(key)) if _is_own(os.lstat(self.folder), stat.S_IFDIR) else b""
            digest, _, body = data.partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != digest:
                return None
            found: Any = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or found.get("key") != dict(key):
            return None
        texts: Any = found.get("texts")
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            return None
        return tuple(texts)

    def put(self, key: Key, texts: Sequence[str]) -> None:
        """Keep texts under a key: written beside their place and moved there, so that a reader sees all or nothing."""
        body = json.dumps({"key": dict(key), "texts": list(texts)}).encode()
        data = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        if len(data) > MOST_OF_ONE:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_own(os.lstat(self.folder), stat.S_IFDIR):
                _write(self._path(key), data)
                self._shrink()

    def _path(self, key: Key) -> Path:
        name = hashlib.sha256(json.dumps(dict(key), sort_keys=True).encode()).hexdigest()
        return self.folder / f"{name}{_END}"

    def _shrink(self) -> None:
        """Remove what was written first while there is too much; what others remove meanwhile is gone too."""
        ours = []
        for entry in os.scandir(self.folder):
            if entry.name.endswith(_END) or entry.name.startswith(_BEGUN):
                with contextlib.suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    ours.append((found.st_mtime_ns, entry.path, found.st_size))
        total = sum(size for _, _, size in ours)
        for _, path, size in sorted(ours):
            if total <= MOST_BYTES:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
            total -= size


def _own_bytes(path: Path) -> bytes:
    """Return what is in a file that nobody else can have written; nothing for any other."""
    handle = os.open(path, _READ)
    with open(handle, "rb") as file:  # noqa: PTH123  a handle, looked at before it is read
        found = os.fstat(handle)
        if not _is_own(found, stat.S_IFREG) or found.st_size > MOST_OF_ONE:
            return b""
        return file.read(MOST_OF_ONE)


def _is_own(found: os.stat_result, form: int) -> bool:
    """Return whether something is of a form, this user's, and nobody else may write it."""
    if stat.S_IFMT(found.st_mode) != form:
        return False
    if os.name == "nt":
        return True  # the folder of a user is theirs there
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=_BEGUN, dir=path.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123  a handle
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
