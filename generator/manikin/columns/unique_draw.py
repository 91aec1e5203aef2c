"""Draws without repeats: a uniform over whole units, or equal choices, as a keyed permutation."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from manikin.columns.draw import is_choice, on_ruler, options
from manikin.columns.kind import Cells
from manikin.columns.values import from_ruler
from manikin.model import Column
from manikin.randomness import Permutation


def distinct_values(column: Column) -> int | None:
    """Return how many values the draw can take if each is equally likely; None if it is otherwise."""
    draw = column.draw
    if draw is None or draw.distribution is None:
        return None
    distribution = draw.distribution
    if is_choice(distribution) and distribution.name == "choice":
        listed = options(distribution, column.type)
        return len(listed.values) if len(set(listed.weights)) == 1 else None
    if distribution.name == "uniform" and column.type.is_discrete and column.type.is_ordered:
        low, high = _ends(column)
        return high - low + 1
    return None


def _ends(column: Column) -> tuple[int, int]:
    assert column.draw is not None
    assert column.draw.distribution is not None
    parameters = on_ruler(column.draw.distribution, column.type)
    return round(parameters["min"]), round(parameters["max"])


class UniqueDraw:
    """The maker of a draw without repeats."""

    def __init__(self, column: Column, key: int) -> None:
        self.column = column
        self._permutation = Permutation(key, distinct_values(column) or 1)

    @cached_property
    def _listed(self) -> tuple[bool | int | float | str, ...] | None:
        assert self.column.draw is not None
        assert self.column.draw.distribution is not None
        distribution = self.column.draw.distribution
        return options(distribution, self.column.type).values if is_choice(distribution) else None

    def make(self, cells: Cells) -> pa.Array:
        """Return the values of the rows; length rows."""
        codes = self._permutation.of(cells.positions)
        listed = self._listed
        if listed is None:
            return from_ruler(self.column.type, codes + np.int64(_ends(self.column)[0]))
        if self.column.type.is_ordered:
            return from_ruler(self.column.type, np.array(listed)[codes])
        return pa.array(listed, self.column.type.arrow).take(pa.array(codes))
