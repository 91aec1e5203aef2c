"""What a checker asks, what the program answers, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from manikin.disclosure.lint import Verdict
from manikin.disclosure.lint.statistic import Statistic as Learnt
from manikin.errors import Problem, Severity
from manikin.model import Spec
from manikin.model.draws import Address
from manikin.review.statistics import Statistic
from manikin.review.words.form import Subject


class State(StrEnum):
    """What an answer means for the reader."""

    GOOD = "in order"
    LOOK = "please look"
    BAD = "not in order"
    UNKNOWN = "not checked"


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    Parameters
    ----------
    name : str
        The name of the question, for programs.
    question : str
        In words.
    answer : str
        ``Yes``, ``No`` or ``Not checked``.
    state : State
        What it means; never `State.GOOD` where nothing was checked.
    evidence : tuple of str
        Sentences with counts.
    problems : tuple of Problem
        The findings that it rests on.
    """

    name: str
    question: str
    answer: str
    state: State
    evidence: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the questions are answered from.

    Parameters
    ----------
    spec : Spec
        The specification.
    statistics : tuple of Statistic
        Its statistics, numbered.
    subjects : tuple of Subject
        The sections that tell them.
    verdict : Verdict
        What the disclosure lint found.
    learnt : tuple
        What is published with a private source, as the lint sees it.
    earlier : Mapping of str to tuple of Problem
        For each earlier version that was compared, what its difference to this one gives away.
    """

    spec: Spec
    statistics: tuple[Statistic, ...]
    subjects: tuple[Subject, ...]
    verdict: Verdict
    learnt: tuple[Learnt, ...] = ()
    earlier: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def number(self, address: Address) -> str:
        """Return the number of the statistic that stands at an address or above it; empty if there is none."""
        found = [
            s
            for s in self.statistics
            if address[: len(s.path)] == s.path or s.path[: len(address)] == address
        ]
        return found[0].id if found else ""

    def problems(self, *rules: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """Return what breaks some rules, and what does but is waived."""
        found = [problem for problem in self.verdict.problems if problem.rule in rules]
        return (
            tuple(p for p in found if p.severity is not Severity.NOTE),
            tuple(p for p in found if p.severity is Severity.NOTE),
        )
