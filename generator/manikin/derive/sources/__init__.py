"""Places of real data, one module each.

To add one: a module with the members of `Source`, and its line in `SOURCES`; the first that recognises an
address opens it.
"""

from __future__ import annotations

from manikin.derive.sources import duckdb_file, files, mssql, postgres, sqlite_file
from manikin.derive.sources.source import Database, Declared, Reference, Source, Wanted
from manikin.errors import UserError

SOURCES: tuple[Source, ...] = (
    postgres.SOURCE,
    mssql.SOURCE,
    duckdb_file.SOURCE,
    sqlite_file.SOURCE,
    files.SOURCE,
)
"""All of them, in the order they are asked."""

__all__ = ["SOURCES", "Database", "Declared", "Reference", "Source", "Wanted", "open_source"]


def open_source(address: str, wanted: Wanted) -> Database:
    """Return the data at an address.

    Raises
    ------
    UserError
        If no kind of place recognises it, or it cannot be read.
    """
    for source in SOURCES:
        if source.recognises(address):
            return source.open(address, wanted)
    kinds = "; ".join(source.NAME for source in SOURCES)
    raise UserError(f"this is no source that can be read; there are: {kinds}")
