"""A dataset before the gate: its specification, the decisions on it, what they are held to, and whether it may be built."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from manikin import spec as specs
from manikin.disclosure.deciding import ANSWERABLE
from manikin.disclosure.lint import judge as lint
from manikin.errors import ExitStatus, Problem, Severity, UserError
from manikin.history import Repository
from manikin.model import Spec
from manikin.release.authors import Authors
from manikin.release.candidate import Candidate, candidate, rules_digest, vocabularies_digest
from manikin.release.decision import Decision
from manikin.release.files import APPROVALS, Approvals, approvals, is_ours
from manikin.release.ground import Ground, around, ground
from manikin.release.lineage import Lineage
from manikin.release.methods import KINDS, Trust, fault_of
from manikin.release.standing import Question, Reason, Standing, judge
from manikin.review.scopes import part_digest
from manikin.review.snapshot import MOST_BYTES
from manikin.spec.folder import Folder, open_folder


@dataclass(frozen=True)
class Circumstances:
    """What a look at the gate depends on beside the files.

    Parameters
    ----------
    today : date
        The day that it is.
    policy_from : str
        The protected branch; empty for the usual one.
    also : tuple of str
        Whom a CI job names as authors.
    """

    today: date
    policy_from: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """A dataset before the gate.

    Parameters
    ----------
    problems : tuple of Problem
        What is wrong with its files or breaks a disclosure policy; then nothing is asked further.
    refused : tuple of Problem
        What keeps the decisions from being judged at all.
    notes : tuple of Problem
        What a reader should know.
    """

    folder: Folder
    ground: Ground
    spec: Spec | None = None
    approvals: Approvals = field(default_factory=Approvals)
    candidate: Candidate | None = None
    standing: Standing | None = None
    problems: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    faults: dict[str, Reason] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether the dataset may be built as approved."""
        return (
            not self.problems and not self.refused and self.standing is not None and self.standing.is_approved
        )

    @property
    def status(self) -> ExitStatus:
        """With what a command ends that wanted it built."""
        if self.problems and not all(problem.rule.startswith("DISC") for problem in self.problems):
            return ExitStatus.PROBLEMS
        return ExitStatus.DONE if self.is_open else ExitStatus.REFUSED


_NO_GIT: Final = Authors(
    unknown="the datasets stand in no git repository, so nobody can tell who changed what"
)


def look(path: Path, circumstances: Circumstances) -> Look:
    """Return a dataset before the gate.

    Raises
    ------
    HistoryError
        If there is no protected branch in this clone.
    """
    folder = open_folder(path)
    repository = around(folder.path)
    held = ground(folder, repository, circumstances.policy_from)
    checked = specs.check(path)
    if repository is None:
        return weighed(folder, checked, held, circumstances.today, lambda _: _NO_GIT)
    lineage = (
        Lineage(repository, folder, checked.spec, circumstances.also, held.commit)
        if checked.spec is not None
        else None
    )

    def seen(file: str) -> datetime | None:
        return repository.seen(held.commit, f"{repository.within(folder.path)}/{APPROVALS}/{file}")

    found = weighed(
        folder,
        checked,
        held,
        circumstances.today,
        lineage.authors if lineage is not None else lambda _: _NO_GIT,
        seen,
    )
    return replace(found, refused=(*found.refused, *_rewritten(repository, found)))


def weighed(
    folder: Folder,
    checked: specs.Checked,
    held: Ground,
    today: date,
    authors: Callable[[Decision], Authors],
    seen: Callable[[str], datetime | None] = lambda _: None,
) -> Look:
    """Return a dataset before the gate, what git knows being given.

    Parameters
    ----------
    folder : Folder
        The dataset's.
    checked : Checked
        Its specification.
    held : Ground
        What decisions are held to.
    today : date
        The day that it is.
    authors : callable
        Who made the changes that a decision is about.
    seen : callable
        When the protected branch had a decision's file first.
    """
    errors = tuple(problem for problem in checked.problems if problem.severity is Severity.ERROR)
    found = approvals(folder, checked.spec.dataset if checked.spec is not None else "")
    if checked.spec is None or checked.document is None:
        return Look(folder, held, approvals=found, problems=(*errors, *found.problems), notes=held.notes)
    verdict = lint(checked.spec, checked.document, held.organisation.policy)
    told = tuple(problem for problem in verdict.problems if problem.severity is Severity.ERROR)
    now = candidate(checked.spec)
    rules = held.organisation.deciding
    files = {one.decision.digest: one.file.rpartition("/")[2] for one in found.filed}
    trust = Trust(rules, held.signers, held.revoked, today, lambda made: seen(files[made.digest]))
    faults = {one.decision.digest: fault_of(one.decision, trust, KINDS) for one in found.filed}
    faults |= dict(_unlike(found))
    reasons = {digest: Reason("GATE06", words) for digest, words in faults.items() if words}
    asked = rules.classes.get(now.classification)
    policies = {
        decider.role: rules_digest(held.organisation.policy, rules, now.classification, decider.role)
        for decider in (asked.decided_by if asked is not None else ())
    }
    decisions = [one.decision for one in found.filed]
    standing = judge(Question(now, decisions, rules, policies, today, authors, reasons))
    problems = (*errors, *told, *found.problems)
    return Look(
        folder, held, checked.spec, found, now, standing, problems, tuple(held.problems), held.notes, reasons
    )


