"""One file that holds all tables, with types, keys and references: one module for each engine.

Rows are written as Parquet first, by as many threads as there are, and then loaded table by table, those that
others point at before them. An engine sees the files that this program wrote and no others.

To add one: a module here with a `DATABASE` that has the members of `manikin.databases.design.Database`, and its line
in `DATABASES`.
"""

from __future__ import annotations

from manikin.databases import duckdb_file, sqlite_file
from manikin.databases.design import Database, DatabaseTable, design

DATABASES: dict[str, Database] = {found.NAME: found for found in (duckdb_file.DATABASE, sqlite_file.DATABASE)}

__all__ = ["DATABASES", "Database", "DatabaseTable", "design"]
