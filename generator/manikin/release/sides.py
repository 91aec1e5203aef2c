"""What two specifications are compared: a folder, a file, a revision of git, or what was approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from manikin import spec as specs
from manikin.disclosure.organisation import Organisation, organisation
from manikin.errors import Problem, Severity, UserError
from manikin.history import Repository, restored
from manikin.model import Spec
from manikin.release.chain import Chain
from manikin.release.decision import APPROVED
from manikin.release.files import approvals
from manikin.review.diff.walk import Side
from manikin.review.snapshot import Snapshot
from manikin.spec.document import Document
from manikin.spec.folder import SPEC, open_folder
from manikin.text import plain

BASELINES: Final = ("approved", "released")
"""What may stand in place of the old version: what was decided on, or made public, last."""


@dataclass(frozen=True)
class Version:
    """One version to compare.

    Parameters
    ----------
    side : Side or None
        The version; None where it has problems.
    problems : tuple of Problem
        What is wrong with it.
    kept : Mapping of str to str
        The numbers of its statistics that were given before, by address.
    organisation : Organisation
        The rules beside it.
    """

    side: Side | None
    problems: tuple[Problem, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    organisation: Organisation = field(default_factory=Organisation)


@contextmanager
def versions(old: str, new: str) -> Iterator[tuple[Version, Version]]:
    """Give both versions for as long as the context lasts.

    Parameters
    ----------
    old, new : str
        Each a folder, its ``spec.yaml``, or ``REVISION:path``; the old one also a word of `BASELINES`.

    Raises
    ------
    UserError
        If one is not there; with the command that fetches it where it is only missing in this clone.
    """
    if new in BASELINES:
        raise UserError(f"{new!r} can only be the old version: manikin diff {new} specs/NAME")
    with _at(new) as (folder, label):
        after = _read(folder, label)
        if old in BASELINES:
            yield _baseline(old, folder, after), after
        else:
            with _at(old) as (base, base_label):
                before = _read(base, base_label)
                yield _numbered(before, folder, after), after


@contextmanager
def _at(name: str) -> Iterator[tuple[Path, str]]:
    """Give the folder of a version, and how it is called; empty where it is called as it is."""
    path = Path(name)
    revision, colon, inner = name.partition(":")
    if path.exists() or not colon:
        if not path.exists():
            raise UserError(
                f"{plain(name, 200)!r} is neither a file or folder, nor REVISION:path, nor approved"
            )
        yield path, ""
        return
    repository = Repository.around(Path.cwd())
    commit = repository.revision(revision)
    where = Path(inner or ".")
    where = where.parent if where.name == SPEC else where
    with restored(repository, commit, repository.within(where)) as folder:
        yield folder, f"{revision}:{where.as_posix()}"


def _read(path: Path, label: str) -> Version:
    checked = specs.check(path)
    problems = tuple(problem for problem in checked.problems if problem.severity is Severity.ERROR)
    found = open_folder(path)
    rules = organisation(found)
    if label:
        problems = tuple(
            replace(problem, file=_called(problem.file, found.shown, label)) for problem in problems
        )
    if checked.spec is None or checked.document is None or problems:
        return Version(None, problems, organisation=rules)
    document = _renamed(checked.document, found.shown, label) if label else checked.document
    return Version(Side(checked.spec, document), organisation=rules)


def _renamed(document: Document, shown: str, label: str) -> Document:
    return replace(
        document,
        file=_called(document.file, shown, label),
        parts=tuple((_called(file, shown, label), lines) for file, lines in document.parts),
        origins={at: (_called(file, shown, label), line) for at, (file, line) in document.origins.items()},
    )


def _called(file: str, shown: str, label: str) -> str:
    above = shown.rpartition("/")[0]
    if file.startswith(f"{shown}/"):
        return label + file.removeprefix(shown)
    return (
        f"{label.rpartition('/')[0]}{file.removeprefix(above)}" if above and file.startswith(above) else file
    )


def _baseline(name: str, folder: Path, after: Version) -> Version:
    if name == "released":
        raise UserError(
            "nothing was released yet: there is no catalogue to compare with; compare with approved, or REVISION:path"
        )
    if after.side is None:
        return Version(None)
    found, problems = newest(folder, after.side.spec)
    if found is None:
        return Version(None, problems)
    return Version(Side(found.spec(after.side.spec.texts)), kept=found.numbers)


def newest(folder: Path, spec: Spec) -> tuple[Snapshot | None, tuple[Problem, ...]]:
    """Return the specification that was approved last, or what is wrong with the decisions.

    Raises
    ------
    UserError
        If none was approved yet.
    """
    held = approvals(open_folder(folder), spec.dataset)
    if held.problems:
        return None, held.problems
    chain = Chain([filed.decision for filed in held.filed])
    approved = [made for made in chain.decisions if made.decision == APPROVED and made.spec in held.snapshots]
    if not approved:
        raise UserError(
            f"no version of {plain(spec.dataset)} was approved yet; compare with a folder, or with REVISION:path"
        )
    last = max(approved, key=lambda made: (len(chain.before(made)), made.on, made.digest))
    return held.snapshots[last.spec], ()


def _numbered(before: Version, folder: Path, after: Version) -> Version:
    """Return the old version with the numbers that statistics were given when something was approved."""
    if before.side is None or after.side is None:
        return before
    try:
        found, _ = newest(folder, after.side.spec)
    except UserError:
        return before
    return before if found is None else replace(before, kept=found.numbers)
