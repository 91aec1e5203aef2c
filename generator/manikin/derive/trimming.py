"""The data as the person who derives wants them read: without what is ignored, and with words that stand for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from manikin.derive.sources import Database, Declared
from manikin.derive.stated import Keys, unknown
from manikin.disclosure.detectors import suspicion
from manikin.errors import UserError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def trimmed(database: Database, keys: Keys) -> Database:
    """Return a database as `keys` wants it read.

    Raises
    ------
    UserError
        If what is stated names a table or column that is not there, all of them are told; if one that is left is
        called as a person is told apart.
    """
    columns = {name: tuple(table.columns) for name, table in database.tables.items()}
    unknown(keys, columns)
    tables = {
        name: _read(name, table, keys)
        for name, table in database.tables.items()
        if name not in keys.ignore and set(columns[name]) - {c for t, c in keys.ignored if t == name}
    }
    _require_names(tables)
    declared = {name: _left(name, known, keys) for name, known in database.declared.items() if name in tables}
    return replace(database, tables=tables, declared=declared, untyped=database.untyped & set(tables))


def _require_names(tables: Mapping[str, ir.Table]) -> None:
    """Refuse names that tell of somebody, such as a file for each patient called by their number: a draft repeats names.

    Raises
    ------
    UserError
        With how many, and none of them.
    """
    names = [name for table, rows in tables.items() for name in (table, *rows.columns)]
    found = [what for name in names if (what := suspicion(name))]
    if found:
        kinds = " or ".join(sorted(set(found)))
        raise UserError(
            f"{len(found)} tables or columns have names that look like {kinds}, and a draft repeats names; rename them, "
            "leave them out by `ignore` in a file of keys, or name the tables that are wanted: --tables"
        )


def _read(name: str, table: ir.Table, keys: Keys) -> ir.Table:
    lost = [column for column in table.columns if (name, column) in keys.ignored]
    kept = table.drop(*lost) if lost else table
    if not keys.nulls:
        return kept
    words = list(keys.nulls)
    return kept.mutate(
        **{
            column: kept[column].isin(words).ifelse(None, kept[column])
            for column in kept.columns
            if kept[column].type().is_string()
        }
    )


def _left(name: str, known: Declared, keys: Keys) -> Declared:
    """Return what the catalogue says of the columns and tables that are left."""

    def stays(table: str, columns: Iterable[str]) -> bool:
        return table not in keys.ignore and not any((table, column) in keys.ignored for column in columns)

    return Declared(
        key=known.key if stays(name, known.key) else (),
        references=tuple(
            reference
            for reference in known.references
            if stays(name, reference.columns) and stays(reference.target, reference.target_columns)
        ),
        unique=tuple(columns for columns in known.unique if stays(name, columns)),
    )
