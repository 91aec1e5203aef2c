"""How a path came to be what it is: who changed it, when a branch had it first, what a branch took back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from manikin.history.git import Git, HistoryError

_HELPER: Final = re.compile(r"(.{0,200}?)\s*<([^<>]{0,200})>")
_FIELDS: Final = 6
_MAIN_LINE: Final = ("log", "--first-parent", "-m", "-r", "--no-renames", "--no-ext-diff", "--no-textconv")
_LOST: Final = "git cannot follow the history of this clone: something of it is missing; make a whole clone"


@dataclass(frozen=True)
class Commit:
    """A commit, and whom it names; names are what people told git of themselves, so foreign text."""

    id: str
    author: str
    author_email: str
    committer: str
    committer_email: str
    helpers: tuple[tuple[str, str], ...] = ()
    """Whom its message names as authors too, as hosts do when they make one commit of several."""

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """The name and the address of everybody who made it."""
        made = ((self.author, self.author_email), (self.committer, self.committer_email), *self.helpers)
        return tuple(dict.fromkeys(made))


@dataclass(frozen=True)
class Rewrite:
    """A file that a commit of a branch changed or removed; `before` is the commit that had it last as it was."""

    path: str
    before: str
    is_removed: bool


def commits(
    git: Git, until: str, paths: Sequence[str], without: Sequence[str] = (), besides: Sequence[str] = ()
) -> tuple[Commit, ...]:
    """Return the commits that changed any of `paths`, newest first.

    All sides of a merge are followed; a merge is among them if what it holds is in none of its parents.

    Parameters
    ----------
    git : Git
        The repository.
    until : str
        The commit whose history is followed.
    paths : sequence of str
        Files and folders as git calls them.
    without : sequence of str
        Commits whose history is left out.
    besides : sequence of str
        Files and folders among `paths` that do not count.
    """
    form = "%H%x00%an%x00%ae%x00%cn%x00%ce%x00%(trailers:key=Co-authored-by,valueonly,separator=%x01)%x00"
    arguments = ["rev-list", "--full-history", "--topo-order", f"--format=format:{form}"]
    arguments += [until, *(f"^{commit}" for commit in without), "--"]
    arguments += [f":(top,literal){path}" for path in paths]
    arguments += [f":(top,exclude,literal){path}" for path in besides]
    answer = git.ask(arguments, literal=False)
    if answer.status:
        raise HistoryError(_LOST)
    fields = answer.out.decode("utf-8", "replace").split("\0")
    rows = [fields[at : at + _FIELDS] for at in range(0, len(fields) - _FIELDS, _FIELDS)]
    # The line before the first field, "commit ID", is git's own heading.
    return tuple(
        Commit(first.rpartition("\n")[2], who, email, by, at, _helpers(said))
        for first, who, email, by, at, said in rows
    )


def _helpers(said: str) -> tuple[tuple[str, str], ...]:
    found = (_HELPER.fullmatch(part.strip()) for part in said.split("\1"))
    return tuple((match[1], match[2]) for match in found if match)


def seen(git: Git, tip: str, path: str) -> datetime | None:
    """Return when a branch had a file first, and from then on, by the branch's own clock; None if it has not got it.

    A commit says of itself when it was made, and can say anything. The branch's clock is the latest moment that any
    commit of its main line has told so far: it never runs back, so that a commit can pretend to be later than it is,
    and earlier only as far as the branch has stood still.
    """
    answer = git.ask(
        [*_MAIN_LINE, "--no-patch", "--reverse", "--diff-filter=A", "--format=%H", tip, "--", path]
    )
    added = answer.out.decode("ascii", "replace").split()
    if answer.status:
        raise HistoryError(_LOST)
    if not added:
        return None
    # What was there before under the same name, and was taken away, was something else.
    times = git.lines(["rev-list", "--first-parent", "--format=format:%ct", added[-1]])
    moments = [int(text) for text in times or () if text.isdigit()]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def rewritten(git: Git, tip: str, path: str) -> tuple[Rewrite, ...]:
    """Return the files below a path that the main line of a branch changed or removed after they were added."""
    arguments = [*_MAIN_LINE, "-z", "--name-status", "--diff-filter=MDT", "--format=format:%x01%H%x01"]
    answer = git.ask([*arguments, tip, "--", path])
    if answer.status:
        raise HistoryError(_LOST)
    found = []
    for part in answer.out.decode("utf-8", "surrogateescape").split("\1")[1:]:
        if re.fullmatch("[0-9a-f]{40,64}", part):
            before = f"{part}^1"
            continue
        words = [word for word in part.strip("\n\0").split("\0") if word]
        found += [
            Rewrite(name, before, kind == "D") for kind, name in zip(words[::2], words[1::2], strict=False)
        ]
    return tuple(found)
