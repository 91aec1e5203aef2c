"""How the tables of a database file become tables to be checked: each is written to a passing file first.

The file is opened for reading, by the engine alone, which can reach nothing else. What it holds is compared as what
other builds hold: a DuckDB file's tables as Parquet, by their types; a SQLite file's as CSV, by their text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from manikin.model import Column, Spec, Table
from manikin.verify.csv_files import csv_source
from manikin.verify.parquet_files import parquet_source
from manikin.verify.source import Source, UnreadableError
from manikin.verify.sqltext import name, quoted, select

_ROWS: Final = 10_000
_SPECIAL: Final = frozenset('",\r\n')


def database_source(form: str, path: Path, table: Table, spec: Spec, final: str, scratch: Path) -> Source:
    """Return how a table of a database is read, after writing it into the folder `scratch`.

    Raises
    ------
    UnreadableError
        If the file is no such database, or does not hold the table.
    """
    return _READERS[form](path, table, spec, final, scratch)


def is_database(form: str) -> bool:
    """Return whether a format is one file with all tables."""
    return form in _READERS


def _from_duckdb(path: Path, table: Table, spec: Spec, final: str, scratch: Path) -> Source:
    import duckdb  # noqa: PLC0415  only where a DuckDB file is read

    out = scratch / f"{len(list(scratch.iterdir()))}.parquet"
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            for statement in (
                "SET TimeZone = 'UTC'",
                "SET autoinstall_known_extensions = false",
                "SET autoload_known_extensions = false",
                f"SET allowed_paths = [{quoted(str(out))}]",
                "SET enable_external_access = false",
                "SET lock_configuration = true",
            ):
                connection.execute(statement)
            found = connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND NOT internal "
                "ORDER BY column_index",
                [table.name],
            ).fetchall()
            shown = [
                f"CAST({name(column)} AS VARCHAR) AS {name(column)}" if kind == "UUID" else name(column)
                for column, kind in found
            ]
            rows = select(", ".join(shown), name(table.name), "ORDER BY rowid")
            connection.execute(f"COPY ({rows}) TO {quoted(str(out))} (FORMAT parquet)")
    except duckdb.Error as error:
        raise UnreadableError(f"DuckDB could not read it ({type(error).__name__})") from None
    return parquet_source(table, [out], spec, final)


def _from_sqlite(path: Path, table: Table, spec: Spec, final: str, scratch: Path) -> Source:
    out = scratch / f"{len(list(scratch.iterdir()))}.csv"
    try:
        # `immutable`: neither a journal beside the file nor a lock is looked for.
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.create_function("shortest", 1, _shortest, deterministic=True)
            info = connection.execute(
                select("name", f"pragma_table_info({quoted(table.name)})", "ORDER BY cid")
            )
            header = [str(found) for (found,) in info]
            if not header:
                raise UnreadableError("it does not hold the table")
            lines = connection.execute(select(_line(table, header), name(table.name), "ORDER BY rowid"))
            with out.open("w", encoding="utf-8", newline="") as file:
                file.write(",".join(map(_in_quotes, header)) + "\n")
                while some := lines.fetchmany(_ROWS):
                    file.writelines(f"{line}\n" for (line,) in some)
    except (sqlite3.Error, UnicodeError) as error:
        raise UnreadableError(f"SQLite could not read it ({type(error).__name__})") from None
    plain = tuple(replace(column, format=None) for column in table.columns)
    return csv_source(replace(table, columns=plain), [out], replace(spec, csv={}), final)


def _line(table: Table, header: Sequence[str]) -> str:
    """Return the SQL of a row as a line of CSV; the engine writes it, a line at a time."""
    return " || ',' || ".join(_cell(column, table.by_name.get(column)) for column in header)


def _cell(called: str, column: Column | None) -> str:
    """Return the SQL of a value as its cell: nothing where there is none, else its text in quotes."""
    value = name(called)
    text = value
    if column is not None and column.type.name == "boolean":
        text = f"CASE {value} WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE {value} END"
    elif column is not None and column.type.name == "decimal":
        number = f"printf('%.{column.type.scale}f', {value})"
        text = f"CASE WHEN typeof({value}) IN ('real', 'integer') THEN {number} ELSE {value} END"
    elif column is not None and column.type.name == "float":
        text = f"CASE typeof({value}) WHEN 'real' THEN shortest({value}) ELSE {value} END"
    quotes = "'\"'"
    doubled = f"replace({text}, {quotes}, {quotes} || {quotes})"
    return f"CASE WHEN {value} IS NULL THEN '' ELSE {quotes} || {doubled} || {quotes} END"


def _shortest(value: object) -> str:
    """Return a number with the fewest digits that tell it from every other: SQLite's own are not always right."""
    return repr(value)


def _in_quotes(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _SPECIAL.intersection(text) else text


_READERS: Final[dict[str, Callable[[Path, Table, Spec, str, Path], Source]]] = {
    "duckdb": _from_duckdb,
    "sqlite": _from_sqlite,
}
