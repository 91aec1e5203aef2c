"""Drawn values are as frequent as declared: choices, truths, histograms and the hours of calendars."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Distribution, Table
from manikin.verify.build import Build
from manikin.verify.conditions import EVERY, arm
from manikin.verify.paths import UnavailableError
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.sqltext import literal, select
from manikin.verify.support import buckets, is_list, listed
from manikin.verify.verification import Expectation, Found, Query, Shares, Subject, attempt


def shares(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of how frequent values are."""
    bent = redrawn(table, build.spec)
    for column in table.written:
        if column.kind != "distribution" or column.draw is None or column.unique:
            continue
        tested = [place for place, d in enumerate(column.draw.distributions) if _has_shares(d, column)]
        subject = Subject("shares", "VERIFY11", table.name, column.name)
        if tested and column.name in bent:
            yield subject.result(
                Outcome.UNTESTED, "not tested: rows that fail the table's checks are drawn again"
            )
            continue
        for place in tested:
            yield attempt(subject, partial(_as_often, build, table, column, place))


def _has_shares(distribution: Distribution, column: Column) -> bool:
    if distribution.name == "calendar":
        return column.type.name == "datetime" and "hours" in distribution.parameters
    if distribution.name == "histogram":
        return not {"min", "max"} & set(distribution.parameters)
    return is_list(distribution) or distribution.name == "bernoulli"


def _as_often(build: Build, table: Table, column: Column, place: int) -> tuple[Query, Expectation]:
    assert column.draw is not None
    rows = Rows(build, table)
    case = arm(column.draw, place, rows.look)
    value = rows.column(column.name)
    try:
        labels, conditions, declared = _bars(case.distribution, value, column)
    except ValueError:
        raise UnavailableError("a listed value is not of the column's type") from None
    expect = Shares(tuple(label + case.label for label in labels), declared)
    where = f"WHERE {value} IS NOT NULL" + ("" if case.where == EVERY else f" AND {case.where}")
    if is_list(case.distribution):
        options = ", ".join(f"({number}, {option})" for number, option in enumerate(conditions))
        return rows.inner(f"{value} AS v", partial(_counted, options), where), expect
    filters = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions)
    return rows.select(f"unnest([{filters}])", where), expect


def _counted(options: str, values: str) -> str:
    """Return the query that counts the values ``v`` of a query, once for each option."""
    counts = select("v, count(*) AS n", values, "GROUP BY v")
    joined = f"(VALUES {options}) AS o(i, v) LEFT JOIN ({counts}) AS c ON c.v = o.v"
    return select("o.i, coalesce(c.n, 0)", joined, "ORDER BY o.i")


def _bars(
    distribution: Distribution, value: str, column: Column
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...]]:
    """Return labels, shares, and between them the literals of listed values or else the conditions."""
    if is_list(distribution):
        return listed(distribution, column.type)
    parameters = distribution.parameters
    if distribution.name == "bernoulli":
        truth, share = (value if column.type.name == "boolean" else f"{value} = 1"), float(parameters)
        return ("true", "false"), (truth, f"NOT ({truth})"), (share, 1 - share)
    if distribution.name == "histogram":
        bars = buckets(parameters)
        ends = [tuple(literal(column.type, column.type.location(end)) for end in bar[1:3]) for bar in bars]
        between = tuple(f"{value} BETWEEN {low} AND {high}" for low, high in ends)
        return tuple(bar[0] for bar in bars), between, tuple(bar[3] for bar in bars)
    hours = [float(weight) for weight in parameters["hours"]]
    return (
        tuple(f"hour {hour}" for hour in range(24)),
        tuple(f"hour({value}) = {hour}" for hour in range(24)),
        tuple(weight / sum(hours) for weight in hours),
    )
