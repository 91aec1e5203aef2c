"""One thing to be verified: a query, and what its answer must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from manikin.verify.binomial import ALPHA, is_plausible
from manikin.verify.paths import UnavailableError
from manikin.verify.report import Outcome, Result

Answer = tuple[tuple[int | float | None, ...], ...]
"""What a query gave: rows of numbers, never of text."""


@dataclass(frozen=True)
class Subject:
    """What is judged: the check's name and rule, the table and, if it is about one, the column."""

    name: str
    rule: str
    table: str
    column: str | None = None

    def result(self, outcome: Outcome, message: str = "", found: float | None = None) -> Result:
        """Return the result of judging this."""
        return Result(self.name, self.rule, self.table, self.column, outcome, found, message)


@dataclass(frozen=True)
class Query:
    """A query and the tables of the build that it reads."""

    sql: str
    tables: frozenset[str]


class Expectation(Protocol):
    """What the answer to a query must be."""

    def judge(self, subject: Subject, answer: Answer) -> Result:
        """Return whether `answer` is as expected."""


@dataclass(frozen=True)
class NoneOf:
    """The answer must be one count of 0; `broken` says in the plural what is counted otherwise."""

    broken: str

    def judge(self, subject: Subject, answer: Answer) -> Result:
        """Pass on 0."""
        count = int(answer[0][0] or 0)
        if count == 0:
            return subject.result(Outcome.PASSED, found=0)
        return subject.result(Outcome.FAILED, f"{count:,} {self.broken}", count)


@dataclass(frozen=True)
class Within:
    """The answer must be one number between two; `measured` says what it is."""

    measured: str
    low: float
    high: float

    def judge(self, subject: Subject, answer: Answer) -> Result:
        """Pass inside the interval, its ends included."""
        found = answer[0][0] or 0
        if self.low <= found <= self.high:
            return subject.result(Outcome.PASSED, found=found)
        allowed = f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"
        return subject.result(
            Outcome.FAILED, f"{self.measured}: {found:,}, where {allowed} is declared", found
        )


@dataclass(frozen=True)
class Shares:
    """The answer counts the rows of each label; each count must be plausible for its share.

    `found` of the result is the share that lies furthest out, in rows of all rows.
    """

    labels: tuple[str, ...]
    shares: tuple[float, ...]

    def judge(self, subject: Subject, answer: Answer) -> Result:
        """Pass if an honest build fails less often than once in 10⁹, all labels together."""
        counts = [int(row[-1] or 0) for row in answer]
        if len(counts) != len(self.shares):
            message = f"{len(counts):,} rows where there should be {len(self.shares):,}"
            return subject.result(Outcome.FAILED, message, len(counts))
        trials = sum(counts)
        worst: tuple[float, str, float] | None = None
        for label, share, count in zip(self.labels, self.shares, counts, strict=True):
            if not is_plausible(count, trials, share, ALPHA / len(counts)):
                away = abs(count / trials - share)
                if worst is None or away > worst[0]:
                    message = f"{label}: {count / trials:.2%} of {trials:,}, where {share:.2%} is declared"
                    worst = (away, message, count / trials)
        if worst is None:
            return subject.result(Outcome.PASSED)
        return subject.result(Outcome.FAILED, worst[1], worst[2])


@dataclass(frozen=True)
class Verification:
    """One check: what it is about, the query, and what must come out."""

    subject: Subject
    query: Query
    expect: Expectation


Found = Verification | Result
"""A check to be carried out, or why it cannot be."""


def attempt(subject: Subject, make: Callable[[], tuple[Query, Expectation]]) -> Found:
    """Return the check that `make` gives, or the result that the files do not hold enough for it."""
    try:
        query, expect = make()
    except UnavailableError as reason:
        return subject.result(Outcome.UNCHECKED, f"cannot be checked from the files: {reason}")
    return Verification(subject, query, expect)
