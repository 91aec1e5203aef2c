"""Columns of a row that follow from one another: after which date one lies, on which value one depends.

What is written never goes in a circle, and a value that is there never waits for one that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from manikin.derive.contents import Conditional, Content, Determined, Distance, Nothing, Spreads
from manikin.derive.draft.cases import cases, spreads
from manikin.derive.draft.fill import Filled, fill
from manikin.derive.draft.follows import follows
from manikin.derive.view import ColumnView, TableView, View

_APART: Final[Mapping[str, Mapping[str, Any]]] = {
    "date": {"by": {"uniform": {"min": 0, "max": 30}}, "unit": "days"},
    "datetime": {"by": {"uniform": {"min": 0, "max": 72}}, "unit": "hours"},
}
"""How far a date lies from another of which only the order is known."""


class Around(Protocol):
    """What a column is drafted among: the view, the source of its numbers, and which tables are above which."""

    @property
    def view(self) -> View:
        """The view."""

    @property
    def source(self) -> str:
        """The name of the source."""

    def above(self, table: str) -> tuple[str, ...]:
        """Return the tables that rows of one are counted for: columns of those may be looked at."""


def plain(column: ColumnView, table: TableView, around: Around) -> Filled:
    """Return the way to fill a column that is neither key nor reference nor copy."""
    way, other = _looks_at(table.columns_by_name[column.name], table)
    is_there = other in table.columns_by_name or other.partition(".")[0] in around.above(table.name)
    if other and is_there and not _comes_back(other, column.name, table):
        if isinstance(column.content, Conditional):
            return cases(column, column.content, table, around.view, around.source)
        if isinstance(column.content, Spreads):
            return spreads(column, column.content, table, around.view, around.source)
        if isinstance(column.content, Determined):
            return follows(column, column.content, table)
        if way in {"after", "before"}:
            return Filled({way: {"column": other, **_APART[column.type]}}, remark="order alone")
        return fill(column, column.content)
    return fill(column, _alone(column.content))


def unkept(column: ColumnView, table: TableView, way_of: Mapping[str, Any]) -> list[str]:
    """Return the dates that a column is never before in the source, and may be in the draft, as it is filled."""
    kept = {way_of.get("after", {}).get("column")}
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
        case Conditional() | Spreads():
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
        case Conditional() | Spreads():
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
    # Nothing above a row looks at it.
    while start in table.columns_by_name:
        if start in seen:
            return True
        seen.add(start)
        start = _looks_at(table.columns_by_name[start], table)[1]
    return False
