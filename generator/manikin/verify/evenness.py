"""How many rows a table can have whose rows are spread evenly: worked out again from what the specification says.

In so many rows of the uppermost table as `even_over` says, a *block*, each share of a histogram is met exactly. What is left
open is one row where a share is no whole number of parents, and for tables further down whose rows those are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

from manikin.model import PerRows, Spec, Table
from manikin.verify.paths import UnavailableError
from manikin.verify.support import buckets

_NEARLY = 1e-6
_MOST_NUMBERS = 10**6


@dataclass(frozen=True)
class Bars:
    """How many rows the parents of a block have: ranges in order, each with its share.

    Parameters
    ----------
    bars : tuple of (int, int, float)
        From, to, share.
    parents : int
        How many parents a block has.
    """

    bars: tuple[tuple[int, int, float], ...]
    parents: int

    @property
    def most(self) -> int:
        """The most rows of one parent."""
        return self.bars[-1][1]

    @property
    def least(self) -> int:
        """The fewest rows of one parent."""
        return self.bars[0][0]

    @property
    def rows(self) -> int:
        """How many rows a block is expected to have."""
        mean = sum(share * (low + high) / 2 for low, high, share in self.bars)
        return max(1, floor(self.parents * mean + 0.5 + _NEARLY))

    @cached_property
    def _edges(self) -> list[float]:
        """For each number above the fewest, how many of the parents of a block have fewer rows."""
        found: list[float] = []
        passed = 0.0
        reached = self.least
        for low, high, share in self.bars:
            found += [passed * self.parents] * (low - reached)
            width = high - low + 1
            found += [(passed + share * place / width) * self.parents for place in range(1, width)]
            passed += share
            reached = high
        return found

    def sums(self, parents: int) -> tuple[int, int]:
        """Return how many rows so many parents of a block have at least and at most."""
        low = parents * self.least + sum(max(0, parents - ceil(edge - _NEARLY)) for edge in self._edges)
        high = parents * self.least + sum(
            min(parents, self.parents - floor(edge + _NEARLY)) for edge in self._edges
        )
        return low, high


def is_even(table: Table) -> bool:
    """Return whether a table says that its rows are spread evenly."""
    return isinstance(table.rows, PerRows) and table.rows.even_over > 0


def least_and_most(table: Table, spec: Spec, roots: int) -> tuple[int, int]:
    """Return how many rows a table has at least and at most, below so many rows of the uppermost table.

    Raises
    ------
    UnavailableError
        If there are too many different numbers to look at.
    """
    assert isinstance(table.rows, PerRows)
    blocks, rest = divmod(roots, table.rows.even_over)
    bars = _bars(table, spec)
    low, high = bars.sums(bars.parents)
    astray = _astray(_above(table, spec), spec) * bars.most
    rest_low, rest_high = _in_the_rest(table, spec, rest)
    return blocks * max(0, low - astray) + rest_low, blocks * (high + astray) + rest_high


def _astray(table: Table, spec: Spec) -> int:
    """Return how many rows of a block, at most, are not where they are expected: too many or too few."""
    if not is_even(table):
        return 0
    bars = _bars(table, spec)
    low, high = bars.sums(bars.parents)
    return 2 * (high - low) + _astray(_above(table, spec), spec) * bars.most


def _in_the_rest(table: Table, spec: Spec, roots: int) -> tuple[int, int]:
    bars = _bars(table, spec)
    above = _above(table, spec)
    if not is_even(above):
        return bars.sums(roots)
    low, high = _in_the_rest(above, spec, roots)
    return low * bars.least, high * bars.most


def _above(table: Table, spec: Spec) -> Table:
    assert isinstance(table.rows, PerRows)
    return spec.tables[table.rows.parent]


def _bars(table: Table, spec: Spec) -> Bars:
    assert isinstance(table.rows, PerRows)
    distribution = table.rows.draw.distribution
    assert distribution is not None
    above = _above(table, spec)
    parents = _bars(above, spec).rows if is_even(above) else table.rows.even_over
    match distribution.name:
        case "exactly":
            number = int(distribution.parameters)
            bars: tuple[tuple[int, int, float], ...] = ((number, number, 1.0),)
        case "bernoulli":
            one = float(distribution.parameters)
            bars = tuple(bar for bar in ((0, 0, 1 - one), (1, 1, one)) if bar[2] > 0)
        case _:
            told = sorted(buckets(distribution.parameters), key=lambda bar: bar[1])
            bars = tuple((int(low), int(high), share) for _, low, high, share in told)
    if bars[-1][1] - bars[0][0] > _MOST_NUMBERS:
        raise UnavailableError("the numbers of rows are too many to look at one by one")
    return Bars(bars, parents)
