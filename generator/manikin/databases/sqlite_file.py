"""A SQLite file.

SQLite has whole numbers, floating ones and text. Dates and times are the text that CSV has, booleans 0 and 1, decimals
the nearest floating number; one of more than 15 digits, which that cannot tell from its neighbours, is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from manikin.databases.design import DatabaseTable, listed, quoted
from manikin.errors import ExitStatus, UserError
from manikin.model import Column
from manikin.sinks.as_text import as_text
from manikin.text import plain

_ROWS: Final = 32_768
_DIGITS: Final = 15
# INTEGER would make a key of one column the number of its row: order lost, and NULL filled in silently.
_TYPES: Final = {
    "integer": "BIGINT",
    "float": "REAL",
    "datetime": "TIMESTAMP",
    "string": "TEXT",
    "uuid": "TEXT",
}
_MAKING: Final = (
    "page_size = 4096",
    "journal_mode = OFF",  # a file that is not finished is thrown away
    "synchronous = OFF",  # it is brought to the disk when it is finished
    "locking_mode = EXCLUSIVE",
    "foreign_keys = OFF",  # looked at for all rows together, at the end
)


class SqliteFile:
    """What every language reads without a server."""

    NAME = "sqlite"
    SUFFIX = ".sqlite"
    STABLE = True

    def version(self) -> str:
        """Return the version of Python's SQLite, which stands in the file too."""
        return sqlite3.sqlite_version

    def load(self, path: Path, tables: Sequence[DatabaseTable], staged: Mapping[str, Path]) -> None:
        """Make the file."""
        with _told(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in _MAKING:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            for table in tables:
                connection.execute(_create(table))
                marks = ", ".join("?" * len(table.columns))
                insert = f"INSERT INTO {quoted(table.name)} VALUES ({marks})"  # noqa: S608  quoted
                for batch in pq.ParquetFile(staged[table.name]).iter_batches(_ROWS):
                    values = map(_values, table.columns, batch.columns, [table.name] * len(table.columns))
                    connection.executemany(insert, zip(*values, strict=True))
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise sqlite3.IntegrityError
            connection.execute("COMMIT")

    def export(self, path: Path, table: DatabaseTable, to: Path) -> None:
        """Not needed: the bytes are the same for the same rows."""
        raise NotImplementedError


def _values(column: Column, array: pa.Array, table: str) -> list[Any]:
    """Return a column as SQLite keeps it."""
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    match column.type.name:
        case "boolean":
            array = array.cast(pa.int8())
        case "decimal":
            ends = pc.min_max(array)
            sizes = [abs(end) for end in (ends["min"].as_py(), ends["max"].as_py()) if end is not None]
            if any(size >= 10 ** (_DIGITS - column.type.scale) for size in sizes):
                raise UserError(
                    f"{plain(table)}.{plain(column.name)} has decimals of more than {_DIGITS} digits, which SQLite "
                    "cannot hold exactly; write duckdb or parquet, or bound the column. Nothing was published.",
                    ExitStatus.PROBLEMS,
                )
            # By the text: Arrow's own cast gives 85.46000000000001 for 85.46.
            array = as_text(array).cast(pa.float64())
        case "date" | "time" | "datetime":
            array = as_text(array.cast(column.type.arrow))  # Parquet has no seconds, and gave milliseconds
    if array.null_count and not pa.types.is_string(array.type):
        return list(array.to_pylist())
    return list(array.to_numpy(zero_copy_only=False).tolist())


def _create(table: DatabaseTable) -> str:
    parts = [_column(column, table) for column in table.columns]
    parts += [f"PRIMARY KEY {listed(table.key)}"] if table.key else []
    parts += [f"UNIQUE {listed(columns)}" for columns in table.unique]
    parts += [
        f"FOREIGN KEY {listed(found.columns)} REFERENCES {quoted(found.table)} {listed(found.key)}"
        for found in table.references
    ]
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {quoted(table.name)} ( -- {table.said}\n  {body}\n)"


def _column(column: Column, table: DatabaseTable) -> str:
    name, kind = quoted(column.name), column.type
    told = f"DECIMAL(18,{kind.scale})" if kind.name == "decimal" else _TYPES.get(kind.name, kind.name.upper())
    rules = " NOT NULL" if column.name in table.filled else ""
    if kind.name == "boolean":
        rules += f" CHECK ({name} IN (0, 1))"
    return f"{name} {told}{rules}"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into words; its own may quote a value."""
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        why = "no space left on the disk" if full else f"SQLite told {type(error).__name__}"
        raise UserError(
            f"{plain(path.name)} could not be written: {why}. Nothing was published.", ExitStatus.PROBLEMS
        ) from None


DATABASE = SqliteFile()
