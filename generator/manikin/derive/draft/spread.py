"""How many rows each parent has, so that all of them come to the number that was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

Told = Sequence[tuple[int, int | None, int]]
"""Permitted counts of parents with so many rows: from, to (None for any number), count."""
Bin = tuple[int, int, int]
"""So many rows: from, to, weight."""
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
        The sum of the weights that stand beside it.
    made_up : int
        The weight of parents of whom nothing was told.
    """

    bins: tuple[Bin, ...] = ()
    is_told: bool = False
    n: int = 0
    made_up: int = 0

    @property
    def most(self) -> int:
        """The most rows that a parent can have."""
        return max((last for _, last, _ in self.bins), default=0)


def spread(told: Told, rows: int, parents: int, base: int) -> Bins:
    """Return bins whose average gives a number of rows.

    Parents of whom it is not told how many rows they have are put where nothing was told. Within a bin nothing is
    known, so each is narrowed from one side, all in the same proportion, until the average is right: what was told
    of each bin stays true.

    Parameters
    ----------
    told : sequence
        What was told of parents.
    rows, parents : int
        The permitted numbers of both.
    base : int
        Weights that are made up are multiples of it, as those that were told are.
    """
    wanted = rows / parents
    if not told:
        return Bins(_between(wanted))
    n = sum(count for _, _, count in told)
    closed = _closed(told)
    rest = max(0, parents - n) // base * base
    if rest:
        closed = sorted([*closed, *_untold(closed, rest, rows, base)])
    return Bins(
        _narrowed(_widened(closed, told, rows, parents), wanted), is_told=True, n=n + rest, made_up=rest
    )


def _untold(bins: Sequence[Bin], rest: int, rows: int, base: int) -> list[Bin]:
    """Return bins, where nothing was told, for the rest of the parents: of two, as many in each as the rows need."""
    average = (rows - sum((low + high) / 2 * count for low, high, count in bins)) / rest
    gaps = _gaps(bins, average)
    below = [gap for gap in gaps if sum(gap) / 2 <= average] or gaps[:1]
    above = [gap for gap in gaps if sum(gap) / 2 > average] or gaps[-1:]
    first, last = below[-1], above[0]
    apart = sum(last) / 2 - sum(first) / 2
    part = (average - sum(first) / 2) / apart if apart else 0.0
    more = min(rest, max(0, round(rest * part / base) * base))
    found = {first: rest - more, last: more} if first != last else {first: rest}
    return [(*gap, count) for gap, count in found.items() if count]


def _gaps(bins: Sequence[Bin], average: float) -> list[tuple[int, int]]:
    """Return the ranges between and beyond the bins, the last one as wide as an average needs it."""
    found = []
    reached = -1
    for low, high, _ in sorted(bins):
        if low > reached + 1:
            found.append((reached + 1, low - 1))
        reached = max(reached, high)
    return [*found, (reached + 1, max(2 * reached + 2, ceil(average * _OPEN)))]


def at_most_one(rows: int, parents: int, told: Told) -> Bins:
    """Return bins of no row and one, for a table whose rows extend those of another."""
    known = {first: count for first, last, count in told if first == last and first <= 1}
    if known and len(known) == len(told):
        bins = tuple((first, first, count) for first, count in known.items())
        return Bins(bins, is_told=True, n=sum(known.values()))
    ends = ((0, parents - rows), (1, rows))
    return Bins(tuple((number, number, count) for number, count in ends if count > 0))


def _between(wanted: float) -> tuple[Bin, ...]:
    low = floor(wanted)
    more = round((wanted - low) * _PARTS)
    ends = ((low, _PARTS - more), (low + 1, more))
    return tuple((number, number, count) for number, count in ends if count)


def _closed(told: Told) -> list[Bin]:
    return [(low, high if high is not None else low * _OPEN - 2, count) for low, high, count in told]


def _widened(bins: Sequence[Bin], told: Told, rows: int, parents: int) -> list[Bin]:
    """Return bins of which the last, if it is open, ends where the number of rows needs it to."""
    low, _, count = bins[-1]
    if told[-1][1] is not None or told[-1][0] != low:
        return list(bins)
    weight = sum(count for _, _, count in bins)
    others = sum((a + b) / 2 * n for a, b, n in bins[:-1])
    needed = ceil(2 * (rows * weight / parents - others) / count) - low
    return [*bins[:-1], (low, max(low + 1, min(needed, 20 * low)), count)]


def _narrowed(bins: Sequence[Bin], wanted: float) -> tuple[Bin, ...]:
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
