"""Ways to fill a column, from what a view tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from manikin.derive.contents import (
    Calendar,
    Categories,
    Content,
    Determined,
    Distance,
    Knots,
    Nothing,
    Shape,
    Words,
)
from manikin.derive.draft.flow import Date, Number
from manikin.derive.view import ColumnView

MOST_LABELS: Final = 30
"""The most labels that stand in the specification itself; more go to a file beside it."""
_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "address": {"faker": "street_address"},
    "city": {"faker": "city"},
    "company": {"faker": "company"},
    "email": {"faker": "safe_email"},
    "family name": {"faker": "last_name"},
    "full name": {"faker": "name"},
    "given name": {"faker": "first_name"},
    "nhs number": {"identifier": "nhs_number"},
    # Numbers that Ofcom keeps for drama, and a postcode area that does not exist.
    "phone": {"pattern": "07700 900[0-9]{3}"},
    "postcode": {"pattern": "ZZ[1-9][0-9]? [0-9][A-Z]{2}"},
    "text": {"faker": "sentence"},
    "url": {"pattern": "https://example\\.org/[a-z]{4,8}"},
}
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
    file : tuple of (str, str) pairs, optional
        Labels and counts for a file of its own, where there are many.
    """

    way: Mapping[str, Any]
    n: int = 0
    file: tuple[tuple[str, int], ...] = field(default=())


def fill(column: ColumnView, content: Content) -> Filled:
    """Return the way to fill a column."""
    match content:
        case Categories():
            return _choice(column, content)
        case Knots(points):
            return Filled({"distribution": {"quantiles": _points(column.type, points)}}, column.present)
        case Distance(start, knots):
            by = {"quantiles": {Number(share): Number(value) for share, value in knots.points}}
            return Filled({"after": {"column": start, "by": by, "unit": knots.unit}}, column.present)
        case Calendar():
            return _calendar(column, content)
        case Shape(pattern) if column.type == "string":
            return Filled({"pattern": pattern}, column.present)
        case Shape(pattern) if column.type == "integer":
            return Filled({"distribution": {"uniform": _digits(pattern)}}, column.present)
        case Words(sort):
            return Filled(_words(column, sort))
        case Determined() | Nothing() | _:
            return Filled(_short(column, _PLAIN[column.type]))


def _words(column: ColumnView, sort: str) -> Mapping[str, Any]:
    if column.max_length is not None and column.max_length < 60:
        return {"pattern": f"[A-Za-z]{{1,{min(column.max_length, 12)}}}"}
    return _WORDS[sort]


def _short(column: ColumnView, way: Mapping[str, Any]) -> Mapping[str, Any]:
    if column.type == "string" and column.max_length is not None and column.max_length < 10:
        return {"pattern": f"[a-z]{{{column.max_length}}}"}
    return way


def value(kind: str, text: str) -> Any:
    """Return a value of the view as it stands in a specification."""
    if kind in {"date", "datetime"}:
        return Date(text)
    return Number(text) if kind in {"integer", "decimal", "float", "boolean"} else text


def _points(kind: str, points: tuple[tuple[str, str], ...]) -> dict[Any, Any]:
    return {Number(share): value(kind, place) for share, place in points}


def _digits(pattern: str) -> dict[str, int]:
    """Return the least and the largest number with the digits of a shape such as ``[0-9]{6}``."""
    count = min(15, int(pattern.partition("{")[2].rstrip("}") or 1))
    return {"min": 10 ** (count - 1) if count > 1 else 0, "max": 10**count - 1}


def _choice(column: ColumnView, content: Categories) -> Filled:
    pairs = counts(column, content)
    total = sum(count for _, count in pairs)
    if column.type == "boolean":
        known = dict(pairs)
        if set(known) <= {"true", "false"}:
            return Filled(
                {"distribution": {"choice": {label == "true": count for label, count in pairs}}}, total
            )
    if len(pairs) > MOST_LABELS:
        return Filled({}, total, tuple(pairs))
    return Filled(
        {"distribution": {"choice": {_label(column, label): count for label, count in pairs}}}, total
    )


def counts(column: ColumnView, content: Categories) -> list[tuple[str, int]]:
    """Return labels with counts; the rest as a label of its own where the type has room for one."""
    pairs = list(content.counts)
    known = {label for label, _ in pairs}
    room = column.max_length is None or column.max_length >= 5
    if content.other and column.type == "string" and "other" not in known and room:
        pairs.append(("other", content.other))
    return pairs


def _label(column: ColumnView, label: str) -> Any:
    return Number(label) if column.type == "integer" else label


def _calendar(column: ColumnView, content: Calendar) -> Filled:
    parts: dict[str, Any] = {"from": Date(content.first), "to": Date(content.last)}
    for name, profile in (
        ("months", content.months),
        ("weekdays", content.weekdays),
        ("hours", content.hours),
    ):
        if profile and (name != "hours" or column.type == "datetime"):
            parts[name] = list(profile)
    return Filled({"distribution": {"calendar": parts}}, column.present)
