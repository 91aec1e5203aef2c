"""Pooling: the quantiles of several groups together, worked out from the quantiles of each.

So what is told of all rows of a column that is told by cases is the sum of its cases, and tells nothing that they do
not: no second question is asked of the same rows, whose difference from the cases would be a group of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Final

from manikin.derive.permits import Points

_DIGITS: Final = 2
Line = Sequence[tuple[Decimal, Decimal]]
"""Shares and values, both never falling."""


def pooled(groups: Sequence[tuple[int, Points]]) -> Points:
    """Return quantiles of the rows of all groups together, on the same public grid.

    Parameters
    ----------
    groups : sequence of (int, Points)
        The rows of each, and their quantiles.
    """
    if len(groups) == 1:
        return groups[0][1]
    number, text = _scale([place for _, points in groups for _, place in points])
    lines = [(rows, line([(Decimal(p), number(v)) for p, v in points])) for rows, points in groups]
    total = sum(rows for rows, _ in lines)
    places = sorted({value for _, one in lines for _, value in one})
    joint: list[tuple[Decimal, Decimal]] = []
    for place in places:
        for is_upper in (False, True):
            share = (
                sum((rows * below(one, place, is_upper=is_upper) for rows, one in lines), Decimal(0)) / total
            )
            if not joint or (share, place) != joint[-1]:
                joint.append((share, place))
    shares = sorted({share for _, points in groups for share, _ in points}, key=Decimal)
    found = [(share, text(at(joint, Decimal(share)))) for share in shares]
    # Of one value the first and the last share are enough.
    return tuple(
        point
        for place, point in enumerate(found)
        if not 0 < place < len(found) - 1 or {found[place - 1][1], found[place + 1][1]} != {point[1]}
    )


def line(knots: Line) -> Line:
    """Return quantiles from the share 0 to 1: the outermost lines go on, but not from numbers to those below 0."""
    (before, fore), (q, high) = knots[-2], knots[-1]
    start = _start(knots)
    if knots[0][1] >= 0:
        start = max(start, Decimal(0))
    return [(Decimal(0), start), *knots, (Decimal(1), high + (high - fore) / (q - before) * (1 - q))]


def numbers(points: Points) -> Line:
    """Return quantiles of numbers as a line from the share 0 to 1."""
    return line([(Decimal(share), Decimal(place)) for share, place in points])


def begins_at_zero(points: Points) -> bool:
    """Return whether the line of numbers, of which none is below 0, would go on to such as are."""
    knots = [(Decimal(share), Decimal(place)) for share, place in points]
    return knots[0][1] >= 0 > _start(knots)


def _start(knots: Line) -> Decimal:
    (p, low), (after, second) = knots[0], knots[1]
    return low - (second - low) / (after - p) * p


def below(one: Line, place: Decimal, *, is_upper: bool) -> Decimal:
    """Return the share of rows below a place; with `is_upper` those at it as well."""
    found = Decimal(0)
    for (p, low), (q, high) in pairwise(one):
        if high < place or (is_upper and high == place):
            found = q
        elif low < place < high:
            return p + (q - p) * (place - low) / (high - low)
    return found


def at(one: Line, share: Decimal) -> Decimal:
    """Return the value that a share of rows is below."""
    for (p, low), (q, high) in pairwise(one):
        if share <= q:
            return low + (high - low) * (share - p) / (q - p) if q > p else high
    return one[-1][1]


def _scale(places: Sequence[str]) -> tuple[Callable[[str], Decimal], Callable[[Decimal], str]]:
    """Return the ways from places of a grid to numbers and back: dates by months or years, times by hours."""
    if ":" in places[0]:
        return lambda text: Decimal(text[:2]), lambda value: f"{int(value):02}:00:00"
    if "-" in places[0].removeprefix("-"):
        wide = 12 if all(place[5:] == "01-01" for place in places) else 1
        return (
            lambda text: Decimal((int(text[:4]) * 12 + int(text[5:7]) - 1) // wide),
            lambda value: _month(int(value.to_integral_value(ROUND_HALF_EVEN)) * wide),
        )
    is_whole = not any("." in place for place in places)
    return Decimal, lambda value: _significant(value, is_whole=is_whole)


def _month(number: int) -> str:
    return dt.date(number // 12, number % 12 + 1, 1).isoformat()


def _significant(value: Decimal, *, is_whole: bool) -> str:
    if not value:
        return "0"
    step = Decimal(1).scaleb(value.adjusted() - _DIGITS + 1)
    text = f"{value.quantize(max(step, Decimal(1)) if is_whole else step, ROUND_HALF_EVEN):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
