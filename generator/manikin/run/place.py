"""Where rows stand: in their table, under their parents, among the streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from manikin.randomness import Bits, Integers

if TYPE_CHECKING:
    from manikin.run.frame import Frame


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
    """

    positions: Integers | None
    addresses: Bits
    ordinals: Integers
    parent: Frame | None = None
    parent_rows: Integers | None = None

    def at(self, rows: Integers) -> Place:
        """Return the place of some of the rows."""
        above = None if self.parent_rows is None else self.parent_rows[rows]
        here = None if self.positions is None else self.positions[rows]
        return Place(here, self.addresses[rows], self.ordinals[rows], self.parent, above)
