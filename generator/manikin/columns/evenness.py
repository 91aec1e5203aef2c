"""Rows per parent that are spread evenly: in so many rows of the uppermost table the shares are met exactly.

So many rows in a row, with all that is below them, are a *block*. A block has *seats* for the rows of each table, as many
as are to be expected; as many *strata* of equal probability, and each seat gets another one. Knows the arithmetic of
this, and neither rows nor randomness.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from manikin import distributions
from manikin.distributions import Sampler
from manikin.model import PerRows, Spec, Table
from manikin.randomness import Floats, Integers

DISTRIBUTIONS = ("histogram", "bernoulli", "exactly")
"""Those that tell a share for each number, which so many rows can meet exactly."""
_NEARLY = 1e-6
"""How far what should be a whole number may be from it by rounding."""


@dataclass(frozen=True)
class Shares:
    """How many rows each parent has, by shares.

    Parameters
    ----------
    sampler : Sampler
        Of the number of rows.
    seats : int
        How many parents there are in a block.
    """

    sampler: Sampler
    seats: int

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest number of rows."""
        low, high = self.sampler.bounds
        return int(low), int(high)

    @cached_property
    def reached(self) -> Floats:
        """For each number but the greatest, the share of parents that have so many rows at most."""
        low, high = self.ends
        return self.sampler.cdf(np.arange(low, high, dtype=np.float64))

    @cached_property
    def _sums(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self.reached)])

    def below(self, strata: Integers) -> Integers:
        """Return how many rows the parents of all lower strata have together, to the nearest; shape of `strata`."""
        share = strata / self.seats
        more = np.searchsorted(self.reached, share, side="left")
        rows = self.seats * (self.ends[0] * share + more * share - self._sums[more])
        return np.floor(rows + (0.5 + _NEARLY)).astype(np.int64)

    @property
    def rows(self) -> int:
        """How many rows a block is to have: at least one."""
        return max(1, int(self.below(np.array([self.seats]))[0]))

    @cached_property
    def limits(self) -> tuple[int, int]:
        """How many rows a block has at least and at most, whatever is drawn."""
        return self.sums(self.seats)

    def sums(self, parents: int) -> tuple[int, int]:
        """Return how many rows some of the parents of a block have at least and at most, no two in one stratum."""
        low, _ = self.ends
        least = most = low * parents
        for share in self.reached.tolist():
            edge = share * self.seats
            least += max(0, parents - int(np.ceil(edge - _NEARLY)))
            most += min(parents, self.seats - int(np.floor(edge + _NEARLY)))
        return least, most


def is_even(table: Table) -> bool:
    """Return whether the rows of a table are spread evenly over their parents."""
    return isinstance(table.rows, PerRows) and table.rows.even_over > 0


def shares(table: Table, spec: Spec) -> Shares:
    """Return how many rows each parent has, of a table whose rows are spread evenly."""
    assert isinstance(table.rows, PerRows)
    found = table.rows.draw.distribution
    assert found is not None
    sampler = distributions.prepare(found.name, found.parameters, discrete=True)
    above = spec.tables[table.rows.parent]
    return Shares(sampler, shares(above, spec).rows if is_even(above) else table.rows.even_over)


def limits(table: Table, spec: Spec, roots: int) -> tuple[int, int]:
    """Return how many rows a table has at least and at most, whatever the seed.

    Parameters
    ----------
    table : Table
        Its rows are spread evenly, as are those of all tables between it and the uppermost one.
    roots : int
        The rows of the uppermost table.
    """
    assert isinstance(table.rows, PerRows)
    blocks, rest = divmod(roots, table.rows.even_over)
    least, most = _of_a_block(table, spec)
    rest_least, rest_most = _of_the_rest(table, spec, rest)
    return max(0, blocks * least) + rest_least, blocks * most + rest_most


def _of_a_block(table: Table, spec: Spec) -> tuple[int, int]:
    here = shares(table, spec)
    least, most = here.limits
    odd = _odd_seats(spec.tables[table.parent or ""], spec) * here.ends[1]
    return max(0, least - odd), most + odd


def _odd_seats(table: Table, spec: Spec) -> int:
    """Return how many seats of a block are empty or taken twice, at most: none of the uppermost table's."""
    if not is_even(table):
        return 0
    here = shares(table, spec)
    least, most = here.limits
    return 2 * (most - least) + _odd_seats(spec.tables[table.parent or ""], spec) * here.ends[1]


def _of_the_rest(table: Table, spec: Spec, roots: int) -> tuple[int, int]:
    """Return the least and the most rows below the last rows of the uppermost table, which fill no block."""
    here = shares(table, spec)
    above = spec.tables[table.parent or ""]
    if not is_even(above):
        return here.sums(roots)
    least, most = _of_the_rest(above, spec, roots)
    return least * here.ends[0], most * here.ends[1]
