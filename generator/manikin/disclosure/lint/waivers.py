"""Waivers: findings that somebody answers for are shown first and refuse nothing; a waiver of nothing is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from manikin.errors import Problem, Severity
from manikin.model import Spec, Waiver
from manikin.spec.document import Document

NEVER = frozenset({"DISC01", "DISC16", "DISC20"})
"""What nobody can answer for: numbers under no policy, passwords, and waivers of nothing."""


def waived(spec: Spec, document: Document, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return findings with those that are waived first, as notes, and the waivers that meet none."""
    used: set[Waiver] = set()
    first, rest = [], []
    for problem in sorted(set(problems)):
        found = [waiver for waiver in spec.waivers if _meets(waiver, problem)]
        used.update(found)
        if found:
            message = f"waived by {found[0].who}: {found[0].reason} (without the waiver: {problem.message})"
            first.append(replace(problem, severity=Severity.NOTE, message=message, mend=""))
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
        if waiver not in used:
            message = f"nothing at {waiver.at} breaks {waiver.rule}, so there is nothing to waive"
            mend = "remove the waiver, or copy the place from what the lint says"
            if waiver.rule in NEVER:
                message, mend = (
                    f"{waiver.rule} cannot be waived",
                    "remove the waiver, and mend what the rule refuses",
                )
            yield document.problem(waiver.address, "DISC20", message, mend)
