"""When the dates of a draft lie, as days: how often one is before another, worked out from what is told of both.

Points are spread evenly over each distribution, always the same ones, so that the same view gives the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from manikin.derive.contents import Calendar, Distance, Knots, Spreads
from manikin.derive.view import ColumnView, TableView

POINTS: Final = 500
"""How many points of each distribution are looked at."""
_MINUTES: Final = 1_440
_PRIMES: Final = (2, 3, 5, 7, 11, 13)
Days = tuple[float, ...]


@dataclass(frozen=True)
class Span:
    """The points of a date, and the first and the last that it can be."""

    points: Days
    first: float
    last: float


def span(column: ColumnView, table: TableView, turn: int = 0) -> Span | None:
    """Return when a date lies; None where that is not told.

    Parameters
    ----------
    turn : int
        Dates with another turn are spread independently.
    """
    match column.content:
        case Knots(points) if column.type in {"date", "datetime"}:
            return _of(points, _days, turn)
        case Spreads():
            return span(replace(column, content=column.content.otherwise), table, turn)
        case Calendar(first, last):
            low, high = _days(first), _days(last) + 31
            return Span(tuple(low + u * (high - low) for u in _even(turn)), low, high)
        case Distance(start, knots) if start in table.columns_by_name and turn + 1 < len(_PRIMES):
            begins = span(table.columns_by_name[start], table, turn)
            scale = 1 if knots.unit == "days" else _MINUTES
            apart = _of((("0", "0"), *knots.points), lambda text: float(text) / scale, turn + 1)
            if begins is None or apart is None:
                return None
            both = tuple(a + b for a, b in zip(begins.points, apart.points, strict=True))
            return Span(both, begins.first, begins.last + apart.last)
        case _:
            return None


def _of(points: Sequence[tuple[str, str]], number: Callable[[str], float], turn: int) -> Span | None:
    """Return the points of quantiles; the outermost lines go on to their ends."""
    knots = [(float(share), number(place)) for share, place in points]
    if len(knots) < 2:
        return None
    (p, low), (after, second) = knots[0], knots[1]
    (before, fore), (q, high) = knots[-2], knots[-1]
    ends = [
        (0.0, low - (second - low) / (after - p) * p),
        *knots,
        (1.0, high + (high - fore) / (q - before) * (1 - q)),
    ]
    return Span(tuple(_at(ends, u) for u in _even(turn)), ends[0][1], ends[-1][1])


def _at(knots: Sequence[tuple[float, float]], u: float) -> float:
    for (p, low), (q, high) in pairwise(knots):
        if u <= q:
            return low + (high - low) * (u - p) / (q - p) if q > p else high
    return knots[-1][1]


def _even(turn: int) -> Days:
    """Return points spread evenly between 0 and 1; of two turns each pair of places is met alike (Halton)."""
    base = _PRIMES[turn % len(_PRIMES)]
    found = []
    for number in range(1, POINTS + 1):
        value, part, left = 0.0, 1.0, number
        while left:
            part /= base
            left, digit = divmod(left, base)
            value += digit * part
        found.append(value)
    return tuple(found)


def _days(text: str) -> float:
    return float(dt.date.fromisoformat(text[:10]).toordinal())
