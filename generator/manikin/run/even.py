"""Numbers of rows that are spread evenly: which stratum each seat of a block gets, and what is drawn there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manikin import randomness
from manikin.columns.evenness import Shares, is_even, shares
from manikin.model import PerRows, Spec, Table
from manikin.randomness import Bits, Floats, Integers, stream_key
from manikin.run.scatter import scattered

_GREATEST = 1.0 - 2.0**-53


@dataclass(frozen=True)
class Even:
    """How the rows of a table are spread over their parents.

    Parameters
    ----------
    shares : Shares
        How many rows parents have.
    over : int
        How many rows of the uppermost table are a block.
    order, within : int
        The keys of which stratum a seat gets, and of where in it the number is drawn.
    above : Even or None
        How the parents are spread over theirs; None where they are the uppermost table's.
    """

    shares: Shares
    over: int
    order: int
    within: int
    above: Even | None

    def strata(self, blocks: Bits, seats: Integers) -> Integers:
        """Return the stratum of each parent; no two seats of a block have the same; shape of `seats`."""
        sizes = np.full(len(seats), self.shares.seats, np.int64)
        return scattered(seats, sizes, randomness.bits(self.order, blocks))

    def uniforms(self, blocks: Bits, seats: Integers) -> Floats:
        """Return the uniforms that the numbers of rows are drawn by; shape of `seats`.

        Two neighbouring strata mirror each other: what one is above the middle of its own, the other is below. So
        where all numbers of a range are alike, both together have as many rows as are to be expected.
        """
        strata = self.strata(blocks, seats)
        pairs = randomness.bits(self.order, blocks) + (strata // 2).astype(np.uint64)
        u = randomness.uniforms(self.within, pairs)
        u = np.where(strata % 2 == 1, 1.0 - u, u)
        u += strata
        u /= self.shares.seats
        return np.minimum(u, _GREATEST)

    def seats_below(self, strata: Integers, ordinals: Integers) -> Integers:
        """Return the seats of the rows below, by the strata of their parents and their places under them.

        Those below two neighbouring strata share what both are to be expected to have: one takes it from the
        beginning, the other from the end.
        """
        pairs = strata // 2 * 2
        here = self.shares
        first = here.below(pairs) + ordinals
        last = here.below(np.minimum(pairs + 2, here.seats)) - 1 - ordinals
        return np.where(strata % 2 == 1, last, first) % here.rows


def even(table: Table, spec: Spec) -> Even:
    """Return how the rows of a table are spread that says `even_over`."""
    assert isinstance(table.rows, PerRows)
    above = spec.tables[table.rows.parent]
    order, within = (stream_key(spec.seed, table.stream, "", purpose) for purpose in ("even", "count"))
    over_above = even(above, spec) if is_even(above) else None
    return Even(shares(table, spec), table.rows.even_over, order, within, over_above)
