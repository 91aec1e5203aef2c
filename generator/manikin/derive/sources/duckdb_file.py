"""A DuckDB file, opened to be read alone."""

from __future__ import annotations

from pathlib import Path

from manikin.derive.sources.catalogue import KEYS, REFERENCES, declared
from manikin.derive.sources.opening import chosen, duckdb, quietly
from manikin.derive.sources.source import Database, Wanted

_ENDINGS = (".duckdb", ".ddb")
_SIGN = b"DUCK"
# Asked for here and not by Ibis, which uses a function that DuckDB 2 no longer has.
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = {schema}"


class DuckdbFile:
    """A database of DuckDB in one file."""

    NAME = "a DuckDB file"

    def recognises(self, address: str) -> bool:
        """Return whether the address is such a file: by its ending or by the sign in its head."""
        path = Path(address)
        if "://" in address or not path.is_file():
            return False
        if path.suffix.lower() in _ENDINGS:
            return True
        with path.open("rb") as stream:
            return stream.read(12)[8:] == _SIGN

    def open(self, address: str, wanted: Wanted) -> Database:
        """Return the tables of a schema, ``main`` unless another is wanted."""
        schema = wanted.schema or "main"
        with quietly("the DuckDB file"):
            door = duckdb(wanted, address)
            connection = door.connection
            literal = "'" + schema.replace("'", "''") + "'"
            there = connection.raw_sql(_TABLES.format(schema=literal)).fetchall()
            names = chosen((name for (name,) in there), wanted)
            tables = {name: connection.table(name, database=schema) for name in names}
            keys = connection.raw_sql(KEYS.format(schema=literal)).fetchall()
            references = connection.raw_sql(REFERENCES.format(schema=literal)).fetchall()
        return Database(door, tables, declared(keys, references))


SOURCE = DuckdbFile()
