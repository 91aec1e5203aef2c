"""What decisions are held to: rules, people and keys, from the protected branch and one place in it.

A request that changes any of them gains nothing by it: what it brings is looked at only to say that it is not in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from manikin.disclosure.organisation import FILE, Organisation, organisation, organisation_of
from manikin.errors import Problem, Severity, UserError
from manikin.history import HistoryError, Repository
from manikin.release.signers import REVOKED, SIGNERS, Signer, SignersError, revoked, signers
from manikin.spec.folder import Folder
from manikin.text import plain

_OURS: Final = (FILE, SIGNERS, REVOKED)
_LOOKALIKES: Final = frozenset({*_OURS, "policy.yml", "policy.json"})


@dataclass(frozen=True)
class Ground:
    """Rules, people and keys.

    Parameters
    ----------
    source : str
        Where they are from, in words.
    commit : str
        The commit of the protected branch; empty where there is no git.
    problems : tuple of Problem
        Why they cannot be relied on; then nothing is approved.
    notes : tuple of Problem
        What looks as if it were in force and is not.
    """

    source: str
    organisation: Organisation = field(default_factory=Organisation)
    signers: tuple[Signer, ...] = ()
    revoked: str | None = None
    commit: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def around(home: Path) -> Repository | None:
    """Return the repository that the datasets stand in; None if they stand in none."""
    try:
        return Repository.around(home)
    except HistoryError:
        return None


def ground(folder: Folder, repository: Repository | None, policy_from: str = "") -> Ground:
    """Return what decisions on a dataset are held to.

    Parameters
    ----------
    folder : Folder
        The dataset's; the rules stand beside it.
    repository : Repository, optional
        Where it stands; without one the rules are those of the working copy, and nothing can be approved.
    policy_from : str
        The protected branch, such as ``origin/main``.

    Raises
    ------
    HistoryError
        If there is no such branch in this clone.
    """
    if repository is None:
        return Ground("this folder, for want of git", organisation(folder))
    name, commit = repository.protected(policy_from)
    home = repository.within(folder.path / "..")
    found_there = repository.several(commit, [_at(home, file) for file in _OURS])
    texts = {file: found_there[_at(home, file)] for file in _OURS}
    rules = texts[FILE]
    shown = f"{plain(name, 100)}:{_at(home, FILE)}"
    notes = (*_not_in_force(repository, texts, home), *_more(repository, home))
    if rules is None:
        elsewhere = _elsewhere(repository, commit, home)
        found = Organisation()
        problems = [_problem(shown, *elsewhere)] if elsewhere else []
    else:
        found = organisation_of(rules, shown)
        problems = list(found.problems)
    keys: tuple[Signer, ...] = ()
    gone = None
    try:
        keys = signers(texts[SIGNERS] or b"")
    except SignersError as error:
        problems.append(_keys(name, home, SIGNERS, error))
    try:
        gone = None if texts[REVOKED] is None else revoked(texts[REVOKED] or b"")
    except SignersError as error:
        problems.append(_keys(name, home, REVOKED, error))
    if repository.is_module:
        message = "the datasets stand in a module of another repository, whose requests can put another in its place"
        problems.append(_problem(shown, message, "keep datasets, rules and keys in the repository itself"))
    return Ground(name, found, keys, gone, commit, tuple(problems), notes)


def _elsewhere(repository: Repository, commit: str, home: str) -> tuple[str, str] | None:
    """Return the words for rules that stand in another folder: datasets that move away from them lose them not."""
    found = [path for path in repository.listing(commit) if path.rpartition("/")[2] == FILE]
    held = [path for path in found if b"\npolicy:" in b"\n" + (repository.show(commit, path) or b"")]
    if not held:
        return None
    message = f"there is no {_at(home, FILE)}, and rules stand at {plain(held[0], 200)}"
    return message, "put the dataset's folder beside them"


def _not_in_force(repository: Repository, texts: Mapping[str, bytes | None], home: str) -> Iterator[Problem]:
    """Yield the files that say something else here than on the protected branch."""
    for file in _OURS:
        path = repository.root / _at(home, file)
        try:
            here = Folder(path.parent, home or ".").read(file) if path.is_symlink() or path.exists() else None
        except UserError:
            here = b""
        there = texts[file]
        # Git may turn the ends of lines into those of the system.
        if (here is None) != (there is None) or (here or b"").replace(b"\r\n", b"\n") != (there or b""):
            message = "is not as on the protected branch; what stands there is in force"
            mend = "merge the change of the rules first, and by itself"
            yield _note(_at(home, file), message, mend)


def _more(repository: Repository, home: str) -> Iterator[Problem]:
    for path in repository.listing("HEAD", home):
        if path.rpartition("/")[2] in _LOOKALIKES and path not in {_at(home, file) for file in _OURS}:
            yield _note(
                plain(path, 200), f"is not looked at: rules and keys stand in {home or '.'}", "remove it"
            )


def _at(home: str, file: str) -> str:
    return f"{home}/{file}" if home else file


def _note(file: str, message: str, mend: str) -> Problem:
    return Problem(file, 0, 0, "GATE15", message, mend, Severity.NOTE)


def _problem(file: str, message: str, mend: str) -> Problem:
    return Problem(file, 0, 0, "GATE13", message, mend)


def _keys(name: str, home: str, file: str, error: SignersError) -> Problem:
    return _problem(
        f"{plain(name, 100)}:{_at(home, file)}", str(error), "write every line in the one form that is taken"
    )
