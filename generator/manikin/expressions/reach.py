"""What values a column or a part of a condition can have: intervals of numbers and moments, lists of texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final, TypeAlias

from sqlglot import exp

from manikin.expressions.context import bare

Place: TypeAlias = Fraction | float
"""A number, or an infinity."""
_NO_END: Final = float("inf")
_DAY: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Reach:
    """What a column or a value can be.

    Parameters
    ----------
    kind : str
        ``number``, ``moment`` (seconds since 1970) or ``text``; only like is compared with like.
    low, high : Fraction or float
        The least and the greatest; of numbers and moments.
    values : frozenset of str or None
        Of text: all there are; None if any.
    step : Fraction
        The distance of neighbouring values; 0 where there is none.
    text : str
        What it is in words, such as "age is from 18 to 90".
    is_whole : bool
        Whether arithmetic with it is exact.
    """

    kind: str
    low: Place = -_NO_END
    high: Place = _NO_END
    values: frozenset[str] | None = None
    step: Fraction = Fraction(0)
    text: str = ""
    is_whole: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is no such value."""
        return self.low > self.high or (self.values is not None and not self.values)


def point(kind: str, place: Fraction) -> Reach:
    """Return the reach of one number or moment."""
    return Reach(kind, place, place, is_whole=place.denominator == 1)


def cut(reach: Reach, kind: Any, place: Place) -> Reach:
    """Return what is left of a reach beyond one place, on the grid of its step if it has one."""
    low, high = reach.low, reach.high
    if kind in (exp.GT, exp.GTE, exp.EQ):
        low = max(low, _grid(place, reach.step, 1, beyond=kind is exp.GT))
    if kind in (exp.LT, exp.LTE, exp.EQ):
        high = min(high, _grid(place, reach.step, -1, beyond=kind is exp.LT))
    return replace(reach, low=low, high=high)


def _grid(place: Place, step: Fraction, way: int, *, beyond: bool) -> Place:
    if not step or not isinstance(place, Fraction):
        return place
    at = place / step
    first = -((-at.numerator) // at.denominator) if way > 0 else at.numerator // at.denominator
    return (first + way if beyond and first == at else first) * step


def whole(kind: Any, left: Reach | None, right: Reach | None) -> Reach | None:
    """Return the sum or difference of two reaches of whole numbers; of others rounding could matter."""
    if left is None or right is None or not (left.is_whole and right.is_whole):
        return None
    low = left.low + right.low if kind is exp.Add else left.low - right.high
    high = left.high + right.high if kind is exp.Add else left.high - right.low
    text = " and ".join(dict.fromkeys(part.text for part in (left, right) if part.text))
    return Reach("number", low, high, text=text, is_whole=True)


def moment_of(node: exp.Expr) -> Reach | None:
    """Return the reach of a date or time written as text, such as DATE '2026-03-01'."""
    inner = bare(node.this)
    if type(inner) is not exp.Literal or not inner.is_string:
        return None
    try:
        if node.args["to"].this is exp.DType.DATE:
            moment = datetime.combine(date.fromisoformat(inner.this), datetime.min.time())
        elif node.args["to"].this is exp.DType.TIMESTAMPNTZ:
            moment = datetime.fromisoformat(inner.this)
        else:
            return None
        since = moment - _EPOCH
    except (ValueError, TypeError):
        return None
    seconds = Fraction(since.days * _DAY + since.seconds) + Fraction(since.microseconds, 1_000_000)
    return point("moment", seconds)
