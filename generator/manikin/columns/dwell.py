"""Distances that differ from row to row: how long each state lasts, or one distribution for all rows.

Knows distances and which of them holds for a row; what they are measured from is unknown here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from manikin.columns.chains import Chains
from manikin.columns.conditions import parse_scalar
from manikin.columns.distance import Distance
from manikin.columns.kind import Cells
from manikin.columns.regimes import Choice, regimes
from manikin.columns.states import states
from manikin.columns.values import Mask, plain_array
from manikin.model import Column, DataType, Spec, Table
from manikin.randomness import Floats, Integers

DWELL: Final = "dwell_of"
"""The key that stands where a distribution would, and names a column of states."""
_NONE: Final = -1


def dwell_column(by: Any) -> str | None:
    """Return the column of states whose times are meant; None where a distribution is written."""
    return str(by[DWELL]) if isinstance(by, Mapping) and DWELL in by else None


class Plain:
    """One distribution for all rows."""

    def __init__(self, distance: Distance) -> None:
        self.distances = (distance,)

    def which(self, cells: Cells) -> Integers:
        """Return the number of each row's distance: always the first; shape (rows,)."""
        return np.zeros(cells.rows, np.int64)


class Dwell:
    """How long the state of each row lasts.

    Parameters
    ----------
    column : Column
        The column of states.
    datatype : DataType
        The type of the moments, whose ticks are drawn.
    table, spec : Table, Spec
        Where the column stands.
    """

    def __init__(self, column: Column, datatype: DataType, table: Table, spec: Spec) -> None:
        self._column = column
        self._choice = Choice(column, table, spec)
        self._states = states(column)
        found: list[Distance] = []
        numbers = []
        for regime in regimes(column):
            lasting = {parse_scalar(column.type, name): by for name, by in regime.part("dwell").items()}
            for state in self._states:
                numbers.append(len(found) if state in lasting else _NONE)
                if state in lasting:
                    found.append(Distance(lasting[state], column.parameters["unit"], datatype))
        self.distances = tuple(found)
        self._numbers = np.array(numbers, np.int64)

    def which(self, cells: Cells) -> Integers:
        """Return the number of each row's distance, -1 for a state that nothing follows; shape (rows,)."""
        values = plain_array(cells.whole(self._column.name)).to_numpy(zero_copy_only=False)
        known = np.array(self._states, values.dtype)
        codes = np.searchsorted(known, values)
        numbers: Integers = self._numbers[self._choice.of(cells) * len(self._states) + codes]
        return numbers


class Gaps:
    """The distance before each row: that of the row before, or `first`.

    Parameters
    ----------
    gap : Plain or Dwell
        How long it is from each row to the next.
    first : Distance or None
        How long it is to the first row; as from any row to the next unless given.
    """

    def __init__(self, gap: Plain | Dwell, first: Distance | None) -> None:
        self._gap = gap
        self.distances = gap.distances if first is None else (*gap.distances, first)
        self._first = 0 if first is None else len(gap.distances)
        bounds = [distance.bounds for distance in self.distances]
        self.least = np.array([int(low) for low, _ in bounds], np.int64)
        """The least of each distance; shape (distances,)."""
        self.varies = np.array([int(low < high) for low, high in bounds], np.int64)
        """Whether each distance can differ from draw to draw, as 0 or 1; shape (distances,)."""

    def which(self, cells: Cells, chains: Chains) -> Integers:
        """Return the number of the distance before each row; shape (rows,)."""
        of_rows = self._gap.which(cells)
        # Nothing follows a state without a time, so the number of none is never looked at.
        numbers = np.concatenate([np.zeros(1, np.int64), of_rows])[: len(of_rows)]
        numbers[chains.firsts] = self._first
        return numbers

    def draw(self, u: Floats, which: Integers) -> Integers:
        """Return distances in ticks, shape of `u`."""
        if len(self.distances) == 1:
            return self.distances[0].draw(u)
        found = np.zeros(len(u), np.int64)
        for number, distance in enumerate(self.distances):
            rows = np.flatnonzero(which == number)
            if rows.size:
                found[rows] = distance.draw(u[rows])
        return found


def truncated(by: Plain | Dwell, which: Integers, u: Floats, limits: tuple[Integers, Mask, str]) -> Integers:
    """Return distances in ticks that stay within their limits.

    Parameters
    ----------
    by : Plain or Dwell
        The distances.
    which : ndarray of int64, shape (rows,)
        The number of each row's distance.
    u : ndarray of shape (rows,)
        The uniforms.
    limits : tuple
        The most ticks there may be, where there is such a limit, and what it is called in a message.
    """
    room, where, what = limits
    found = np.zeros(len(u), np.int64)
    for number, distance in enumerate(by.distances):
        rows = np.flatnonzero(which == number)
        if rows.size:
            found[rows] = distance.within(u[rows], room[rows], where[rows], what)
    return found
