"""Goals of what is missing together: each pattern that can be drawn, in each case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from manikin.columns.values import Mask, validity
from manikin.coverage.goal import Cases, Found, Goal, Measure, arms, told
from manikin.model import Column, Distribution, MissingPatterns, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame


def together(table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of the patterns of a table."""
    for patterns in table.missing_patterns:
        goals: list[Goal] = []
        code = np.full((max(1, len(patterns.draw.cases)), len(patterns.patterns)), -1, np.int64)
        for case, (when, distribution) in enumerate(arms(patterns.draw)):
            for number, weight in distribution.parameters.items():
                if weight > 0:
                    code[case, int(number)] = len(goals)
                    words = _words(patterns.patterns[int(number)])
                    goals.append(Goal(table.name, None, "missing", f"{words} of {patterns.name}{told(when)}"))
        yield Measure(table.name, tuple(goals), _Together(patterns, table, spec, code).codes)


def _words(pattern: tuple[str, ...]) -> str:
    return "nothing missing" if not pattern else " and ".join(pattern) + " missing"


class _Together:
    """Which pattern each row shows: just these of the columns are missing."""

    def __init__(self, patterns: MissingPatterns, table: Table, spec: Spec, code: Integers) -> None:
        self._patterns, self._code = patterns, code
        self._cases = Cases(patterns.draw, table, spec)

    def codes(self, frame: Frame) -> Integers:
        """Return the number of the pattern among the goals; shape (rows,)."""
        missing = {name: self._missing(frame, name) for name in self._patterns.columns}
        chosen = self._cases.of(frame)
        found = np.full(frame.rows, -1, np.int64)
        for number, pattern in enumerate(self._patterns.patterns):
            mask = chosen >= 0
            for name, absent in missing.items():
                mask &= absent == (name in pattern)
            found[mask] = self._code[chosen[mask], number]
        return found

    def _missing(self, frame: Frame, name: str) -> Mask:
        valid = validity(frame.column(name))
        return np.zeros(frame.rows, np.bool_) if valid is None else ~valid


def evened(patterns: MissingPatterns) -> MissingPatterns:
    """Return patterns of which all that can be drawn are alike."""
    draw = patterns.draw
    if draw.distribution is not None:
        return replace(patterns, draw=replace(draw, distribution=_alike(draw.distribution)))
    cases = tuple(replace(case, distribution=_alike(case.distribution)) for case in draw.cases)
    return replace(patterns, draw=replace(draw, cases=cases))


def of_column(column: Column) -> Column:
    """Return a column that the patterns, all alike, leave out."""
    return column if column.missing_by is None else replace(column, missing_by=evened(column.missing_by))


def _alike(distribution: Distribution) -> Distribution:
    weights = {number: int(weight > 0) for number, weight in distribution.parameters.items()}
    return replace(distribution, parameters=weights)
