"""The disclosure lint: judges any specification by what stands in it, hand-edited or derived, without access to data.

Numbers with a private source are held to the policy that the source names and to the organisation's own. That a
source was cleared for publication makes no difference: the decision was about the numbers as they were then,
and a file can be edited after it. Whoever wants an exception writes a waiver, which a reviewer sees first.

To add a rule: a module with ``check(lint)`` that yields problems, its line in `RULES`, and a page for each of its ids
in ``spec/pages``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from manikin.disclosure.lint import (
    alike,
    counts,
    grids,
    groups,
    labels,
    numbers,
    policies,
    rows,
    shares,
    traces,
)
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import statistics
from manikin.disclosure.lint.waivers import waived
from manikin.disclosure.policy import Policy
from manikin.errors import Problem, Severity
from manikin.model import Spec
from manikin.spec.document import Document
from manikin.spec.rules.context import Context

__all__ = ["RULES", "Verdict", "judge"]

Rule = Callable[[Lint], Iterator[Problem]]
RULES: tuple[Rule, ...] = (
    counts.check,
    numbers.check,
    shares.check,
    rows.check,
    grids.check,
    labels.check,
    traces.check,
    groups.check,
    alike.check,
)


@dataclass(frozen=True)
class Verdict:
    """What the lint found in a specification.

    Parameters
    ----------
    problems : tuple of Problem
        Those that are waived first, as notes; then the others in file order.
    policies : tuple of Policy
        The rules that were in force, one for each name.
    """

    problems: tuple[Problem, ...]
    policies: tuple[Policy, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether anything breaks a policy."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def judge(spec: Spec, document: Document, asked: Policy | None = None) -> Verdict:
    """Return what the lint finds in a sound specification.

    Parameters
    ----------
    spec, document
        What `manikin.spec.check` gave.
    asked : Policy or None
        Rules to keep beside those that each source names, such as the organisation's own.
    """
    found = list(policies.check(spec, document, asked))
    rules = {
        source.name: kept
        for source in spec.sources.values()
        if source.kind == "private" and (kept := policies.in_force(source, asked)) is not None
    }
    told = tuple(s for s in statistics(Context(spec, document)) if s.origin.source.name in rules)
    lint = Lint(spec, document, told, rules)
    for rule in RULES:
        found.extend(rule(lint))
    # What a listed value looks like is told once, where it is listed.
    listed = {(problem.file, problem.line) for problem in found if problem.rule == "DISC12"}
    found = [p for p in found if p.rule != "DISC17" or (p.file, p.line) not in listed]
    in_force = {kept.name: kept for kept in rules.values()}
    return Verdict(waived(spec, document, found), tuple(in_force.values()))
