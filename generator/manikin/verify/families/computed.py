"""Values that follow from others are computed again by DuckDB and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from manikin.model import Column, DataType, Table
from manikin.verify import template
from manikin.verify.build import Build
from manikin.verify.nulls import is_declared
from manikin.verify.paths import Step, UnavailableError
from manikin.verify.rows import Rows, link
from manikin.verify.sqltext import literal, parse, select, sql_type
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

_TOLERANCE: Final = 1e-9
"""What floats may differ by, relative to their size."""


def computed(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the columns that follow from others."""
    for column in table.written:
        if column.kind in _SOURCES:
            subject = Subject(column.kind, "VERIFY13", table.name, column.name)
            yield attempt(subject, partial(_agrees, build, table, column))


def _agrees(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value = rows.column(column.name)
    wanted = _SOURCES[column.kind](rows, column)
    if column.kind == "ordinal":
        # A window cannot stand in a condition, so the ordinal is counted in a query of its own.
        both = f"{value} AS value, {wanted} AS wanted"
        query = rows.inner(both, lambda inner: select("count(*)", inner, "WHERE value <> wanted"))
        return query, NoneOf("values that are not the row's place under its parent")
    one_missing = f"{wanted} IS NULL" if is_declared(column) else f"({wanted} IS NULL) <> ({value} IS NULL)"
    there = f"{value} IS NOT NULL AND " if is_declared(column) else ""
    broken = f"{there}({one_missing} OR coalesce({_differs(value, wanted, column.type)}, false))"
    return rows.count(broken), NoneOf(f"values that are not what the {column.kind} gives")


def _differs(value: str, wanted: str, datatype: DataType) -> str:
    if datatype.name == "float":
        size = f"greatest(abs({value}), abs(CAST({wanted} AS DOUBLE)))"
        return f"abs({value} - CAST({wanted} AS DOUBLE)) > {_TOLERANCE} * {size}"
    if datatype.name == "decimal":
        # A value halfway between two decimals may be rounded to either.
        half = f"{0.5 * 10.0**-datatype.scale!r} + {_TOLERANCE} * abs(CAST({wanted} AS DOUBLE))"
        return f"abs(CAST({value} AS DOUBLE) - CAST({wanted} AS DOUBLE)) > {half}"
    return f"{value} <> CAST({wanted} AS {sql_type(datatype)})"


def _constant(rows: Rows, column: Column) -> str:
    text = column.parameters
    constants = rows.build.spec.constants
    if isinstance(text, str) and not column.type.is_text and text in constants:
        text = constants[text]
    try:
        return literal(column.type, parse(column.type, text))
    except ValueError:
        raise UnavailableError("the constant is not of the column's type") from None


def _copy(rows: Rows, column: Column) -> str:
    return rows.value(str(column.parameters))


def _lookup(rows: Rows, column: Column) -> str:
    parameters = column.parameters
    there = rows.build.spec.tables[str(parameters["table"])]
    on = str(parameters.get("on") or there.key[0])
    alias = rows.join(there.name, {on: rows.column(str(parameters["by"]))})
    return f"{alias}.{rows.build.column(there.name, str(parameters['column']))}"


def _expression(rows: Rows, column: Column) -> str:
    return rows.formula(str(column.parameters))


def _template(rows: Rows, column: Column) -> str:
    return template.in_sql(str(column.parameters), rows.look)


def _ordinal(rows: Rows, column: Column) -> str:
    keys = link(rows.build, rows.table, (Step(rows.table.parent or ""),))
    held = ", ".join(f"t.{name}" for name in keys.values())
    start = int(column.parameters.get("start", 1))
    return f'row_number() OVER (PARTITION BY {held} ORDER BY t."#") - 1 + {start}'


_SOURCES: Final[Mapping[str, Callable[[Rows, Column], str]]] = {
    "constant": _constant,
    "copy": _copy,
    "lookup": _lookup,
    "expression": _expression,
    "template": _template,
    "ordinal": _ordinal,
}
"""For each kind: the SQL of the value that a row must have."""
