"""A DuckDB file.

DuckDB checks a reference when a row is inserted, so those to the same table, and the one that closes a circle of
tables, cannot be declared. The file holds an identifier that is drawn for it: its bytes differ where its rows do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from manikin.databases.design import DatabaseTable, listed, literal, quoted
from manikin.errors import ExitStatus, UserError
from manikin.model import DataType
from manikin.text import plain

_TYPES: Final = {"integer": "BIGINT", "float": "DOUBLE", "string": "VARCHAR"}


class DuckDbFile:
    """Types of its own, comments, and constraints that hold."""

    NAME = "duckdb"
    SUFFIX = ".duckdb"
    STABLE = False

    def version(self) -> str:
        """Return DuckDB's version."""
        return metadata.version("duckdb")

    def load(self, path: Path, tables: Sequence[DatabaseTable], staged: Mapping[str, Path]) -> None:
        """Make the file."""
        with _connected(path, list(staged.values())) as connection, _told(path):
            loaded: set[str] = set()
            for table in tables:
                connection.execute(_create(table, loaded))
                names = ", ".join(quoted(column.name) for column in table.columns)
                source = f"read_parquet({literal(str(staged[table.name]))})"
                connection.execute(f"INSERT INTO {quoted(table.name)} SELECT {names} FROM {source}")  # noqa: S608  quoted
                for statement in _comments(table):
                    connection.execute(statement)
                loaded.add(table.name)
            connection.execute("CHECKPOINT")

    def export(self, path: Path, table: DatabaseTable, to: Path) -> None:
        """Write a table as Parquet."""
        names = ", ".join(
            f"CAST({quoted(column.name)} AS VARCHAR) AS {quoted(column.name)}"
            if column.type.name == "uuid"
            else quoted(column.name)
            for column in table.columns
        )
        with _connected(path, [to], read_only=True) as connection, _told(path):
            rows = f"SELECT {names} FROM {quoted(table.name)} ORDER BY rowid"  # noqa: S608  quoted
            connection.execute(f"COPY ({rows}) TO {literal(str(to))} (FORMAT parquet)")


@contextmanager
def _connected(path: Path, files: Sequence[Path], *, read_only: bool = False) -> Iterator[Any]:
    """Yield a connection that can reach its own file and those named, and nothing else."""
    import duckdb  # noqa: PLC0415  only where a DuckDB file is written or read

    allowed = ", ".join(literal(str(file)) for file in files)
    with _told(path):
        connection = duckdb.connect(str(path), read_only=read_only)
    try:
        with _told(path):
            for statement in (
                "SET preserve_insertion_order = true",
                "SET TimeZone = 'UTC'",
                "SET autoinstall_known_extensions = false",
                "SET autoload_known_extensions = false",
                f"SET allowed_paths = [{allowed}]",
                "SET enable_external_access = false",
                "SET lock_configuration = true",
            ):
                connection.execute(statement)
        yield connection
    finally:
        with _told(path):
            connection.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn an error of DuckDB into words; its own may quote a value."""
    import duckdb  # noqa: PLC0415  as above

    try:
        yield
    except duckdb.Error as error:
        raise UserError(
            f"{plain(path.name)} could not be written: DuckDB told {type(error).__name__}. Nothing was published.",
            ExitStatus.PROBLEMS,
        ) from None


def _type(kind: DataType) -> str:
    if kind.name == "decimal":
        return f"DECIMAL(18,{kind.scale})"
    if kind.name == "datetime":
        return "TIMESTAMP" if kind.timezone is None else "TIMESTAMP WITH TIME ZONE"
    return _TYPES.get(kind.name, kind.name.upper())


def _create(table: DatabaseTable, loaded: set[str]) -> str:
    parts = [
        f"{quoted(column.name)} {_type(column.type)}{' NOT NULL' if column.name in table.filled else ''}"
        for column in table.columns
    ]
    parts += [f"PRIMARY KEY {listed(table.key)}"] if table.key else []
    parts += [f"UNIQUE {listed(columns)}" for columns in table.unique]
    parts += [
        f"FOREIGN KEY {listed(found.columns)} REFERENCES {quoted(found.table)} {listed(found.key)}"
        for found in table.references
        if found.table in loaded
    ]
    return f"CREATE TABLE {quoted(table.name)} ({', '.join(parts)})"


def _comments(table: DatabaseTable) -> Iterator[str]:
    words = f"{table.description} {table.said}".strip()
    yield f"COMMENT ON TABLE {quoted(table.name)} IS {literal(words)}"
    for column in table.columns:
        if column.description:
            place = f"{quoted(table.name)}.{quoted(column.name)}"
            yield f"COMMENT ON COLUMN {place} IS {literal(column.description)}"


DATABASE = DuckDbFile()
