"""Sums and steps along the rows of one parent, for all parents at once.

Knows where families begin and how long they are, and nothing of what their rows hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from manikin.randomness import Floats, Integers


@dataclass(frozen=True)
class Chains:
    """Families of rows, the rows of each one after another.

    Parameters
    ----------
    starts, counts : ndarray of int64 of shape (parents,)
        The first row of each family, and how many rows it has, which may be none.
    """

    starts: Integers
    counts: Integers

    @cached_property
    def owners(self) -> Integers:
        """The family of each row; shape (rows,)."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts)

    @cached_property
    def ordinals(self) -> Integers:
        """The place of each row in its family, from 0; shape (rows,)."""
        return np.arange(len(self.owners), dtype=np.int64) - self.starts[self.owners]

    @cached_property
    def firsts(self) -> Integers:
        """The first row of each family that has rows; shape (families with rows,)."""
        return self.starts[self.counts > 0]

    @cached_property
    def lasts(self) -> Integers:
        """The last row of each row's family; shape (rows,)."""
        return (self.starts + self.counts - 1)[self.owners]

    def sums(self, steps: Integers) -> Integers:
        """Return for each row the sum of the steps of its family up to it, exactly; shape (rows,)."""
        total = np.cumsum(steps)
        heads = self.starts[self.owners]
        return total - (total[heads] - steps[heads])

    def sorted(self, values: Floats) -> Floats:
        """Return the values in rising order within each family; shape (rows,)."""
        order = np.argsort(values, kind="stable")
        order = order[np.argsort(self.owners[order], kind="stable")]
        return values[order]

    def of(self, families: Integers) -> tuple[Chains, Integers]:
        """Return some of the families as chains of their own, and which rows they have here."""
        counts = self.counts[families]
        part = Chains(np.cumsum(counts) - counts, counts)
        return part, self.starts[families][part.owners] + part.ordinals

    def walk(self) -> Iterator[Integers]:
        """Yield the rows at each place, first rows first, those of each step following on the last.

        The families are taken in order of length, so that the work is one step for each place and one unit
        for each row.
        """
        order = np.argsort(-self.counts, kind="stable")
        starts, counts = self.starts[order], self.counts[order]
        longest = int(counts[0]) if counts.size else 0
        lasting = np.searchsorted(-counts, -np.arange(longest), side="left")
        for place in range(longest):
            yield starts[: lasting[place]] + place
