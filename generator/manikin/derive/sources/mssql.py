"""A Microsoft SQL Server, by the same questions; its address comes from a variable of the environment."""

from __future__ import annotations

import os

from manikin.derive.door import Door
from manikin.derive.sources.catalogue import KEYS, REFERENCES, declared
from manikin.derive.sources.opening import backend, chosen, quietly
from manikin.derive.sources.source import Database, Wanted

_SCHEME = "mssql://"


class Mssql:
    """A Microsoft SQL Server."""

    NAME = "env:VARIABLE that holds mssql://USER@HOST/DATABASE"

    def recognises(self, address: str) -> bool:
        """Return whether the variable holds such an address, or it is one without a password."""
        return _resolved(address).startswith(_SCHEME)

    def open(self, address: str, wanted: Wanted) -> Database:
        """Return the tables of a schema, ``dbo`` unless another is wanted."""
        schema = wanted.schema or "dbo"
        with quietly("the SQL Server database"):
            module = backend("mssql", "mssql")
            connection = module._from_url(_resolved(address))  # noqa: SLF001
            names = chosen(connection.list_tables(database=schema), wanted)
            tables = {name: connection.table(name, database=schema) for name in names}
            literal = "'" + schema.replace("'", "''") + "'"
            keys = connection.raw_sql(KEYS.format(schema=literal)).fetchall()
            references = connection.raw_sql(REFERENCES.format(schema=literal)).fetchall()
        return Database(Door(connection), tables, declared(keys, references))


def _resolved(address: str) -> str:
    return os.environ.get(address.removeprefix("env:"), "") if address.startswith("env:") else address


SOURCE = Mssql()
