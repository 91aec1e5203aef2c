"""Moments after or before others stand in that order, at a distance that can be drawn, within their bound."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import inf
from typing import Final

from manikin.model import Column, DataType, Table
from manikin.verify.build import Build
from manikin.verify.nulls import is_declared
from manikin.verify.paths import UnavailableError, resolve
from manikin.verify.rows import Rows
from manikin.verify.sqltext import literal
from manikin.verify.support import spans
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

_SECONDS: Final = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_TRUNCATED: Final = {"s": "second", "ms": "millisecond", "us": "microsecond"}
_TICKS: Final = {"s": 1_000_000, "ms": 1_000, "us": 1}
"""Microseconds in the finest unit of a datetime."""


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
    value, base = rows.column(column.name), _moment(rows, column, _written_base(column))
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
    value, bound = rows.column(column.name), _moment(rows, column, str(column.parameters["until"]))
    wrong = ">" if column.kind == "after" else "<"
    return rows.count(f"{value} {wrong} {bound}"), NoneOf("moments beyond `until`")


def _distance(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    ((name, parameters),) = column.parameters["by"].items()
    found = spans(name, parameters, float)
    low, high = min(span[0] for span in found), max(span[1] for span in found)
    rows = Rows(build, table)
    value, base = rows.column(column.name), _moment(rows, column, _written_base(column))
    first, last = (base, value) if column.kind == "after" else (value, base)
    seconds = _SECONDS[column.parameters["unit"]]
    if column.type.name == "date":
        distance, unit, tick = f"date_diff('day', {first}, {last})", seconds / 86_400, 1
    else:
        distance, unit, tick = (
            f"(epoch_us({last}) - epoch_us({first}))",
            seconds * 1_000_000,
            _TICKS[column.type.precision],
        )
    ends = [f"{distance} < {low * unit - tick!r}"] if low > -inf else []
    ends += [f"{distance} > {high * unit + tick!r}"] if high < inf else []
    return rows.count(" OR ".join(ends) or "false"), NoneOf("moments at a distance that cannot be drawn")


def _written_base(column: Column) -> str:
    return str(column.parameters.get("column") or column.parameters["value"])


def _moment(rows: Rows, column: Column, text: str) -> str:
    """Return the SQL, in the column's own type, of a moment given as a path, a constant or a date."""
    try:
        resolve(text, rows.table, rows.build.spec)
    except UnavailableError:
        written = rows.build.spec.constants.get(text, text)
        try:
            return literal(column.type, column.type.parse(written))
        except ValueError:
            raise UnavailableError("a date that the moments are measured from is not understood") from None
    return _as_type(*rows.look(text), column.type)


def _as_type(sql: str, there: DataType, here: DataType) -> str:
    if here.name == "date":
        return f"CAST({sql} AS DATE)"
    moment = f"CAST({sql} AS TIMESTAMP)"
    if there.name != "datetime":
        return moment
    if here.timezone and there.timezone and here.ahead != there.ahead:
        moment = f"({moment} + to_seconds({here.ahead - there.ahead}))"
    return f"date_trunc('{_TRUNCATED[here.precision]}', {moment})"
