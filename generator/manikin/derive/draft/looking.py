"""Columns of a row that follow from one another: after which date one lies, on which value one depends.

What is written never goes in a circle, and a value that is there never waits for one that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from manikin.derive.contents import Conditional, Content, Determined, Distance, Nothing
from manikin.derive.draft.fill import Filled, fill
from manikin.derive.view import ColumnView, TableView

_APART: Final[Mapping[str, Mapping[str, Any]]] = {
    "date": {"by": {"uniform": {"min": 0, "max": 30}}, "unit": "days"},
    "datetime": {"by": {"uniform": {"min": 0, "max": 72}}, "unit": "hours"},
}
"""How far a date lies from another of which only the order is known."""


def plain(column: ColumnView, table: TableView) -> Filled:
    """Return the way to fill a column that is neither key nor reference nor copy."""
    way, other = _looks_at(table.columns_by_name[column.name], table)
    if other and not _comes_back(other, column.name, table):
        if way in {"after", "before"}:
            return Filled({way: {"column": other, **_APART[column.type]}}, remark="order alone")
        return fill(column, column.content)
    return fill(column, _alone(column.content))


def unkept(column: ColumnView, table: TableView, filled: Filled) -> list[str]:
    """Return the dates that a column is never before in the source, and may be in the draft."""
    kept = {filled.way.get("after", {}).get("column")}
    for first, last in table.orders:
        if last == column.name and first not in kept:
            way, other = _looks_at(table.columns_by_name[first], table)
            if way == "before" and other == last and not _comes_back(last, first, table):
                kept.add(first)
    return [first for first, last in table.orders if last == column.name and first not in kept]


def _alone(content: Content) -> Content:
    """Return a content that looks at no other column."""
    match content:
        case Distance() | Determined():
            return Nothing()
        case Conditional():
            return content.otherwise
        case _:
            return content


def _looks_at(column: ColumnView, table: TableView) -> tuple[str, str]:
    """Return how a column would look at another, and at which; empty where at none."""
    match column.content:
        case Distance(start):
            if table.columns_by_name[start].missing <= column.missing:
                return "distance", start
            return "", ""
        case Determined():
            return "value", column.content.column
        case Conditional():
            return "value", column.content.given
        case Nothing() if column.type in _APART:
            return _by_order(column, table)
        case _:
            return "", ""


def _by_order(column: ColumnView, table: TableView) -> tuple[str, str]:
    """Return the date of which only the order is known: one that is there whenever this one is."""
    for first, last in table.orders:
        if last == column.name and table.columns_by_name[first].missing <= column.missing:
            return "after", first
    for first, last in table.orders:
        if first == column.name and table.columns_by_name[last].missing < column.missing:
            return "before", last
    return "", ""


def _comes_back(start: str, end: str, table: TableView) -> bool:
    """Return whether what a column looks at looks back at it, or goes round in another circle."""
    seen = {end}
    while start:
        if start in seen:
            return True
        seen.add(start)
        start = _looks_at(table.columns_by_name[start], table)[1]
    return False
