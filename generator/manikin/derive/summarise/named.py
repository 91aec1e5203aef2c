"""Sorts of text that a column's name alone tells, for tables of which nothing but the structure is told."""

from __future__ import annotations

from dataclasses import replace

from manikin.derive.contents import Nothing, Words
from manikin.derive.summarise.labels import sort_by_name
from manikin.derive.view import ColumnView, Depth, View


def named(view: View) -> View:
    """Return a view whose text says what will stand in its place, where names alone tell that."""
    return replace(
        view,
        tables=tuple(
            replace(table, columns=tuple(_column(table.name, column) for column in table.columns))
            if table.depth in {Depth.STRUCTURE, Depth.EMPTY}
            else table
            for table in view.tables
        ),
    )


def _column(table: str, column: ColumnView) -> ColumnView:
    if column.type != "string" or not isinstance(column.content, Nothing):
        return column
    sort = sort_by_name(table, column.name)
    return replace(column, content=Words(sort)) if sort else column
