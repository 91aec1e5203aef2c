"""The names of revisions: which are taken at all, and which may carry the rules that everybody is held to."""

from __future__ import annotations

import re
from typing import Final

from manikin.history.git import Git, HistoryError
from manikin.text import plain

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+#@~^-]{0,249}")
_USUAL: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_ID: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


def is_name(name: str) -> bool:
    """Return whether a text can name a revision: no option, no range, no search, no log of moves."""
    return bool(_NAME.fullmatch(name)) and ".." not in name


def revision(git: Git, name: str) -> str:
    """Return the id of the commit that a branch, a tag or a commit's id leads to.

    Raises
    ------
    HistoryError
        If there is none; with the command that fetches it.
    """
    found = git.commit(name) if is_name(name) else None
    if found is None:
        raise HistoryError(missing(name))
    return found


def protected(git: Git, name: str = "") -> tuple[str, str]:
    """Return the name and the commit of the branch that rules, people and keys are read from.

    Parameters
    ----------
    git : Git
        The repository.
    name : str
        A branch such as ``origin/main``, or the full id of a commit; if empty, the first of `_USUAL` that is there.

    Raises
    ------
    HistoryError
        If there is none. A tag is never taken: anybody who may push one could call it ``origin/main``.
    """
    if name:
        found = _branch(git, name) if is_name(name) else None
        if found is None:
            raise HistoryError(missing(name))
        return name, found
    there = _usual(git)
    for tried in _USUAL:
        if tried in there:
            return tried, there[tried]
    raise HistoryError(missing("origin/main"))


def _usual(git: Git) -> dict[str, str]:
    """Return those of the usual branches that are there, with their commits; asked for in one go."""
    refs = [f"refs/{kind}/{name}" for kind in ("heads", "remotes") for name in _USUAL]
    lines = git.lines(["for-each-ref", "--format=%(refname) %(objectname)", *refs]) or []
    found = dict(line.split(" ") for line in lines)
    # The remote's branch of a name goes before one of this clone that is called the same.
    return {name: found[ref] for ref in refs if ref in found for name in [ref.split("/", 2)[2]]}


def _branch(git: Git, name: str) -> str | None:
    if _ID.fullmatch(name):
        return git.commit(name)
    if name.startswith("refs/"):
        return git.commit(name) if not name.startswith("refs/tags/") else None
    return git.commit(f"refs/remotes/{name}") or git.commit(f"refs/heads/{name}")


def missing(name: str) -> str:
    """Return the words for a revision that is not there, with the command that fetches it."""
    if not is_name(name):
        return f"{plain(name, 60)!r} names no revision; name a branch, a tag or a commit, such as origin/main"
    remote, _, branch = name.partition("/")
    line = (
        f"git fetch {remote} {branch}:refs/remotes/{remote}/{branch}"
        if remote == "origin" and branch
        else f"git fetch origin {name}"
    )
    return f"the revision {plain(name, 60)} is not in this clone; fetch it: {plain(line, 600)}"
