"""What a column's name alone tells: sorts of text where nothing else is told, and numbers that are no quantities."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from manikin.derive.contents import Knots, Nothing, Words
from manikin.derive.summarise.labels import sort_by_name
from manikin.derive.view import ColumnView, Depth, TableView
from manikin.derive.words import CODE_WORDS, words

_NUMBERS: Final = frozenset({"decimal", "float", "integer"})


def named(table: TableView) -> TableView:
    """Return a table whose text says what will stand in its place, and whose codes have no quantiles.

    Before columns are told by cases: what has no quantiles is no condition either.
    """
    columns = tuple(_column(table.name, column, table.depth) for column in table.columns)
    return replace(table, columns=columns)


def _column(table: str, column: ColumnView, depth: Depth) -> ColumnView:
    sort = sort_by_name(table, column.name)
    is_bare = depth in {Depth.STRUCTURE, Depth.EMPTY} and isinstance(column.content, Nothing)
    if column.type == "string" and is_bare and sort:
        return replace(column, content=Words(sort))
    is_code = bool(sort) or bool({*CODE_WORDS, "id"} & set(words(column.name)[-1:]))
    if column.type in _NUMBERS and isinstance(column.content, Knots) and is_code:
        # A postcode of digits, or a code: numbers between two of them mean nothing.
        return replace(column, content=Nothing())
    return column
