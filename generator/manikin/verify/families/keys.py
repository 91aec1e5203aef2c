"""Keys are there and never twice; unique columns and combinations never hold the same twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Table, Unique
from manikin.verify.build import Build
from manikin.verify.rows import Rows
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

_UNIQUE_KINDS = frozenset({"permutation", "identifier", "uuid"})


def keys(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the key, of the unique combinations and of the unique columns."""
    if table.key:
        only = table.key[0] if len(table.key) == 1 else None
        yield attempt(Subject("key", "VERIFY06", table.name, only), partial(_key, build, table))
        yield attempt(
            Subject("key without nulls", "VERIFY06", table.name, only), partial(_filled, build, table)
        )
    for place, combination in enumerate(table.unique, start=1):
        subject = Subject(f"unique combination {place}", "VERIFY06", table.name)
        yield attempt(subject, partial(_combination, build, table, combination))
    for column in table.written:
        if (column.unique or column.kind in _UNIQUE_KINDS) and table.key != (column.name,):
            yield attempt(
                Subject("unique", "VERIFY06", table.name, column.name), partial(_unique, build, table, column)
            )


def _key(build: Build, table: Table) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    columns = ", ".join(rows.column(name) for name in table.key)
    query = rows.inner(
        "count(*) AS n", partial(select, "count(*)"), f"GROUP BY {columns} HAVING count(*) > 1"
    )
    return query, NoneOf("keys that more than one row has")


def _combination(build: Build, table: Table, unique: Unique) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    columns = [rows.column(name) for name in unique.columns]
    conditions = [f"{column} IS NOT NULL" for column in columns]
    if unique.where:
        conditions.append(f"{rows.formula(unique.where)} IS TRUE")
    query = rows.inner(
        "count(*) AS n",
        partial(select, "count(*)"),
        f"WHERE {' AND '.join(conditions)} GROUP BY {', '.join(columns)} HAVING count(*) > 1",
    )
    return query, NoneOf("combinations that more than one row has")


def _filled(build: Build, table: Table) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    query = rows.count(" OR ".join(f"{rows.column(name)} IS NULL" for name in table.key))
    return query, NoneOf("rows without a whole key")


def _unique(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value = rows.column(column.name)
    return rows.select(f"count({value}) - count(DISTINCT {value})"), NoneOf("values that are there already")