def _unlike(found: Approvals) -> Iterator[tuple[str, str]]:
    """Yield the decisions that say something else of a specification than its copy beside them does.

    Who changed what is asked of the specification, what stands of its parts: if the two were of different versions, a
    decision on an old one would pass for one on what is there now.
    """
    known: dict[str, tuple[dict[str, str], str, str]] = {}
    for made in (one.decision for one in found.filed):
        kept = found.snapshots.get(made.spec)
        if kept is None:
            continue
        if made.spec not in known:
            known[made.spec] = (
                {name: part_digest(kept.canonical, name) for name in ANSWERABLE},
                vocabularies_digest(kept.canonical),
                json.loads(kept.canonical).get("class", ""),
            )
        parts, vocabularies, classification = known[made.spec]
        said = (*made.covers.items(), ("", made.vocabularies), ("class", made.classification))
        if not set(said) <= {*parts.items(), ("", vocabularies), ("class", classification)}:
            yield made.digest, "names parts that are not those of the specification that it is about"


def _rewritten(repository: Repository, at: Look) -> Iterator[Problem]:
    """Yield the decisions that the protected branch has, or had, and that are not here as they were."""
    folder, held, found = at.folder, at.ground, at.approvals
    dataset = at.spec.dataset if at.spec is not None else ""
    mend = "decisions are never changed or removed: take the file from the history again, and withdraw it by a new one"
    inside = f"{repository.within(folder.path)}/{APPROVALS}/"
    home = repository.within(folder.path / "..")
    for name, data in repository.folder(held.commit, inside.rstrip("/")).items():
        if is_ours(name) and (name not in found.names or _here(folder, name) != _lines(data)):
            message = f"{name} is not here as it is on {held.source}"
            yield Problem(folder.name_of(APPROVALS), 0, 0, "GATE14", message, mend)
    told = set()
    for one in repository.rewritten(held.commit, home):
        parts = one.path.split("/")
        if len(parts) < 2 or parts[-2] != APPROVALS or one.path in told:
            continue
        told.add(one.path)
        was = repository.show(one.before, one.path)
        is_elsewhere = not one.path.startswith(inside)
        # A dataset's folder may be renamed, and takes its decisions with it as they were.
        is_moved = (
            one.is_removed and is_elsewhere and was is not None and _here(folder, parts[-1]) == _lines(was)
        )
        # What was no decision may be taken away; turned into one, it would seem to be as old as its name.
        is_turned = not is_elsewhere and not one.is_removed and is_ours(parts[-1])
        if is_turned or (not is_moved and _is_about(was, dataset)):
            what = "removed" if one.is_removed else "changed"
            message = f"{parts[-1]} was {what} on {held.source} after it had been there"
            yield Problem(folder.name_of(APPROVALS), 0, 0, "GATE14", message, mend)


def _here(folder: Folder, name: str) -> bytes | None:
    try:
        return _lines(Folder(folder.path / APPROVALS, "", may_be_link=False).read(name, MOST_BYTES))
    except UserError:
        return None


def _lines(data: bytes) -> bytes:
    """Return a file as git keeps it where it turns the ends of lines into those of the system."""
    return data.replace(b"\r\n", b"\n")


def _is_about(data: bytes | None, dataset: str) -> bool:
    """Return whether a file that was taken away told of a dataset; the copies of specifications do too."""
    quoted = re.escape(dataset.encode())
    return bool(
        re.search(rb'(^|\n)dataset: "?' + quoted + rb'"?\n|"dataset":"' + quoted + rb'"', data or b"")
    )


def looks(paths: Iterable[Path], circumstances: Circumstances) -> list[Look]:
    """Return every dataset that `paths` name, before the gate."""
    return [look(folder, circumstances) for folder in specs.find(list(paths))]
