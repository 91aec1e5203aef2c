"""Where rows stand: in their table, under their parents, among the streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manikin import randomness
from manikin.randomness import Bits, Integers

if TYPE_CHECKING:
    from manikin.run.frame import Frame
    from manikin.run.members import Members


@dataclass(frozen=True)
class Place:
    """Where rows stand in their table and under their parents; each array of shape (rows,).

    Parameters
    ----------
    positions : ndarray of int64 or None
        The rows' positions in the table; None where they are worked out from the parents' when asked for.
    addresses : ndarray of uint64
        What the rows' random streams are addressed by.
    ordinals : ndarray of int64
        The rows' positions under their parents.
    parent : Frame, optional
        Rows of the parent table.
    parent_rows : ndarray of int64, optional
        Which row of `parent` each row belongs to.
    members : Members, optional
        Of a table made of parts: which row of which part each row is.
    trial : bool
        Whether these are all rows that were drawn, of which some will not be, since an earlier one ends them.
    """

    positions: Integers | None
    addresses: Bits
    ordinals: Integers
    parent: Frame | None = None
    parent_rows: Integers | None = None
    members: Members | None = None
    trial: bool = False

    def at(self, rows: Integers) -> Place:
        """Return the place of some of the rows."""
        above = None if self.parent_rows is None else self.parent_rows[rows]
        here = None if self.positions is None else self.positions[rows]
        members = None if self.members is None else self.members.at(rows)
        return Place(here, self.addresses[rows], self.ordinals[rows], self.parent, above, members, self.trial)


def children(frame: Frame, counts: Integers, *, trial: bool = False) -> Place:
    """Return the place of `counts` rows below each row of a frame, those of one row together."""
    parent_rows = np.repeat(np.arange(frame.rows, dtype=np.int64), counts)
    starts = np.cumsum(counts) - counts
    ordinals = np.arange(len(parent_rows), dtype=np.int64)
    ordinals -= np.repeat(starts, counts)
    addresses = randomness.child_addresses(np.repeat(frame.addresses, counts), ordinals)
    return Place(None, addresses, ordinals, frame, parent_rows, trial=trial)


def runs(frame: Frame, above: Frame | None = None) -> tuple[Integers, Integers]:
    """Return where the rows of each row further up begin in a frame of whole families, and how many they are.

    Parameters
    ----------
    frame : Frame
        The rows.
    above : Frame, optional
        The rows of the parent, unless given; those of a further ancestor.

    Returns
    -------
    tuple of ndarray of int64
        Starts and counts; shapes (rows of `above`,).
    """
    owners = frame.place.parent_rows
    parent = frame.place.parent
    while above is not None and parent is not above:
        assert parent is not None
        assert parent.place.parent_rows is not None
        assert owners is not None
        owners = parent.place.parent_rows[owners]
        parent = parent.place.parent
    assert parent is not None
    assert owners is not None
    counts = np.bincount(owners, minlength=parent.rows).astype(np.int64)
    return np.cumsum(counts) - counts, counts


def siblings(frame: Frame) -> tuple[Frame, Integers | None]:
    """Return the rows with all their siblings, and which of those each row is; None if each is itself."""
    parent, owners = frame.place.parent, frame.place.parent_rows
    assert parent is not None
    assert owners is not None
    if frame.place.trial:
        return frame, None
    whole = parent.below(frame.prepared.table.name)
    if whole is frame:
        return frame, None
    return whole, runs(whole)[0][owners] + frame.place.ordinals


def before(ordinals: Integers, rows: Integers | None) -> Integers:
    """Return which row of the whole families stands before each row under its parent; -1 for the first.

    Parameters
    ----------
    ordinals : ndarray of int64, shape (rows,)
        The rows' positions under their parents.
    rows : ndarray of int64, shape (rows,), or None
        Which row of the families each row is; None if each is itself.
    """
    here = np.arange(len(ordinals), dtype=np.int64) if rows is None else rows
    return np.where(ordinals > 0, here - 1, -1)
