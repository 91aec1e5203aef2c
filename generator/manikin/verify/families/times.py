"""Moments after or before others stand in that order, at a distance that can be drawn, within their bound."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.moments import cannot_be, moment
from manikin.verify.nulls import is_declared
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt


def times(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of moments that are drawn from others."""
    for column in table.written:
        if column.kind in {"after", "before"}:
            subject = Subject(column.kind, "VERIFY14", table.name, column.name)
            yield attempt(subject, partial(_in_order, build, table, column))
            subject = Subject("distance", "VERIFY14", table.name, column.name)
            yield attempt(subject, partial(_distance, build, table, column))
            if "until" in column.parameters:
                subject = Subject("until", "VERIFY14", table.name, column.name)
                yield attempt(subject, partial(_within_bound, build, table, column))


def _in_order(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value, base = rows.column(column.name), moment(rows, column, _written_base(column))
    wrong = "<" if column.kind == "after" else ">"
    broken = f"({value} IS NOT NULL AND ({base} IS NULL OR {value} {wrong} {base}))"
    if not is_declared(column):
        broken += f" OR ({value} IS NULL AND {base} IS NOT NULL)"
    word = "earlier" if column.kind == "after" else "later"
    return rows.count(broken), NoneOf(
        f"moments that are {word} than what they are measured from, or without it"
    )


def _within_bound(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value, bound = rows.column(column.name), moment(rows, column, str(column.parameters["until"]))
    wrong = ">" if column.kind == "after" else "<"
    return rows.count(f"{value} {wrong} {bound}"), NoneOf("moments beyond `until`")


def _distance(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value, base = rows.column(column.name), moment(rows, column, _written_base(column))
    first, last = (base, value) if column.kind == "after" else (value, base)
    broken = cannot_be(first, last, column.parameters["by"], column.parameters["unit"], column.type)
    return rows.count(broken), NoneOf("moments at a distance that cannot be drawn")


def _written_base(column: Column) -> str:
    return str(column.parameters.get("column") or column.parameters["value"])
