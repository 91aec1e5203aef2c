"""What a repository knows of a path: its files at a revision, who changed it since, and whether all of that is there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from manikin.history import line, names
from manikin.history.git import Git, HistoryError, root_of
from manikin.history.line import Commit, Rewrite
from manikin.text import plain

MOST_FILES: Final = 5_000
MOST_BYTES: Final = 100_000_000
"""Of all files of a folder together."""
_REGULAR: Final = frozenset({"100644", "100755"})
_ENTRY: Final = re.compile(r"([0-7]{6}) ([a-z]+) ([0-9a-f]+) +(-|[0-9]+)\t(.+)", re.DOTALL)
_UNSHALLOW: Final = "git fetch --unshallow origin"


@dataclass(frozen=True)
class _Entry:
    path: str
    mode: str
    blob: str
    size: int


@dataclass(frozen=True)
class Repository:
    """A repository, read and never changed."""

    git: Git

    @classmethod
    def around(cls, path: Path) -> Self:
        """Return the repository that a path stands in.

        Raises
        ------
        HistoryError
            If it stands in none, or git cannot read it.
        """
        root = root_of(path)
        repository = cls(Git(root))
        if repository.git.lines(["rev-parse", "--git-dir"]) is None:
            raise HistoryError(f"git cannot read the repository in {plain(root.as_posix(), 200)}")
        return repository

    @property
    def root(self) -> Path:
        """Its top folder."""
        return self.git.root

    @property
    def is_shallow(self) -> bool:
        """Whether older commits were left out of this clone."""
        return self.git.lines(["rev-parse", "--is-shallow-repository"]) != ["false"]

    @property
    def is_module(self) -> bool:
        """Whether it is a part of another repository, which says by its own commits what stands here, and from where."""
        try:
            outer = Git(root_of(self.root.parent))
        except HistoryError:
            return False
        path = self.root.relative_to(outer.root).as_posix()
        return any(line.startswith("160000 ") for line in outer.lines(["ls-tree", "HEAD", "--", path]) or ())

    def within(self, path: Path) -> str:
        """Return a path as git calls it: from the top folder, with forward slashes; the top itself is empty.

        Raises
        ------
        HistoryError
            If it stands elsewhere.
        """
        try:
            inner = Path(os.path.realpath(path)).relative_to(self.root).as_posix()
        except ValueError:
            raise HistoryError(
                f"{plain(path.as_posix(), 200)} is not in the repository {plain(self.root.as_posix(), 200)}"
            ) from None
        return "" if inner == "." else inner

    def revision(self, name: str) -> str:
        """Return the id of the commit that a name leads to; see `names.revision`."""
        return names.revision(self.git, name)

    def protected(self, name: str = "") -> tuple[str, str]:
        """Return the name and the commit of the protected branch; see `names.protected`."""
        return names.protected(self.git, name)

    def show(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of an ordinary file in a commit; None if there is nothing of that name.

        Raises
        ------
        HistoryError
            If it is a link, a folder or too large.
        """
        return self.several(commit, [path])[path]

    def several(self, commit: str, paths: Sequence[str]) -> Mapping[str, bytes | None]:
        """Return the bytes of ordinary files in a commit, as `show` does of one."""
        found = [entry for entry in self._entries(commit, *paths) if entry.path in paths]
        return dict.fromkeys(paths) | self._blobs(_ordinary(found))

    def folder(self, commit: str, path: str) -> Mapping[str, bytes]:
        """Return the files below a folder in a commit, by their path from it; empty if it is not there.

        Raises
        ------
        HistoryError
            If there is anything but ordinary files, or they are too many or too large.
        """
        prefix = f"{path}/" if path else ""
        below = [entry for entry in self._entries(commit, path) if entry.path.startswith(prefix)]
        return {
            name.removeprefix(prefix): data for name, data in sorted(self._blobs(_ordinary(below)).items())
        }

    def below(self, commit: str, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return the files that are, or stand below, any of some paths in a commit, by their path as git calls them."""
        return self._blobs(_ordinary(self._entries(commit, *paths)))

    def listing(self, commit: str, path: str = "") -> tuple[str, ...]:
        """Return the paths of everything below a folder in a commit, as git calls them, whatever it is."""
        return tuple(entry.path for entry in self._entries(commit, path))

    def commits(
        self, until: str, paths: Sequence[str], without: Sequence[str] = (), besides: Sequence[str] = ()
    ) -> tuple[Commit, ...]:
        """Return the commits that changed any of `paths`; see `manikin.history.line.commits`."""
        return line.commits(self.git, until, paths, without, besides)

    def seen(self, tip: str, path: str) -> datetime | None:
        """Return when a branch had a file first; see `manikin.history.line.seen`."""
        return line.seen(self.git, tip, path)

    def rewritten(self, tip: str, path: str) -> tuple[Rewrite, ...]:
        """Return what a branch changed or removed below a path; see `manikin.history.line.rewritten`."""
        return line.rewritten(self.git, tip, path)

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the newest commit that two commits have in common, if any."""
        found = self.git.lines(["merge-base", one, other])
        return found[0] if found else None

    def has(self, one: str, other: str) -> bool:
        """Return whether the history of a commit holds another, or is it."""
        return self.git.lines(["merge-base", "--is-ancestor", other, one]) is not None

    def changed(self, one: str, other: str) -> tuple[str, ...]:
        """Return the paths that differ between two commits, as git calls them; a renamed file is both names."""
        answer = self.git.ask(
            ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", one, other]
        )
        return tuple(part for part in answer.out.decode("utf-8", "replace").split("\0") if part)

    def require_whole(self) -> None:
        """Refuse a clone that older commits were left out of.

        Raises
        ------
        HistoryError
            With the command that fetches them.
        """
        if self.is_shallow:
            raise HistoryError(
                f"this clone is shallow: older commits were left out, so who changed what cannot be told; run: {_UNSHALLOW}"
            )

    def _entries(self, commit: str, *paths: str) -> list[_Entry]:
        answer = self.git.ask(
            ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *filter(None, paths)]
        )
        if answer.status:
            raise HistoryError("git cannot read that revision: something of it is missing in this clone")
        return list(_parsed(answer.out))

    def _blobs(self, entries: Sequence[_Entry]) -> dict[str, bytes]:
        if len(entries) > MOST_FILES or sum(entry.size for entry in entries) > MOST_BYTES:
            raise HistoryError(
                f"the folder holds more than {MOST_FILES:,} files or {MOST_BYTES:,} bytes in that revision"
            )
        asked = "".join(f"{entry.blob}\n" for entry in entries).encode("ascii")
        answer = self.git.ask(["cat-file", "--batch"], given=asked) if entries else None
        found, at = {}, 0
        for entry in entries:
            assert answer is not None
            head, _, _ = answer.out[at : at + 200].partition(b"\n")
            if head.split(b" ")[1:] != [b"blob", b"%d" % entry.size]:
                raise HistoryError("git cannot read that revision: a file of it is missing in this clone")
            start = at + len(head) + 1
            found[entry.path] = answer.out[start : start + entry.size]
            at = start + entry.size + 1
        return found


def _parsed(out: bytes) -> Iterator[_Entry]:
    for part in out.decode("utf-8", "surrogateescape").split("\0"):
        found = _ENTRY.fullmatch(part)
        if found:
            mode, _, blob, size, path = found.groups()
            yield _Entry(path, mode, blob, 0 if size == "-" else int(size))


def _ordinary(entries: Sequence[_Entry]) -> Sequence[_Entry]:
    for entry in entries:
        if entry.mode not in _REGULAR:
            raise HistoryError(
                f"{plain(entry.path)} is no ordinary file in that revision, but a link or a module"
            )
        if any(part in {"", ".", ".."} or "\\" in part for part in entry.path.split("/")):
            raise HistoryError(f"{plain(entry.path)} is no path that a folder can have")
    return entries
