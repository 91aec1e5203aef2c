"""Ends of intervals that begin at ordered times: no later than the next begins, or than a bound.

Knows starts, lengths and chains of rows; what keys a specification may have is unknown here.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from manikin.columns.chains import Chains
from manikin.columns.dwell import Dwell, Plain, truncated
from manikin.columns.kind import Cells
from manikin.columns.moment import Moment, moments
from manikin.columns.values import Mask, from_ruler
from manikin.model import Column
from manikin.randomness import Integers


class _Ends:
    """What both makers share: the starts, and the moment no interval may pass."""

    def __init__(self, column: Column, start: Column, until: Moment | None) -> None:
        self.column = column
        self.start = start
        self.until = until

    def starts(self, cells: Cells) -> tuple[Integers, Mask]:
        """Return the starts on the ruler, and where there are any; shapes (rows,)."""
        starts, valid = moments(self.start.type, self.column.type, cells.whole(self.start.name))
        return starts, np.ones(cells.rows, np.bool_) if valid is None else valid

    def limits(self, cells: Cells) -> tuple[Integers, Mask]:
        """Return the moments of `until`, and where there are any; shapes (rows,)."""
        if self.until is None:
            return np.zeros(cells.rows, np.int64), np.zeros(cells.rows, np.bool_)
        bound, bounded = self.until.of(cells)
        return bound, np.ones(cells.rows, np.bool_) if bounded is None else bounded


class Drawn(_Ends):
    """The maker of ends at a drawn length after their starts, truncated at what they may not pass."""

    def __init__(
        self, column: Column, start: Column, until: Moment | None, length: Plain | Dwell, *, apart: bool
    ) -> None:
        super().__init__(column, start, until)
        self.length = length
        self.apart = apart

    def make(self, cells: Cells) -> pa.Array:
        """Return start + length, missing where the start is."""
        starts, valid = self.starts(cells)
        limits, bounded = self.limits(cells)
        if self.apart:
            limits, bounded = to_next(starts, limits, bounded, Chains(*cells.families()))
        what = f"{self.column.name}: {'the next start or ' if self.apart else ''}`until`"
        room = (limits - starts, bounded & valid, what)
        lengths = truncated(self.length, self.length.which(cells), cells.uniforms(self.column), room)
        return from_ruler(self.column.type, starts + lengths, valid)


class Gapless(_Ends):
    """The maker of ends where the next interval begins, the last at the bound or after a length of its own."""

    def __init__(
        self, column: Column, start: Column, until: Moment | None, last: Plain | Dwell | None = None
    ) -> None:
        super().__init__(column, start, until)
        self.last = last

    def make(self, cells: Cells) -> pa.Array:
        """Return the next starts, missing where the start is and for a last one that nothing ends."""
        starts, valid = self.starts(cells)
        limits, bounded = self.limits(cells)
        if self.last is not None:
            nothing = np.zeros(cells.rows, np.bool_)
            u = cells.uniforms(self.column)
            lengths = truncated(self.last, self.last.which(cells), u, (limits, nothing, ""))
            limits, bounded = starts + lengths, ~nothing
        limits, bounded = to_next(starts, limits, bounded, Chains(*cells.families()))
        return from_ruler(self.column.type, limits, valid & bounded)


def to_next(starts: Integers, limits: Integers, bounded: Mask, chains: Chains) -> tuple[Integers, Mask]:
    """Return the limits with the next start of the family instead, for all rows but its last."""
    rows = np.arange(len(starts))
    following = np.flatnonzero(chains.lasts > rows)
    limits, bounded = limits.copy(), bounded.copy()
    limits[following] = starts[following + 1]
    bounded[following] = True
    return limits, bounded
