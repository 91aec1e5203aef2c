"""How many different values a column of a draft can have, as far as it matters for keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod

from manikin.derive.contents import (
    Calendar,
    Categories,
    Conditional,
    Determined,
    Distance,
    Knots,
    Shape,
    Spreads,
)
from manikin.derive.draft.shapes import texts, wide_enough
from manikin.derive.view import ColumnView, TableView

_MANY = 10**6
_SPARE = 4
"""Rows that are drawn until they differ need several times as many values as there are rows."""


def room(rows: int) -> int:
    """Return how many different values so many rows need."""
    return _SPARE * rows


def pairs_of(columns: Sequence[ColumnView], table: TableView, rows: Mapping[str, int]) -> int:
    """Return how many combinations of some columns there are; common values count for more than rare ones."""
    pointing = {name: r.target for r in table.references for name in r.columns}
    return prod(
        rows[pointing[column.name]] if column.name in pointing else values(column) for column in columns
    )


def values(column: ColumnView) -> int:
    """Return how many values a column can have, as if all were alike."""
    match column.content:
        case Categories(counts):
            total = sum(count for _, count in counts)
            return max(1, total**2 // max(1, sum(count**2 for _, count in counts)))
        case Shape(pattern):
            return min(texts(pattern), _MANY)
        case Determined() | Conditional():
            return 1
        case Knots(points) if column.type == "integer":
            return max(1, int(float(points[-1][1]) - float(points[0][1])))
        case Spreads():
            return values(replace(column, content=column.content.otherwise))
        case Knots(points) if column.type == "date":
            return _days(points[0][1], points[-1][1])
        case Calendar(first, last) if column.type == "date":
            return _days(first, last)
        case Knots() | Calendar() | Distance():
            return 100 if column.type == "date" else _MANY
        case _:
            return _by_type(column)


def _days(first: str, last: str) -> int:
    return max(1, (dt.date.fromisoformat(last[:10]) - dt.date.fromisoformat(first[:10])).days)


def _by_type(column: ColumnView) -> int:
    """Return how many values stand in for a column of which only the type is known."""
    if column.type == "string":
        length = min(4, column.max_length or 4)
        return int(26**length)
    return {"boolean": 2, "integer": 100, "date": 9_000, "decimal": 100}.get(column.type, _MANY)


def can_differ(column: ColumnView, rows: int) -> bool:
    """Return whether a column can be filled with as many distinct values, whatever they are."""
    if column.type == "string":
        shape = column.content.pattern if isinstance(column.content, Shape) else ""
        return bool(wide_enough(shape, max(1, rows), column.max_length))
    return column.type in {"integer", "uuid"} or (
        column.type in {"date", "datetime"} and room(rows) <= values(column)
    )
