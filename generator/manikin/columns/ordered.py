"""Ordered times of the rows of one parent, between a first moment and a last.

Knows distances and chains of rows; what keys a specification may have is unknown here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from manikin.columns.chains import Chains
from manikin.columns.dwell import Gaps
from manikin.columns.kind import Cells
from manikin.columns.moment import Moment
from manikin.columns.values import Mask, from_ruler
from manikin.distributions.elementary import power
from manikin.errors import InfeasibleError
from manikin.model import Column
from manikin.randomness import Floats, Integers

DRAWS = 8
"""How often the gaps of one family are drawn to fit before they are made to."""


@dataclass(frozen=True)
class Window:
    """Between which moments the rows of each family lie.

    Parameters
    ----------
    base : ndarray of int64 of shape (rows,)
        The moment they follow, on the column's ruler.
    valid : ndarray of bool of shape (rows,)
        Where there is one.
    room : ndarray of int64 of shape (rows,)
        How many ticks after it the last may be.
    bounded : ndarray of bool of shape (rows,)
        Where there is such a bound.
    """

    base: Integers
    valid: Mask
    room: Integers
    bounded: Mask


@dataclass(frozen=True)
class Bounds:
    """The moments that ordered times lie between, and what is left free before the second."""

    base: Moment
    until: Moment | None
    leave: int

    def of(self, cells: Cells) -> Window:
        """Return the window of each row."""
        everywhere: Mask = np.ones(cells.rows, np.bool_)
        base, valid = self.base.of(cells)
        valid = everywhere if valid is None else valid
        if self.until is None:
            return Window(base, valid, np.zeros(cells.rows, np.int64), ~everywhere)
        bound, bounded = self.until.of(cells)
        bounded = valid if bounded is None else valid & bounded
        return Window(base, valid, bound - base - self.leave, bounded)


class Scattered:
    """The maker of times that lie anywhere between two moments, alike.

    Each row's uniform picks a moment of the window, its first and last included, and the rows of a family
    take them in rising order: the order statistics of independent uniform moments.
    """

    def __init__(self, column: Column, bounds: Bounds) -> None:
        self.column = column
        self.bounds = bounds

    def make(self, cells: Cells) -> pa.Array:
        """Return the times, missing where either moment is; two may fall on the same tick."""
        window = self.bounds.of(cells)
        chains = Chains(*cells.families())
        _require_room(self.column, window.bounded & (window.room < 0), chains)
        u = chains.sorted(cells.uniforms(self.column))
        room = np.maximum(window.room, 0)
        steps = np.minimum(np.floor(u * (room + 1)).astype(np.int64), room)
        return from_ruler(self.column.type, window.base + steps, window.bounded)


class Spaced:
    """The maker of times at drawn gaps, the first measured from the moment they follow.

    Gaps are as drawn, given that all of a family fit before the bound: those of a family that does not fit
    are drawn again as a whole, up to `DRAWS` times. What does not fit even then keeps the proportions of its
    gaps beyond their least, with the last time where the greatest of as many uniform moments falls. That is
    the limit of exponential gaps in a window much too short for them, so nothing piles up at the bound, and
    no gap is shorter or longer than its distribution allows.
    """

    def __init__(self, column: Column, bounds: Bounds, gaps: Gaps) -> None:
        self.column = column
        self.bounds = bounds
        self.gaps = gaps

    def make(self, cells: Cells) -> pa.Array:
        """Return the times, missing where the first moment is; later ones never before earlier ones."""
        window = self.bounds.of(cells)
        chains = Chains(*cells.families())
        which = self.gaps.which(cells, chains)
        least = self.gaps.least[which]
        floor = chains.sums(least)
        _require_room(self.column, window.bounded & (floor[chains.lasts] > window.room), chains)
        gaps = self.gaps.draw(cells.uniforms(self.column), which)
        late = self._late(gaps, chains, window)
        for draw in range(2, DRAWS + 1):
            if not late.size:
                break
            part, rows = chains.of(late)
            u = cells.uniforms(self.column, f"value, fitting {draw}")[rows]
            gaps[rows] = self.gaps.draw(u, which[rows])
            late = late[self._late(gaps[rows], part, _at(window, rows))]
        steps = chains.sums(gaps)
        if late.size:
            part, rows = chains.of(late)
            spare = (window.room - floor[chains.lasts])[rows]
            share = cells.uniforms(self.column, "room")[chains.starts[late]]
            free = self.gaps.varies[which[rows]]
            steps[rows] = floor[rows] + _squeezed((gaps - least)[rows], free, part, (spare, share))
        return from_ruler(self.column.type, window.base + steps, window.valid)

    def _late(self, gaps: Integers, chains: Chains, window: Window) -> Integers:
        """Return the families whose last time lies beyond its bound."""
        late = window.bounded & (chains.sums(gaps) > window.room)
        return chains.owners[np.flatnonzero(late & (chains.lasts == np.arange(len(late))))]


def _squeezed(excess: Integers, free: Integers, chains: Chains, room: tuple[Integers, Floats]) -> Integers:
    """Return the sums of gaps beyond their least, in proportion within what is to spare; shape (rows,).

    Parameters
    ----------
    excess : ndarray of int64, shape (rows,)
        How much longer each gap is than its least.
    free : ndarray of int64, shape (rows,)
        1 for a gap that can vary, else 0.
    chains : Chains
        The families.
    room : tuple of ndarray
        How many ticks there are to spare, shape (rows,), and a uniform for each family.
    """
    spare, share = room
    scale = power(share, 1.0 / np.maximum(chains.sums(free)[chains.lasts[chains.starts]], 1))[chains.owners]
    sums = chains.sums(excess)
    return np.floor(sums / sums[chains.lasts] * (spare * scale)).astype(np.int64)


def _at(window: Window, rows: Integers) -> Window:
    return Window(window.base[rows], window.valid[rows], window.room[rows], window.bounded[rows])


def _require_room(column: Column, lacking: Mask, chains: Chains) -> None:
    if lacking.any():
        parents = int(lacking[chains.firsts].sum())
        msg = (
            f"{column.name}: `until` leaves no room for the rows of {parents:,} parents, even at their least gaps; "
            "let `until` be later, give fewer rows, or lower `min` of `gap`"
        )
        raise InfeasibleError(msg)
