"""The row that ends the rows of its parent: nothing follows it, however many rows were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manikin.columns.conditions import holds, matcher
from manikin.columns.values import Mask
from manikin.model import Condition, Table
from manikin.randomness import Integers
from manikin.run.place import runs

if TYPE_CHECKING:
    from manikin.run.frame import Frame


class Ending:
    """What the last row of a parent is, made ready.

    Parameters
    ----------
    until : tuple of Condition
        What must hold for a row to be the last.
    table : Table
        Whose rows.
    """

    def __init__(self, until: tuple[Condition, ...], table: Table) -> None:
        self._tests = tuple(
            (condition.path, matcher(condition, datatype), datatype)
            for condition in until
            for datatype in [table.by_name[condition.path].type]
        )

    def cut(self, frame: Frame, counts: Integers) -> Integers:
        """Return how many of the drawn rows there are, up to the first that ends them; shape (parents,).

        Parameters
        ----------
        frame : Frame
            All rows that were drawn.
        counts : ndarray of int64 of shape (parents,)
            How many were drawn.
        """
        last: Mask = np.ones(frame.rows, np.bool_)
        for name, match, datatype in self._tests:
            last &= holds(match, datatype, frame.column(name))
        starts, _ = runs(frame)
        filled = counts > 0
        found = counts.copy()
        if filled.any():
            places = np.where(last, frame.ordinals + 1, np.iinfo(np.int64).max)
            found[filled] = np.minimum(counts[filled], np.minimum.reduceat(places, starts[filled]))
        return found
