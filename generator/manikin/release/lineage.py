"""Who made the changes that a decision is about: from the state it was compared with to the one it was made on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from manikin import spec as specs
from manikin.history import Commit, HistoryError, Repository, restored
from manikin.model import Spec
from manikin.release.authors import Authors
from manikin.release.decision import Decision
from manikin.release.files import APPROVALS
from manikin.release.schema import NONE
from manikin.spec.folder import FRAGMENTS, SPEC, Folder

MOST_LOOKS: Final = 200
"""Commits of one dataset that are looked at to find the one that a decision is about."""


@dataclass
class Lineage:
    """The history of a dataset's folder and of the fragments that it includes.

    Parameters
    ----------
    repository : Repository
        The repository.
    folder : Folder
        The dataset's.
    spec : Spec
        As it is in the folder now.
    also : iterable of str
        Whom a CI job names as authors too, of what is not on the protected branch yet.
    settled : str
        The commit of the protected branch.
    """

    repository: Repository
    folder: Folder
    spec: Spec
    also: Iterable[str] = ()
    settled: str = ""
    _digests: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, str], Authors] = field(default_factory=dict)
    _commits: tuple[Commit, ...] | None = None

    def authors(self, made: Decision) -> Authors:
        """Return who made the changes that a decision is about."""
        about = (made.spec, made.against)
        if about not in self._known:
            try:
                self._known[about] = self._authors(made)
            except HistoryError as error:
                self._known[about] = Authors(unknown=error.message)
        return self._known[about]

    def _authors(self, made: Decision) -> Authors:
        head = self._head
        if self._digest(head) != self.spec.digest:
            return Authors(unknown="the folder holds changes that were not committed; commit them")
        until = next(self._all(made.spec), head)
        since = None if made.against == NONE else next(self._all(made.against), None)
        if since is None and made.against != NONE:
            words = (
                f"the approved version {made.against[7:15]} is nowhere in the history of {self.folder.shown}"
            )
            return Authors(unknown=words)
        commits = self._changes(until, [since] if since else [])
        people = frozenset(one for commit in commits for one in commit.people)
        return Authors(people, frozenset() if self._was_there(made.spec) else frozenset(self.also))

    def _was_there(self, digest: str) -> bool:
        """Ask whether the protected branch had a specification before the request that is looked at now.

        Then whoever asks for what came since is no author of it.
        """
        if not self.also or not self.settled or self.repository.has(self.settled, self._head):
            return False
        return any(self.repository.has(self.settled, commit) for commit in self._all(digest))

    @cached_property
    def _head(self) -> str:
        self.repository.require_whole()
        return self.repository.revision("HEAD")

    def _changes(self, until: str, without: list[str]) -> tuple[Commit, ...]:
        path = self.repository.within(self.folder.path)
        above = path.rpartition("/")[0]
        home = f"{above}/{FRAGMENTS}" if above else FRAGMENTS
        shared = [name for name in self.spec.texts if name != SPEC and not self.folder.has(name)]
        paths = [path, *self._earlier, *(f"{home}/{name}" for name in shared)]
        return self.repository.commits(
            until, paths, without, besides=[f"{one}/{APPROVALS}" for one in (path, *self._earlier)]
        )

    @cached_property
    def _earlier(self) -> tuple[str, ...]:
        """The folders that the dataset stood in before: whoever changed it there is an author too."""
        above = self.repository.within(self.folder.path / "..")
        said = re.compile(
            rb"^dataset: *[\"']?" + re.escape(self.spec.dataset.encode()) + rb"[\"']?\s*(#.*)?$", re.MULTILINE
        )
        gone = {
            one.path.rpartition("/")[0]: one.before
            for one in self.repository.rewritten("HEAD", above)
            if one.is_removed and one.path.rpartition("/")[2] == SPEC
        }
        return tuple(
            folder
            for folder, before in gone.items()
            if folder and said.search(self.repository.show(before, f"{folder}/{SPEC}") or b"")
        )

    def _all(self, digest: str) -> Iterator[str]:
        """Yield the commits at which the specification had a digest, the newest first."""
        if self._commits is None:
            self._commits = self._changes("HEAD", [])
        for commit in self._commits[:MOST_LOOKS]:
            if self._digest(commit.id) == digest:
                yield commit.id
        if len(self._commits) > MOST_LOOKS:
            raise HistoryError(f"more than {MOST_LOOKS} changes were made since the version that it is about")

    def _digest(self, commit: str) -> str:
        """Return the digest of the specification in a commit; empty where it was absent or had errors."""
        if commit not in self._digests:
            try:
                with restored(self.repository, commit, self.repository.within(self.folder.path)) as folder:
                    checked = specs.check(folder)
            except HistoryError:
                checked = None
            self._digests[commit] = (
                checked.spec.digest if checked is not None and checked.spec is not None else ""
            )
        return self._digests[commit]
