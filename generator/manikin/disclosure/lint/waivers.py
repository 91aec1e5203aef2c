"""Waivers: findings that somebody answers for are shown first and refuse nothing; a waiver of nothing is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from manikin.errors import Problem, Severity
from manikin.model import Spec, Waiver
from manikin.spec.document import Document

NEVER = frozenset({"DISC01", "DISC16", "DISC20"})
"""What nobody can answer for: numbers under no policy, passwords, and waivers of nothing."""

BESIDE = frozenset({"DISC21"})
"""What is found beside an earlier version alone, so that here nothing meets a waiver of it."""


def waived_one(spec: Spec, problem: Problem) -> Problem:
    """Return a finding, as a note if it is waived."""
    found = next((waiver for waiver in spec.waivers if _meets(waiver, problem)), None)
    return problem if found is None else _noted(problem, found)


def _noted(problem: Problem, waiver: Waiver) -> Problem:
    message = f"waived by {waiver.who}: {waiver.reason} (without the waiver: {problem.message})"
    return replace(problem, severity=Severity.NOTE, message=message, mend="")


def waived(spec: Spec, document: Document, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return findings with those that are waived first, as notes, and the waivers that meet none."""
    used: set[Waiver] = set()
    first, rest = [], []
    for problem in sorted(set(problems)):
        found = [waiver for waiver in spec.waivers if _meets(waiver, problem)]
        used.update(found)
        if found:
            first.append(_noted(problem, found[0]))
        else:
            rest.append(problem)
    return (*first, *sorted([*rest, *_idle(spec, document, used)]))


def _meets(waiver: Waiver, problem: Problem) -> bool:
    at = problem.address
    return problem.rule == waiver.rule not in NEVER and (
        at == waiver.at or (at.startswith(waiver.at) and at[len(waiver.at)] in ".[:")
    )


def _idle(spec: Spec, document: Document, used: set[Waiver]) -> Iterator[Problem]:
    for waiver in spec.waivers:
        if waiver not in used and waiver.rule not in BESIDE:
            message = f"nothing at {waiver.at} breaks {waiver.rule}, so there is nothing to waive"
            mend = "remove the waiver, or copy the place from what the lint says"
            if waiver.rule in NEVER:
                message, mend = (
                    f"{waiver.rule} cannot be waived",
                    "remove the waiver, and mend what the rule refuses",
                )
            yield document.problem(waiver.address, "DISC20", message, mend)
