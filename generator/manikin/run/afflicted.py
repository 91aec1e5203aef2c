"""Which rows of a table bear which defect: exactly as many as declared, never two on one row.

Rows are looked at in blocks of `BLOCK` by their positions. A block's rows come to a defect in an order of their
own, a keyed permutation for each block and defect; it takes the first of them in which it would be seen and that no
defect before it has taken. So a block depends on nothing but its own rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from manikin.columns.values import Mask
from manikin.defects import KINDS, LARGEST_PART, parts, rows_with
from manikin.errors import InfeasibleError
from manikin.model import Defect, Table
from manikin.randomness import Integers, bits, stream_key
from manikin.run.scatter import scattered

BLOCK = 1_000
"""Rows that are looked at together; part of the output's definition."""
_MORE = 16

Fits = Callable[[Defect, Integers], Mask]
"""Tells in which rows, given by their positions, a defect would be seen."""


def takes_any(defect: Defect) -> bool:
    """Return whether a defect would be seen in any row, since it looks at no column."""
    return not KINDS[defect.kind].columns(defect.parameters)


def in_turn(defects: tuple[Defect, ...]) -> tuple[Defect, ...]:
    """Return defects in the order in which they choose: those that take any row first, else as listed."""
    return tuple(sorted(defects, key=lambda defect: not takes_any(defect)))


@dataclass(frozen=True)
class Afflicted:
    """The rows of one table that bear defects.

    Parameters
    ----------
    table : Table
        The table.
    defects : tuple of Defect
        In the order in which they choose.
    rows : int
        How many rows the table has without defects.
    seed : int
        Of the run.
    """

    table: Table
    defects: tuple[Defect, ...]
    rows: int
    seed: int

    def key(self, defect: Defect, purpose: str) -> int:
        """Return the key of a defect's stream for a purpose."""
        return stream_key(self.seed, self.table.stream, "defect", defect.name, purpose)

    def count(self, block: int, *, moves: bool = False, copies: bool = False) -> int:
        """Return how many rows before a block move to the end, or are written twice."""
        before = min(block * BLOCK, self.rows)
        kinds = ((d, KINDS[d.kind]) for d in self.defects)
        return sum(
            rows_with(d.share, before) for d, k in kinds if (moves and k.MOVES) or (copies and k.COPIES)
        )

    def blocks(self, positions: range) -> range:
        """Return the blocks that hold positions."""
        return range(positions.start // BLOCK, -(-positions.stop // BLOCK))

    def chosen(self, blocks: range, fits: Fits, *, only_blind: bool = False) -> dict[str, Integers]:
        """Return the positions in some blocks that bear each defect, by its name, in rising order.

        Raises
        ------
        InfeasibleError
            If a block has fewer rows in which a defect would be seen than there should be.
        """
        first = blocks.start * BLOCK
        free: Mask = np.arange(first, blocks.stop * BLOCK) < self.rows
        found: dict[str, Integers] = {}
        for defect in self.defects:
            if only_blind and not takes_any(defect):
                break
            picked = np.sort(self._picked(defect, blocks, free, fits))
            free[picked - first] = False
            found[defect.name] = picked
        return found

    def _picked(self, defect: Defect, blocks: range, free: Mask, fits: Fits) -> Integers:
        numbers = np.arange(blocks.start, blocks.stop, dtype=np.int64)
        lacking = self._wanted(defect, numbers)
        keys = bits(self.key(defect, "rows"), numbers.astype(np.uint64))
        asked = np.zeros(len(numbers), np.int64)
        found: list[Integers] = []
        more = 0
        while lacking.any():
            step = np.where(lacking > 0, np.minimum(lacking * (1 + more) + more, BLOCK - asked), 0)
            if not step[lacking > 0].all():
                raise InfeasibleError(
                    self._why(defect, int(numbers[np.flatnonzero((lacking > 0) & (step == 0))[0]]))
                )
            inside = np.repeat(np.arange(len(numbers)), step)
            ordinals = np.arange(inside.size) - np.repeat(np.cumsum(step) - step - asked, step)
            places = scattered(ordinals, np.full(inside.size, BLOCK, np.int64), keys[inside])
            open_ = free[inside * BLOCK + places]
            inside, positions = inside[open_], numbers[inside[open_]] * BLOCK + places[open_]
            good = self._seen(defect, positions, fits)
            inside, positions = inside[good], positions[good]
            # Of each block those that came first.
            rank = np.arange(inside.size) - np.searchsorted(inside, inside, side="left")
            kept = rank < lacking[inside]
            found.append(positions[kept])
            lacking = lacking - np.bincount(inside[kept], minlength=len(numbers))
            asked, more = asked + step, more + _MORE
        return np.concatenate([np.zeros(0, np.int64), *found])

    def _wanted(self, defect: Defect, blocks: Integers) -> Integers:
        ends = np.minimum(np.append(blocks, blocks[-1:] + 1) * BLOCK, self.rows)
        return np.diff(ends * parts(defect.share) // LARGEST_PART)

    def _seen(self, defect: Defect, positions: Integers, fits: Fits) -> Mask:
        if KINDS[defect.kind].MOVES:
            # The last row of a file cannot come late.
            return positions < self.rows - 1
        if takes_any(defect):
            return np.ones(positions.size, np.bool_)
        return fits(defect, positions)

    def _why(self, defect: Defect, block: int) -> str:
        first, last = block * BLOCK, min((block + 1) * BLOCK, self.rows)
        wanted = rows_with(defect.share, last) - rows_with(defect.share, first)
        return (
            f"{self.table.name}: of the rows {first + 1:,} to {last:,} a share of {defect.share:g}, that is {wanted:,}, "
            f"should bear the defect {defect.name!r}, and there are not so many in which it would be seen and that "
            "no other defect has taken; ask for a smaller share, or name columns that are missing less often"
        )
