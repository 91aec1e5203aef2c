"""The answer key of a build with defects, as a table; what it can say of each table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from manikin.model import Column, DataType, Defect, EmptyRows, Spec, Table
from manikin.verify.csv_files import csv_source
from manikin.verify.source import Source
from manikin.verify.sqltext import name, quoted, select

NAME: Final = "defects"
KEY: Final = name("the answer key")
"""What DuckDB calls the answer key."""
_COLUMNS: Final = ("table", "row", "clean_row", "key", "defect", "kind", "column", "should_be", "stands")
_NUMBERS: Final = frozenset({"row", "clean_row"})


def key_source(path: Path, spec: Spec) -> Source:
    """Return how the answer key is read.

    Raises
    ------
    UnreadableError
        If it has no header.
    """
    columns = tuple(
        Column(column, DataType("integer" if column in _NUMBERS else "string"), "answer", None)
        for column in _COLUMNS
    )
    return csv_source(Table(NAME, EmptyRows(), columns), [path], spec, "the answer key")


def of(spec: Spec, table: str) -> tuple[Defect, ...]:
    """Return the defects of a table."""
    return tuple(defect for defect in spec.defects if defect.table == table)


def changed(defect: Defect) -> tuple[str, ...]:
    """Return the columns in which a defect may change values."""
    found: Any = defect.parameters
    match defect.kind:
        case "swap_day_and_month":
            return (str(found),)
        case "shift":
            return (str(found["column"]),)
        case "duplicate":
            return tuple(found.get("vary", ()))
        case "late":
            return ()
        case _:
            return tuple(found)


def lines(table: str, where: str = "true") -> str:
    """Return the query, in brackets, of a table's lines; places count from 0, in the file and without defects.

    `where` may speak of ``place``, ``clean``, ``defect``, ``kind``, ``cell`` (the column), ``should_be`` and
    ``stands``, and so may what reads from it.
    """
    what = 'row - 1 AS place, clean_row - 1 AS clean, defect, kind, "column" AS cell, should_be, stands'
    mine = select(what, KEY, 'WHERE "table" = ' + quoted(table))
    return f"({select('*', f'({mine})', f'WHERE {where}')})"


def whole(table: str, defects: Iterable[Defect]) -> str:
    """Return the query of the lines that speak of a row as a whole, those of some defects."""
    return lines(table, f"cell IS NULL AND {named(defects)}")


def named(defects: Iterable[Defect]) -> str:
    """Return the SQL of a line being about one of some defects."""
    names = ", ".join(quoted(defect.name) for defect in defects)
    return f"defect IN ({names})" if names else "false"


def within(column: str) -> str:
    """Return the SQL of a line being about a column."""
    return f"cell = {quoted(column)}"


def of_kind(defects: Iterable[Defect], kind: str) -> tuple[Defect, ...]:
    """Return the defects of a kind."""
    return tuple(defect for defect in defects if defect.kind == kind)
