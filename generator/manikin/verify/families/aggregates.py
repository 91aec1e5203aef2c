"""Aggregates are taken again from the children in the files and compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from manikin.model import Column, DataType, Table
from manikin.verify.build import Build
from manikin.verify.nulls import is_declared
from manikin.verify.paths import UnavailableError, climb, resolve
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

_TOLERANCE: Final = 1e-9
"""What sums of floats may differ by, relative to the sum of their sizes."""


def aggregates(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the columns that say what the rows below say together."""
    for column in table.written:
        if column.kind == "aggregate":
            subject = Subject("aggregate", "VERIFY13", table.name, column.name)
            yield attempt(subject, partial(_agrees, build, table, column))


def _agrees(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value = rows.column(column.name)
    if not table.key:
        raise UnavailableError(f"{table.name} has no key to find the rows below by")
    below, datatype, taken = _taken(build, table, column)
    on = " AND ".join(f"a.k{place} = {rows.column(key)}" for place, key in enumerate(table.key))
    wanted = "coalesce(a.wanted, 0)" if column.parameters["by"] == "count" else "a.wanted"
    empty = f"{wanted} IS NULL" if is_declared(column) else f"({wanted} IS NULL) <> ({value} IS NULL)"
    there = f"{value} IS NOT NULL AND " if is_declared(column) else ""
    broken = f"{there}({empty} OR coalesce({_differs(value, wanted, column, datatype)}, false))"
    query = rows.select("count(*)", f"LEFT JOIN ({taken.sql}) AS a ON {on} WHERE {broken}")
    what = f"values that are not the {column.parameters['by']} over the rows of {below}"
    return rows.reading(query.sql, *taken.tables), NoneOf(what)


def _taken(build: Build, table: Table, column: Column) -> tuple[str, DataType | None, Query]:
    """Return the query of the values taken together, by the key of the row they belong to."""
    parameters = column.parameters
    name, _, path = str(parameters["of"]).partition(".")
    below = build.spec.tables[name]
    rows = Rows(build, below)
    steps = climb(below, table.name, build.spec)
    keys = [rows.reached(steps, table.by_name[key]) for key in table.key]
    value, datatype = (rows.value(path), resolve(path, below, build.spec)[2].type) if path else ("*", None)
    function = {"mean": "avg"}.get(parameters["by"], parameters["by"])
    taken = [f"{function}({value}) AS wanted"]
    if datatype is not None and datatype.name == "float":
        taken.append(f"sum(abs({value})) AS size")
    held = [f"{key} AS k{place}" for place, key in enumerate(keys)]
    where = f"WHERE {rows.formula(str(parameters['where']))} " if "where" in parameters else ""
    return name, datatype, rows.select(", ".join([*held, *taken]), f"{where}GROUP BY {', '.join(keys)}")


def _differs(value: str, wanted: str, column: Column, datatype: DataType | None) -> str:
    by = column.parameters["by"]
    if column.type.name == "float" and by in {"sum", "mean"}:
        size = "a.size" if datatype is not None and datatype.name == "float" else f"abs({wanted})"
        return f"abs({value} - CAST({wanted} AS DOUBLE)) > {_TOLERANCE} * {size}"
    if by == "mean":
        # A mean halfway between two decimals may be rounded to either.
        half = f"{0.5 * 10.0**-column.type.scale!r} + {_TOLERANCE} * abs(CAST({wanted} AS DOUBLE))"
        return f"abs(CAST({value} AS DOUBLE) - CAST({wanted} AS DOUBLE)) > {half}"
    return f"{value} <> {wanted}"
