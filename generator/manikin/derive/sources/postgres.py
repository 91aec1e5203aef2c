"""A PostgreSQL server, read in a transaction that can change nothing.

The address is a URL without a password, ``service=NAME`` of a service file, or ``env:NAME`` of a variable of the
environment that holds a URL. Passwords come from the environment or from PostgreSQL's own password file.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from manikin.derive.door import Door
from manikin.derive.sources.catalogue import declared
from manikin.derive.sources.opening import backend, chosen, quietly
from manikin.derive.sources.source import Database, Wanted
from manikin.errors import UserError

_SCHEMES = ("postgresql://", "postgres://")
# PostgreSQL shows the constraints of its information schema to owners alone; a role that may only read needs these.
_KEYS = """
SELECT t.relname, c.conname, CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, a.attname, k.place
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY k(number, place)
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
WHERE n.nspname = {schema} AND c.contype IN ('p', 'u')
ORDER BY 1, 2, 5
"""
_REFERENCES = """
SELECT t.relname, c.conname, a.attname, f.relname, b.attname
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
JOIN pg_class f ON f.oid = c.confrelid
CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k(here, there, place)
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.here
JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.there
WHERE n.nspname = {schema} AND c.contype = 'f'
ORDER BY 1, 2, k.place
"""


class Postgres:
    """A PostgreSQL server."""

    NAME = "postgresql://HOST/DATABASE, or env:VARIABLE that holds such an address"

    def recognises(self, address: str) -> bool:
        """Return whether the address, or what its variable holds, is PostgreSQL's."""
        return _resolved(address).startswith(_SCHEMES)

    def open(self, address: str, wanted: Wanted) -> Database:
        """Return the tables of a schema, ``public`` unless another is wanted."""
        if address.startswith(_SCHEMES) and urlsplit(address).password:
            raise UserError(
                "an address with a password would be seen by others on this machine and kept by the shell; put it into "
                "a variable and write env:VARIABLE, or leave the password to PGPASSWORD or a password file"
            )
        schema = wanted.schema or "public"
        with quietly("the PostgreSQL database"):
            connection = backend("postgres", "postgres").connect(
                **_arguments(_resolved(address)), schema=schema
            )
            connection.raw_sql("SET default_transaction_read_only = on").close()
            connection.raw_sql("SET TIME ZONE 'UTC'").close()
            names = chosen(connection.list_tables(database=schema), wanted)
            tables = {name: connection.table(name, database=schema) for name in names}
            literal = "'" + schema.replace("'", "''") + "'"
            keys = _rows(connection, _KEYS.format(schema=literal))
            references = _rows(connection, _REFERENCES.format(schema=literal))
        return Database(Door(connection), tables, declared(keys, references))


def _resolved(address: str) -> str:
    return os.environ.get(address.removeprefix("env:"), "") if address.startswith("env:") else address


def _arguments(url: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  only there with the extra `postgres`

    known = conninfo_to_dict(url)
    named = {"dbname": "database"}
    return {named.get(key, key): value for key, value in known.items()}


def _rows(connection: Any, sql: str) -> Any:
    cursor = connection.raw_sql(sql)
    rows = cursor.fetchall()
    cursor.close()
    return rows


SOURCE = Postgres()
