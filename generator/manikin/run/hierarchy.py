"""References by levels: whose row a row stands below, so that no way to the top is longer than declared.

Every row has a level of its own, drawn from its address: 0 for the first and for those that point at none,
otherwise one from 1 to the number of levels less one. A row points at an earlier one of a lower level, so as
many steps as it has levels lead to the top at most. It tries earlier rows at random, a bounded number of
times; the first row, whose level is 0, takes what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from manikin import randomness
from manikin.columns.relation import relation
from manikin.columns.values import Mask
from manikin.model import Column
from manikin.randomness import Integers

if TYPE_CHECKING:
    from manikin.run.frame import Frame

TURNS = 64
"""How many earlier rows are tried at most."""
LevelOf = Callable[[Integers, Integers], Integers]
"""Gives the levels of earlier rows: which rows ask, and the earlier ones' ranks among those before them."""


def levels(frame: Frame, column: Column, firsts: Integers | Mask) -> Integers:
    """Return the level of each row of `frame`, of which `firsts` are the first of all; shape (rows,)."""
    found = frame.levels.get(column.name)
    if found is None:
        asked = relation(column, frame.prepared.table)
        lower = (asked.levels or 2) - 1
        u = randomness.uniforms(frame.prepared.key(column.stream, "level"), frame.addresses)
        found = 1 + np.floor(u * lower).astype(np.int64)
        absent = frame.absent(column)
        if absent is not None:
            found[absent] = 0
        found[firsts] = 0
        frame.levels[column.name] = found
    return found


def pick_above(frame: Frame, column: Column, own: Integers, earlier: Integers, level_of: LevelOf) -> Integers:
    """Return which earlier row each row points at, from 0; -1 for the first; shape (rows,).

    Parameters
    ----------
    own : ndarray of int64, shape (rows,)
        The rows' levels.
    earlier : ndarray of int64, shape (rows,)
        How many rows there are before each.
    level_of : callable
        Gives the levels of earlier rows.
    """
    picked: Integers = np.where(earlier > 0, 0, -1)
    # Where none can be missing, the first row is the only one of level 0.
    lowest = 0 if column.missing is not None or column.missing_with else 1
    waiting = np.flatnonzero((earlier > 0) & (own > lowest))
    for turn in range(TURNS):
        if not waiting.size:
            break
        key = frame.key(column, f"above {turn + 1}" if turn else "value")
        u = randomness.uniforms(key, frame.addresses[waiting])
        tried = np.floor(u * earlier[waiting]).astype(np.int64)
        fits = level_of(waiting, tried) < own[waiting]
        picked[waiting[fits]] = tried[fits]
        waiting = waiting[~fits]
    return picked


def pick_in_table(frame: Frame, column: Column) -> Integers:
    """Return the positions that rows of a table without a parent point at; -1 for the first row."""
    name = frame.prepared.table.name

    def level_of(_: Integers, tried: Integers) -> Integers:
        there, index = frame.world.rows_at(name, tried)
        return levels(there, column, there.positions == 0)[index]

    own = levels(frame, column, frame.positions == 0)
    return pick_above(frame, column, own, frame.positions, level_of)
