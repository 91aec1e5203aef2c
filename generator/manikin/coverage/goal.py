"""What a coverage dataset must show: goals, and how rows are looked at for them. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from manikin.columns.conditions import Matcher, holds, matcher
from manikin.columns.dispatch import dispatch
from manikin.columns.paths import resolve
from manikin.columns.values import Mask
from manikin.model import Case, DataType, Distribution, Draw, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame

MOST_VALUES = 1_000
"""With more values than this in one list, not each of them is a goal."""
MOST_CHILDREN = 1_000
"""A greatest number of children above this is no goal."""


@dataclass(frozen=True)
class Goal:
    """One branch of a specification that must occur.

    `column` is None where the goal is about numbers of rows; `what` is one of `KINDS_OF_GOAL`, `words` says it
    to people.
    """

    table: str
    column: str | None
    what: str
    words: str

    @property
    def place(self) -> str:
        """The table and, if there is one, the column."""
        return self.table if self.column is None else f"{self.table}.{self.column}"


KINDS_OF_GOAL = ("value", "case", "missing", "there", "state", "rows")


@dataclass(frozen=True)
class Measure:
    """Goals of which a row reaches at most one, and which one.

    Parameters
    ----------
    table : str
        Whose rows are looked at.
    goals : tuple of Goal
        The goals.
    codes : callable
        Returns, for a frame of whole families, which of `goals` each row reaches, -1 for none; shape (rows,).
    children : Mapping of int to int
        For a measure of numbers of rows, how many rows of the child a goal brings at least.
    """

    table: str
    goals: tuple[Goal, ...]
    codes: Callable[[Frame], Integers]
    children: Mapping[int, int] | None = None


@dataclass(frozen=True)
class LeftOut:
    """What is no goal though it could be, and why."""

    table: str
    column: str | None
    why: str

    @property
    def place(self) -> str:
        """The table and, if there is one, the column."""
        return self.table if self.column is None else f"{self.table}.{self.column}"


Found = Measure | LeftOut


class View(Protocol):
    """Rows of which a draw's cases can be told."""

    @property
    def rows(self) -> int:
        """How many rows."""

    def value(self, path: str) -> pa.Array:
        """Return what a path means for each row; length rows."""


class FromChild:
    """A parent's rows as the counts of a child table see them: paths start at the child."""

    def __init__(self, frame: Frame, child: Table, spec: Spec) -> None:
        self._frame, self._child, self._spec = frame, child, spec

    @property
    def rows(self) -> int:
        """How many rows."""
        return self._frame.rows

    def value(self, path: str) -> pa.Array:
        """Return what a path of the child means for each of the parent's rows."""
        route = resolve(path, self._child, self._spec)
        return self._frame.follow(route.steps[1:], route.column.name)


class Cases:
    """Which case of a draw holds for each row; 0 for all rows where the draw has none."""

    def __init__(self, draw: Draw, table: Table, spec: Spec) -> None:
        self._tests = [_tests(case, table, spec) for case in draw.cases]
        self._dispatch = dispatch(self._tests) if self._tests else None

    def of(self, view: View) -> Integers:
        """Return the number of the case, -1 for none; shape (rows,)."""
        if not self._tests:
            return np.zeros(view.rows, np.int64)
        if self._dispatch is not None:
            return self._dispatch.cases(view)  # type: ignore[arg-type]  # looks at rows and values alone
        found = np.full(view.rows, -1, np.int64)
        for number, tests in enumerate(self._tests):
            mask: Mask = found < 0
            for path, match, there in tests or ():
                mask &= holds(match, there, view.value(path))
            found[mask] = number
        return found


def _tests(case: Case, table: Table, spec: Spec) -> tuple[tuple[str, Matcher, DataType], ...] | None:
    if case.when is None:
        return None
    tests = []
    for condition in case.when:
        there = resolve(condition.path, table, spec).column.type
        tests.append((condition.path, matcher(condition, there), there))
    return tuple(tests)


def told(case: Case | None) -> str:
    """Return when a case holds, in words that begin with a space; nothing where there are no cases."""
    if case is None:
        return ""
    if case.when is None:
        return " otherwise"
    return " when " + " and ".join(f"{c.path} is {_matches(c.matches)}" for c in case.when)


def _matches(matches: object) -> str:
    if isinstance(matches, tuple):
        return " or ".join(map(_matches, matches))
    if matches is None:
        return "missing"
    return str(matches).lower() if isinstance(matches, bool) else str(matches)


def arms(draw: Draw) -> list[tuple[Case | None, Distribution]]:
    """Return each case of a draw with its distribution; one without a case where it has none."""
    if draw.distribution is not None:
        return [(None, draw.distribution)]
    return [(case, case.distribution) for case in draw.cases]
