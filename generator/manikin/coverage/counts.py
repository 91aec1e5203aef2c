"""Goals of how many rows a row of the parent has: none and the most, or none, one and several; each case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from manikin import distributions
from manikin.coverage.goal import MOST_CHILDREN, Cases, Found, FromChild, Goal, LeftOut, Measure, arms, told
from manikin.model import Distribution, PerRows, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame

_ENDS = np.array([2.0**-53, 1.0 - 2.0**-53])
_MANY = 8
_ENDLESS = frozenset({"poisson", "negative_binomial", "geometric"})
"""Distributions without a greatest number of their own."""


@dataclass(frozen=True)
class Span:
    """The numbers of rows that a distribution can give: the least, the least above 0, the most."""

    least: int
    first: int
    many: int
    """The greatest up to `_MANY`, or else `first`."""
    most: int
    has_end: bool
    """Whether the specification says what the most is, so that it is a goal."""


def span(distribution: Distribution) -> Span:
    """Return which numbers of rows can be drawn."""
    name, parameters = distribution.name, distribution.parameters
    sampler = distributions.prepare(name, parameters, discrete=True)
    least, most = (int(end) for end in sampler.bounds)
    if name != "mixture":
        # Not the bounds: what is less likely than the least uniform is never drawn.
        least, most = (int(number) for number in sampler.draw(_ENDS))
    numbers = np.arange(max(least, 1), most + 1, dtype=np.float64)
    possible = numbers[sampler.cdf(numbers) > sampler.cdf(numbers - 1.0)].astype(np.int64)
    few = possible[possible <= _MANY]
    first = int(possible[0]) if possible.size else 0
    return Span(least, first, int(few[-1]) if few.size else first, most, _has_end(name, parameters))


def _has_end(name: str, parameters: Any) -> bool:
    if isinstance(parameters, Mapping) and "max" in parameters:
        return True
    if name == "mixture":
        parts = parameters["components"] if isinstance(parameters, Mapping) else parameters
        pairs = [item for part in parts for item in part.items()]
        return all(_has_end(inner, own) for inner, own in pairs if inner != "weight")
    return name not in _ENDLESS


@dataclass(frozen=True)
class _Range:
    words: str
    low: int
    high: float


def _ranges(found: Span) -> tuple[_Range, ...]:
    if found.has_end and found.most <= MOST_CHILDREN:
        ends = {found.least: "the fewest rows", found.most: "the most rows"}
        return tuple(
            _Range("no rows" if number == 0 else f"{words} ({number:,})", number, number)
            for number, words in ends.items()
        )
    ranges = [_Range("no rows", 0, 0), _Range("one row", 1, 1), _Range("several rows", 2, float("inf"))]
    return tuple(r for r in ranges if r.low <= found.most and r.high >= found.least and _can(r, found))


def _can(wanted: _Range, found: Span) -> bool:
    return wanted.low != 1 or found.first == 1


def numbers(table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of the numbers of rows of a table with a parent."""
    if not isinstance(table.rows, PerRows):
        return
    goals: list[Goal] = []
    ranges: list[list[tuple[int, _Range]]] = []
    least: dict[int, int] = {}
    for case, distribution in arms(table.rows.draw):
        found = span(distribution)
        if found.has_end and found.most > MOST_CHILDREN:
            why = f"the most rows{told(case)}, {found.most:,}, are more than {MOST_CHILDREN:,}"
            yield LeftOut(table.name, None, why)
        ranges.append([])
        for wanted in _ranges(found):
            least[len(goals)] = wanted.low
            ranges[-1].append((len(goals), wanted))
            goals.append(Goal(table.name, None, "rows", wanted.words + told(case)))
    cases = Cases(table.rows.draw, table, spec)
    yield Measure(table.rows.parent, tuple(goals), _Numbers(table, spec, cases, ranges).codes, least)


class _Numbers:
    """Which of the numbers of rows each row of the parent has."""

    def __init__(
        self, table: Table, spec: Spec, cases: Cases, ranges: list[list[tuple[int, _Range]]]
    ) -> None:
        self._table, self._spec, self._cases, self._ranges = table, spec, cases, ranges

    def codes(self, frame: Frame) -> Integers:
        counted = frame.child_counts(frame.world.prepared[self._table.name])
        chosen = self._cases.of(FromChild(frame, self._table, self._spec))
        found = np.full(frame.rows, -1, np.int64)
        for number, ranges in enumerate(self._ranges):
            for code, wanted in ranges:
                found[(chosen == number) & (counted >= wanted.low) & (counted <= wanted.high)] = code
        return found


def evened(distribution: Distribution) -> Distribution:
    """Return a distribution that gives none, few and the most rows, and nothing that the given one cannot.

    The more rows the most are, the rarer it gives them: about two rows a parent are made.
    """
    found = span(distribution)
    most = min(found.most, MOST_CHILDREN) if found.has_end else max(found.first, min(2, found.most))
    if found.has_end and found.most > MOST_CHILDREN:
        most = found.first
    weights = {str(found.least): 4.0, str(found.first): 4.0}
    # Now and then more, for what takes several rows to come about, such as the end of a chain of states.
    weights[str(found.many)] = 0.5
    weights[str(most)] = min(4.0, 8.0 / max(most, 1))
    if found.first == 0:
        weights = {str(found.least): 1.0}
    return Distribution("histogram", weights, distribution.address)
