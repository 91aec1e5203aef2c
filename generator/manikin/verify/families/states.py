"""States follow one another as declared: none that cannot, and each as often as it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.paths import UnavailableError
from manikin.verify.report import Outcome
from manikin.verify.siblings import Siblings
from manikin.verify.sqltext import literal, parse, select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Shares, Subject, attempt


def states(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the columns of states."""
    for column in table.written:
        if column.kind == "states":
            subject = Subject("states that can follow", "VERIFY10", table.name, column.name)
            yield attempt(subject, partial(_possible, build, table, column))
            yield from _shares(build, table, column)


def _shares(build: Build, table: Table, column: Column) -> Iterator[Found]:
    subject = Subject("shares of first states", "VERIFY11", table.name, column.name)
    if column.missing_with or (column.missing is not None and column.missing.draw.cases):
        message = "not tested: values are missing by cases, which changes what is seen to follow"
        yield subject.result(Outcome.UNTESTED, message)
        return
    yield attempt(subject, partial(_first, build, table, column))
    for name, row in column.parameters["transitions"].items():
        subject = Subject(f"shares of states after {name}", "VERIFY11", table.name, column.name)
        yield attempt(subject, partial(_following, build, table, column, (name, row)))


def _literal(column: Column, name: str) -> str:
    try:
        return literal(column.type, parse(column.type, name))
    except ValueError:
        raise UnavailableError("a state is not of the column's type") from None


def _weighted(column: Column, row: Mapping[str, Any]) -> dict[str, float]:
    """Return the literals and shares of the states that have any."""
    total = float(sum(row.values()))
    return {_literal(column, name): weight / total for name, weight in row.items() if weight > 0}


def _possible(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    what = f"{value} AS v, {siblings.before(value)} AS b, {siblings.is_first} AS first"
    known = ", ".join(_literal(column, name) for name in column.parameters["transitions"])
    first = ", ".join(_weighted(column, column.parameters["start"]))
    broken = [f"v NOT IN ({known})", f"(first AND v NOT IN ({first}))"]
    for name, row in column.parameters["transitions"].items():
        broken.append(f"(b = {_literal(column, name)} AND v NOT IN ({', '.join(_weighted(column, row))}))")
    query = siblings.rows.inner(what, partial(select, f"count(*) FILTER ({' OR '.join(broken)})"))
    return query, NoneOf("states that cannot stand first, or cannot follow the one before")


def _first(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    return _as_often(
        column, column.parameters["start"], siblings, f"{value} AS v, {siblings.is_first} AS counts"
    )


def _following(
    build: Build, table: Table, column: Column, given: tuple[str, Mapping[str, Any]]
) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    before = f"{siblings.before(value)} = {_literal(column, given[0])}"
    return _as_often(column, given[1], siblings, f"{value} AS v, {before} AS counts")


def _as_often(
    column: Column, row: Mapping[str, Any], siblings: Siblings, what: str
) -> tuple[Query, Expectation]:
    shares = _weighted(column, row)
    counts = ", ".join(f"count(*) FILTER (counts AND v = {state})" for state in shares)
    query = siblings.rows.inner(what, partial(select, f"unnest([{counts}])"))
    return query, Shares(tuple(shares), tuple(shares.values()))
