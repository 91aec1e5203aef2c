"""A dataset's folder: which files it holds, opened so that nothing outside it can be reached."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from manikin.errors import UserError
from manikin.spec.limits import MOST_BYTES
from manikin.text import plain

SPEC = "spec.yaml"
FRAGMENTS = "fragments"
"""The folder, beside those of the datasets, that holds what several of them include."""
_PARTS = frozenset({"approvals", FRAGMENTS})
"""Folders that are no datasets, inside one or beside them."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_SAFE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_HAS_DIR_FD = os.open in os.supports_dir_fd


@dataclass(frozen=True)
class Folder:
    """A dataset's folder; `shown` is how it is called in messages, with forward slashes.

    The user may name it by a link; one that is found from another (`beside`) is no link.
    """

    path: Path
    shown: str
    may_be_link: bool = True

    def beside(self) -> Folder:
        """Return the folder of fragments that stands beside this dataset and the others; it may be absent."""
        above = posixpath.normpath(posixpath.join(self.shown or ".", "..", FRAGMENTS))
        return Folder(self.path / ".." / FRAGMENTS, above, may_be_link=False)

    def above(self) -> Folder:
        """Return the folder that this dataset stands in, with the others."""
        return Folder(
            self.path / "..", posixpath.normpath(posixpath.join(self.shown or ".", "..")), may_be_link=False
        )

    def has(self, name: str) -> bool:
        """Return whether anything of that name is there, readable or not."""
        return bool(_NAME.fullmatch(name)) and os.path.lexists(self.path / name)

    def others(self, known: Sequence[str]) -> tuple[str, ...]:
        """Return the files of the folder that are not among those `known`, whatever they are called, by name."""
        with os.scandir(self.path) as found:
            return tuple(
                sorted(entry.name for entry in found if entry.name not in known and not entry.is_dir())
            )

    def name_of(self, name: str) -> str:
        """Return how a file of the folder is called in messages."""
        return f"{self.shown}/{name}" if self.shown not in {"", "."} else name

    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        """Return a file's bytes; a longer file gives one byte more than `most`.

        Raises
        ------
        UserError
            If the name is not allowed, or what it names is no ordinary file of this folder alone.
        """
        if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
            allowed = "use small letters, digits, dots, hyphens and underscores, such as site.csv"
            raise UserError(f"{plain(name)} cannot name a file of a dataset: {allowed}")
        return self.look(name, most)

    def look(self, name: str, most: int = MOST_BYTES) -> bytes:
        """Return the bytes of a file that `others` told of, whatever it is called; otherwise as `read`."""
        try:
            handle = self._open(name)
        except OSError as error:
            raise UserError(f"{plain(self.name_of(name))} cannot be opened: {_why(error)}") from None
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):  # asked first: a folder's handle cannot be wrapped
            os.close(handle)
            raise UserError(f"{plain(self.name_of(name))} is not an ordinary file")
        with os.fdopen(handle, "rb") as file:
            if found.st_nlink > 1:
                raise UserError(
                    f"{plain(self.name_of(name))} has a second name elsewhere (a hard link); copy it instead"
                )
            return file.read(most + 1)

    def _open(self, name: str) -> int:
        if not _HAS_DIR_FD:
            if (self.path / name).is_symlink() or (self.path.is_symlink() and not self.may_be_link):
                raise OSError(40, "a link")
            return os.open(self.path / name, _SAFE)
        folder = os.open(self.path, os.O_RDONLY if self.may_be_link else _SAFE)
        try:
            return os.open(name, _SAFE, dir_fd=folder)
        finally:
            os.close(folder)


def _why(error: OSError) -> str:
    import errno  # noqa: PLC0415  only for the words

    if error.errno == errno.ENOENT:
        return "there is no such file"
    if error.errno in {errno.ELOOP, 40}:
        return "it is a link, and a dataset holds its files itself"
    return os.strerror(error.errno or 0).lower()


def open_folder(path: Path) -> Folder:
    """Return the folder of a dataset, given itself or its ``spec.yaml``.

    Raises
    ------
    UserError
        If there is no such folder.
    """
    folder = path.parent if path.name == SPEC and not path.is_dir() else path
    if not folder.is_dir():
        raise UserError(f"{plain(path.as_posix(), 200)} is neither a dataset's folder nor its {SPEC}")
    return Folder(folder, folder.as_posix())


def find(paths: Sequence[Path]) -> list[Path]:
    """Return the datasets' folders that `paths` name: each a dataset's folder, a folder of them, or a file of either.

    A file stands for the datasets that it is part of: a fragment, or what else stands beside datasets, for all of them.
    So a hook can hand over the files that changed.

    Raises
    ------
    UserError
        If a path leads to no dataset.
    """
    found: dict[Path, None] = {}
    for path in paths:
        own = _around(path) if path.is_file() else _within(path)
        if not own:
            raise UserError(
                f"{plain(path.as_posix(), 200)} holds no dataset: a dataset is a folder with a {SPEC}"
            )
        found.update(dict.fromkeys(own))
    return list(found)


def _within(folder: Path) -> list[Path]:
    if (folder / SPEC).exists():
        return [folder]
    return sorted(inner.parent for inner in folder.glob(f"*/{SPEC}")) if folder.is_dir() else []


def _around(file: Path) -> list[Path]:
    """Return the datasets that a file is part of: those of its folder or, in a folder that is a part itself, of the one above."""
    return _within(file.parent.parent if file.parent.name in _PARTS else file.parent)
