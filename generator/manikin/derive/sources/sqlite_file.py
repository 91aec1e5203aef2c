"""An SQLite file, opened to be read alone."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from manikin.derive.door import Door
from manikin.derive.sources.opening import backend, chosen, quietly
from manikin.derive.sources.source import Database, Declared, Reference, Wanted

_SIGN = b"SQLite format 3\x00"


class SqliteFile:
    """A database of SQLite in one file."""

    NAME = "an SQLite file"

    def recognises(self, address: str) -> bool:
        """Return whether the address is a file with SQLite's sign in its head."""
        path = Path(address)
        if "://" in address or not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(len(_SIGN)) == _SIGN

    def open(self, address: str, wanted: Wanted) -> Database:
        """Return the tables of the file."""
        with quietly("the SQLite file"):
            connection = backend("sqlite", "derive").connect(Path(address).absolute())
            connection.raw_sql("PRAGMA query_only = ON")
            names = chosen((n for n in connection.list_tables() if not n.startswith("sqlite_")), wanted)
            tables = {name: connection.table(name) for name in names}
            said = {name: _declared(connection, name) for name in names}
        return Database(Door(connection), tables, said)


def _declared(connection: Any, name: str) -> Declared:
    literal = "'" + name.replace("'", "''") + "'"
    columns = connection.raw_sql(f"PRAGMA table_info({literal})").fetchall()
    key = tuple(column for _, column, *_, place in sorted(columns, key=lambda row: row[-1]) if place)
    found: dict[int, list[tuple[str, str, str | None]]] = defaultdict(list)
    for number, _, target, column, other, *_ in connection.raw_sql(
        f"PRAGMA foreign_key_list({literal})"
    ).fetchall():
        found[number].append((target, column, other))
    references = []
    for parts in found.values():
        target = parts[0][0]
        others = tuple(other for *_, other in parts if other is not None)
        references.append(
            Reference(tuple(column for _, column, _ in parts), target, others or _key(connection, target))
        )
    return Declared(key, tuple(references))


def _key(connection: Any, name: str) -> tuple[str, ...]:
    """Return the key of a table that a reference names without its columns."""
    literal = "'" + name.replace("'", "''") + "'"
    rows = connection.raw_sql(f"PRAGMA table_info({literal})").fetchall()
    return tuple(column for _, column, *_, place in sorted(rows, key=lambda row: row[-1]) if place)


SOURCE = SqliteFile()
