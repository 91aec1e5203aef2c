"""How many rows each parent has, so that all of them come to the number that was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

Told = Sequence[tuple[int, int | None, int]]
"""Permitted counts of parents with so many rows: from, to (None for any number), count."""
_OPEN = 2
"""An open bin ends at this many times where it begins, unless more rows are needed."""
_PARTS = 100
"""Weights where only an average is known come to this."""


@dataclass(frozen=True)
class Bins:
    """How many rows a parent has: from, to, weight.

    Parameters
    ----------
    bins : tuple of (int, int, int)
        None where there is no parent.
    is_told : bool
        Whether the weights were told, rather than made up to give the number of rows.
    n : int
        The sum of what was told.
    """

    bins: tuple[tuple[int, int, int], ...] = ()
    is_told: bool = False
    n: int = 0

    @property
    def most(self) -> int:
        """The most rows that a parent can have."""
        return max((last for _, last, _ in self.bins), default=0)


def spread(told: Told, rows: int, parents: int) -> Bins:
    """Return bins whose average gives a number of rows.

    Within a bin nothing is known, so each is narrowed from one side, all in the same proportion, until the average is
    right: what was told of each bin stays true.
    """
    wanted = rows / parents
    if not told:
        return Bins(_between(wanted))
    first = told[0][0] if told else 0
    least = sum(low * count for low, _, count in told)
    weight = sum(count for _, _, count in told)
    rest = parents - weight
    if least > wanted * weight and first > 0 and rest > 0:
        # Too few parents have no rows for that to be told, as it seems; else there would be too many rows.
        told = ((0, 0, rest), *told)
        weight += rest
    closed = _closed(told, wanted * weight)
    return Bins(_narrowed(closed, wanted), is_told=True, n=sum(count for _, _, count in told))


def at_most_one(rows: int, parents: int, told: Told) -> Bins:
    """Return bins of no row and one, for a table whose rows extend those of another."""
    known = {first: count for first, last, count in told if first == last and first <= 1}
    if known and len(known) == len(told):
        bins = tuple((first, first, count) for first, count in known.items())
        return Bins(bins, is_told=True, n=sum(known.values()))
    ends = ((0, parents - rows), (1, rows))
    return Bins(tuple((number, number, count) for number, count in ends if count > 0))


def _between(wanted: float) -> tuple[tuple[int, int, int], ...]:
    low = floor(wanted)
    more = round((wanted - low) * _PARTS)
    ends = ((low, _PARTS - more), (low + 1, more))
    return tuple((number, number, count) for number, count in ends if count)


def _closed(told: Told, rows: float) -> list[tuple[int, int, int]]:
    """Return bins that all have an end; an open one where the rows need it to be."""
    closed = [(low, high if high is not None else low * _OPEN - 2, count) for low, high, count in told]
    low, _, count = closed[-1]
    if told[-1][1] is None:
        others = sum((a + b) / 2 * n for a, b, n in closed[:-1])
        needed = ceil(2 * (rows - others) / count) - low
        closed[-1] = (low, max(low + 1, min(needed, 20 * low)), count)
    return closed


def _narrowed(bins: Sequence[tuple[int, int, int]], wanted: float) -> tuple[tuple[int, int, int], ...]:
    weight = sum(count for _, _, count in bins)
    least = sum(low * count for low, _, count in bins) / weight
    most = sum(high * count for _, high, count in bins) / weight
    if most <= least:
        return tuple(bins)
    part = min(1.0, max(0.0, (wanted - least) / (most - least)))
    narrowed = []
    for low, high, count in bins:
        if part <= 0.5:
            narrowed.append((low, low + round(2 * part * (high - low)), count))
        else:
            narrowed.append((high - round(2 * (1 - part) * (high - low)), high, count))
    return tuple(narrowed)
