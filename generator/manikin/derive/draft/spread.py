"""How many rows each parent has, so that all of them come to the number that was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

Told = Sequence[tuple[int, int | None, int]]
"""Permitted counts of parents with so many rows: from, to (None for any number), count."""
Bin = tuple[int, int, int]
"""So many rows: from, to, weight."""
_OPEN = 2
"""An open bin ends at this many times where it begins, unless more rows are needed."""
_STEPS = range(-20, 21)
"""By how much two bins are moved against each other to meet a number."""


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

    @property
    def average(self) -> float:
        """How many rows a parent has on average."""
        return _sum(self.bins) / 2 / sum(count for _, _, count in self.bins)


def spread(told: Told, rows: int, parents: int, base: int, least: int = 1) -> Bins:
    """Return bins whose average gives a number of rows, or comes as near to it as what was told allows.

    Parents of whom it is not told how many rows they have are put where nothing was told, or left out; where rows are
    lacking, a few are made up that have many. Within a bin nothing is known, so each is narrowed from one side, nearly in the
    same proportion, until the average is right: what was told of each bin stays true.

    Parameters
    ----------
    told : sequence
        What was told of parents.
    rows, parents : int
        How many there are to be of both.
    base : int
        Weights that are made up are multiples of it, as those that were told are.
    least : int
        The least weight that may be told.
    """
    if not told:
        return Bins(_between(rows, parents))
    n = sum(count for _, _, count in told)
    rest = max(0, parents - n) // base * base
    closed = _closed(told)
    found = []
    for more in _made_up(closed, rest, rows, base, max(base, -(-least // base) * base)):
        weight = sum(count for _, _, count in more)
        widened = _widened(_joined([*closed, *more]), told, rows, parents)
        bins = _narrowed(widened, 2 * rows * (n + weight) / parents)
        found.append(Bins(bins, is_told=True, n=n + weight, made_up=weight))
    # The first of those that are as near as can be seen in a rounded number.
    nearest = min(abs(one.average * parents - rows) for one in found)
    return next(one for one in found if abs(one.average * parents - rows) <= max(nearest, base / 2))


def _made_up(bins: Sequence[Bin], rest: int, rows: int, base: int, least: int) -> Iterator[list[Bin]]:
    """Yield ways to make up bins for the rest of the parents, the likeliest first."""
    if rest >= least:
        yield _untold(bins, rest, rows, base)
        yield from ([(*gap, rest)] for gap in _gaps(bins, rows / rest))
    yield []
    if rest >= least:
        # Those of whom nothing is told may have as many as others: where no other way comes near.
        yield from ([(low, high, rest)] for low, high, _ in bins if low == high)
    lacking = rows - _sum(bins) / 2
    if lacking > 0:
        first, last = _gaps(bins, lacking / least)[-1]
        yield [(first, last, least)]


def _untold(bins: Sequence[Bin], rest: int, rows: int, base: int) -> list[Bin]:
    """Return bins, where nothing was told, for the rest of the parents: of two, as many in each as the rows need."""
    average = (rows - _sum(bins) / 2) / rest
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


def _between(rows: int, parents: int) -> tuple[Bin, ...]:
    """Return the two numbers around the average, and how many parents have each so that all rows are there."""
    low, more = divmod(rows, parents)
    ends = ((low, parents - more), (low + 1, more))
    return tuple((number, number, count) for number, count in ends if count)


def _closed(told: Told) -> list[Bin]:
    return [(low, high if high is not None else low * _OPEN - 2, count) for low, high, count in told]


def _joined(bins: Sequence[Bin]) -> list[Bin]:
    """Return bins in order, those of the same numbers as one."""
    weights: dict[tuple[int, int], int] = {}
    for low, high, count in sorted(bins):
        weights[low, high] = weights.get((low, high), 0) + count
    return [(low, high, count) for (low, high), count in weights.items()]


def _sum(bins: Sequence[Bin]) -> int:
    """Return twice the rows of so many parents as the weights say."""
    return sum((low + high) * count for low, high, count in bins)


def _widened(bins: Sequence[Bin], told: Told, rows: int, parents: int) -> list[Bin]:
    """Return bins of which the last, if it is open, ends where the number of rows needs it to."""
    low, _, count = bins[-1]
    if told[-1][1] is not None or told[-1][0] != low:
        return list(bins)
    weight = sum(count for _, _, count in bins)
    needed = ceil((2 * rows * weight / parents - _sum(bins[:-1])) / count) - low
    return [*bins[:-1], (low, max(low + 1, min(needed, 20 * low)), count)]


def _narrowed(bins: Sequence[Bin], wanted: float) -> tuple[Bin, ...]:
    """Return bins narrowed so that `_sum` of them is what is wanted, or as near to it as it can be."""
    least = sum(2 * low * count for low, _, count in bins)
    most = sum(2 * high * count for _, high, count in bins)
    part = min(1.0, max(0.0, (wanted - least) / (most - least))) if most > least else 0.0
    middles = [2 * low + round(2 * part * (high - low)) for low, high, _ in bins]
    lacking = wanted - sum(middle * count for middle, (_, _, count) in zip(middles, bins, strict=True))
    for place, steps in _tuned(bins, middles, lacking):
        middles[place] += steps
    return tuple(
        (low, middle - low, count) if middle <= low + high else (middle - high, high, count)
        for middle, (low, high, count) in zip(middles, bins, strict=True)
    )


def _tuned(bins: Sequence[Bin], middles: Sequence[int], lacking: float) -> tuple[tuple[int, int], ...]:
    """Return by how many steps which bins are moved so that least is lacking: two at most, as little as possible.

    Parameters
    ----------
    middles : sequence of int
        Twice the middle of each bin: from twice its first number to twice its last.
    lacking : float
        By how much the sum of all middles, by weight, is too small.
    """
    best: tuple[float, int, tuple[tuple[int, int], ...]] = (abs(lacking), 0, ())
    for one, other in product(range(len(bins)), repeat=2):
        if one == other and len(bins) > 1:
            continue
        for steps in _STEPS:
            taken: tuple[tuple[int, int], ...] = ((one, steps),)
            left = lacking - steps * bins[one][2]
            if one != other:
                more = floor(left / bins[other][2] + 0.5)
                taken = ((one, steps), (other, more))
                left -= more * bins[other][2]
            is_free = all(
                2 * bins[place][0] <= middles[place] + moved <= 2 * bins[place][1] for place, moved in taken
            )
            moved = sum(abs(steps) for _, steps in taken)
            if is_free and (abs(left), moved) < best[:2]:
                best = (abs(left), moved, taken)
    return best[2]
