"""Ways to fill a column, from what a view tells of it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import gcd
from typing import Any, Final

from manikin.derive.contents import (
    Calendar,
    Categories,
    Content,
    Distance,
    Knots,
    Nothing,
    Shape,
    Words,
    daily,
)
from manikin.derive.draft.flow import Date, Number
from manikin.derive.permits import Points
from manikin.derive.pooling import begins_at_zero
from manikin.derive.view import ColumnView

MOST_LABELS: Final = 30
"""The most labels that stand in the specification itself; more go to a file beside it."""
_NUMBERS: Final = frozenset({"decimal", "float", "integer"})
_WORDS: Final[Mapping[str, tuple[int, Mapping[str, Any]]]] = {
    "address": (60, {"faker": "street_address"}),
    "city": (60, {"faker": "city"}),
    "company": (80, {"faker": "company"}),
    "email": (80, {"faker": "safe_email"}),
    "family name": (60, {"faker": "last_name"}),
    "full name": (80, {"faker": "name"}),
    "given name": (60, {"faker": "first_name"}),
    "nhs number": (10, {"identifier": "nhs_number"}),
    # Numbers that Ofcom keeps for drama, and a postcode area that does not exist.
    "phone": (12, {"pattern": "07700 900[0-9]{3}"}),
    "postcode": (8, {"pattern": "ZZ[1-9][0-9]? [0-9][A-Z]{2}"}),
    "text": (400, {"faker": "sentence"}),
    "url": (28, {"pattern": "https://example\\.org/[a-z]{4,8}"}),
}
"""What stands in the place of each sort of text, and the most characters that it can have."""
_PLAIN: Final[Mapping[str, Mapping[str, Any]]] = {
    "boolean": {"distribution": {"bernoulli": Number("0.5")}},
    "date": {"distribution": {"uniform": {"min": Date("2000-01-01"), "max": Date("2024-12-31")}}},
    "datetime": {"distribution": {"uniform": {"min": Date("2000-01-01"), "max": Date("2024-12-31")}}},
    "decimal": {"distribution": {"uniform": {"min": 0, "max": 100}}},
    "float": {"distribution": {"uniform": {"min": 0, "max": 100}}},
    "integer": {"distribution": {"uniform": {"min": 0, "max": 99}}},
    "string": {"pattern": "[a-z]{6,10}"},
    "time": {"distribution": {"uniform": {"min": "00:00:00", "max": "23:59:59"}}},
    "uuid": {"uuid": {}},
}
"""What stands where nothing is known but the type."""


@dataclass(frozen=True)
class Filled:
    """A way to fill a column.

    Parameters
    ----------
    way : Mapping
        The keys of the column beside its type.
    n : int
        The permitted number of rows that stand behind it; 0 where nothing was learnt.
    file : tuple of tuples, optional
        Labels and counts for a file of its own, where there are many.
    by : tuple of str
        The columns that stand before them there.
    remark : str
        What a steward is told of it.
    """

    way: Mapping[str, Any]
    n: int = 0
    file: tuple[tuple[str | int, ...], ...] = field(default=())
    remark: str = ""
    by: tuple[str, ...] = ()


def fill(column: ColumnView, content: Content) -> Filled:
    """Return the way to fill a column."""
    match content:
        case Categories():
            return _choice(column, content)
        case Knots(points):
            return Filled(quantiles(column.type, points), column.present)
        case Distance(start, knots):
            # Never before the other date: that is the rule which the distance was measured for.
            shares = {Number("min"): 0, **{Number(share): Number(place) for share, place in knots.points}}
            after = {"column": start, "by": {"quantiles": shares}, "unit": knots.unit}
            return Filled({"after": after}, column.present)
        case Calendar():
            return _calendar(column, content)
        case Shape(pattern) if column.type == "string":
            return Filled({"pattern": pattern}, column.present)
        case Shape(pattern) if column.type == "integer":
            return Filled({"distribution": {"uniform": _digits(pattern)}}, column.present)
        case Words(sort):
            return Filled(_words(column, sort))
        case Nothing() | _:
            return Filled(_short(column, _PLAIN[column.type]))


def _words(column: ColumnView, sort: str) -> Mapping[str, Any]:
    longest, way = _WORDS[sort]
    if column.type != "string":
        return _PLAIN[column.type]
    if column.max_length is None or column.max_length >= longest:
        return way
    most = min(column.max_length, 10)
    return {"pattern": f"[A-Z][a-z]{{1,{most - 1}}}" if most > 2 else f"[A-Z]{{{most}}}"}


def _short(column: ColumnView, way: Mapping[str, Any]) -> Mapping[str, Any]:
    if column.type == "string" and column.max_length is not None and column.max_length < 10:
        return {"pattern": f"[a-z]{{{column.max_length}}}"}
    return way


def value(kind: str, text: str) -> Any:
    """Return a value of the view as it stands in a specification."""
    if kind in {"date", "datetime"}:
        return Date(text)
    return Number(text) if kind in {"integer", "decimal", "float", "boolean"} else text


def quantiles(kind: str, points: Points) -> dict[str, Any]:
    """Return quantiles as they stand in a specification; numbers of which none is below 0 begin at 0 at the least."""
    told = {Number(share): value(kind, place) for share, place in points}
    if kind in _NUMBERS and begins_at_zero(points):
        return {"distribution": {"quantiles": {Number("min"): 0, **told}}}
    return {"distribution": {"quantiles": told}}


def _digits(pattern: str) -> dict[str, int]:
    """Return the least and the largest number with the digits of a shape such as ``[0-9]{6}``."""
    count = min(15, int(pattern.partition("{")[2].rstrip("}") or 1))
    return {"min": 10 ** (count - 1) if count > 1 else 0, "max": 10**count - 1}


def _choice(column: ColumnView, content: Categories) -> Filled:
    pairs = counts(column, content)
    total = sum(count for _, count in pairs)
    if not pairs:
        return fill(column, Nothing())
    if column.type == "boolean":
        known = dict(pairs)
        if set(known) <= {"true", "false"}:
            return Filled(
                {"distribution": {"choice": {label == "true": count for label, count in pairs}}}, total
            )
    if len(pairs) > MOST_LABELS:
        return Filled({}, total, tuple(pairs))
    left = content.other if column.type != "string" or "other" not in dict(pairs) else 0
    return Filled(
        {"distribution": {"choice": {label_of(column, label): count for label, count in pairs}}},
        total,
        remark=f"{left:,} more rows have other numbers: left out, since no number can be called `other`"
        if left
        else "",
    )


def counts(column: ColumnView, content: Categories) -> list[tuple[str, int]]:
    """Return labels with counts; the rest as a label of its own where the type has room for one."""
    known: dict[str, int] = {}
    for label, count in content.counts:
        # Blanks at an end cannot be seen in review, and a label with and without them is one to a reader.
        known[label.strip()] = known.get(label.strip(), 0) + count
    known.pop("", None)
    pairs = list(known.items())
    if content.other and column.type == "string" and "other" not in known and has_room(column):
        pairs.append(("other", content.other))
    return pairs


def label_of(column: ColumnView, label: str) -> Any:
    """Return a label as it stands in a specification."""
    return Number(label) if column.type == "integer" else label


def has_room(column: ColumnView) -> bool:
    """Return whether a column of text is wide enough for `other`."""
    return column.max_length is None or column.max_length >= len("other")


def _calendar(column: ColumnView, content: Calendar) -> Filled:
    parts: dict[str, Any] = {"from": Date(content.first), "to": Date(_end_of_month(content.last))}
    for name, profile in (
        ("months", content.months),
        ("weekdays", content.weekdays),
        ("hours", content.hours),
    ):
        if profile and (name != "hours" or column.type == "datetime"):
            parts[name] = list(profile)
    if content.months:
        parts["months"] = _rates(content)
    return Filled({"distribution": {"calendar": parts}}, column.present)


def _rates(content: Calendar) -> list[int]:
    """Return how busy a day of each month is, as the rows of thirty days a year, told no finer than they were.

    The language asks for days: February is short by itself, and a period of thirteen months has one of them twice.
    """
    base = gcd(*content.months)
    years = max(1, round(sum(content.months) / (365.25 * sum(daily(content)) / 12)))
    return [max(base, round(rate * 30 * years / base) * base) for rate in daily(content)]


def _end_of_month(day: str) -> str:
    """Return the last day of the month of a date: the grid knows whole months."""
    date = dt.date.fromisoformat(day)
    return date.replace(day=monthrange(date.year, date.month)[1]).isoformat()
