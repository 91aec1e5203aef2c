"""Drawn values lie within what their distribution can give, or are among those it lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, DataType, Distribution, Table
from manikin.verify.build import Build
from manikin.verify.calendars import days_and_hours
from manikin.verify.conditions import EVERY, Arm
from manikin.verify.manycases import arms_of
from manikin.verify.paths import UnavailableError
from manikin.verify.rows import Rows
from manikin.verify.sqltext import parse
from manikin.verify.support import is_list, lies_within, listed, spans
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt


def ranges(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the values of drawn columns."""
    for column in table.written:
        if column.kind == "distribution" and column.draw is not None:
            yield attempt(_subject(table, column), partial(_allowed, build, table, column))


def _subject(table: Table, column: Column) -> Subject:
    assert column.draw is not None
    if any(is_list(distribution) for distribution in column.draw.distributions):
        return Subject("listed values", "VERIFY10", table.name, column.name)
    return Subject("range", "VERIFY09", table.name, column.name)


def _allowed(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    """Each value is one that its case can give; where the files do not tell the case, that any can give."""
    assert column.draw is not None
    rows = Rows(build, table)
    value = rows.column(column.name)
    try:
        cases = arms_of(column.draw, rows)
        broken = NoneOf("values that the distribution of their row cannot give")
    except UnavailableError:
        rows = Rows(build, table)
        cases = tuple(Arm(distribution) for distribution in column.draw.distributions)
        broken = NoneOf("values that no case can give")
        return rows.count(f"{value} IS NOT NULL AND NOT ({_any(cases, value, column.type)})"), broken
    conditions = [
        f"({arm.where} AND NOT ({possible(arm.distribution, value, column.type)}))" for arm in cases
    ]
    return rows.count(f"{value} IS NOT NULL AND ({' OR '.join(conditions)})"), broken


def _any(cases: tuple[Arm, ...], value: str, datatype: DataType) -> str:
    return " OR ".join(f"({possible(arm.distribution, value, datatype)})" for arm in cases)


def possible(distribution: Distribution, value: str, datatype: DataType) -> str:
    """Return the SQL of a value being one that the distribution can give.

    Raises
    ------
    UnavailableError
        If a parameter is not of the column's type.
    """
    try:
        if is_list(distribution):
            return f"{value} IN ({', '.join(listed(distribution, datatype)[1])})"
        if distribution.name == "calendar":
            return days_and_hours(distribution.parameters, value, datatype)
        if datatype.name == "boolean":
            (low, high), *_ = spans(distribution.name, distribution.parameters, float)
            return EVERY if low < high else f"{value} = {'true' if low else 'false'}"
        found = spans(distribution.name, distribution.parameters, partial(_place, datatype))
        return lies_within(value, datatype, found) or EVERY
    except (ValueError, OverflowError):
        raise UnavailableError("a parameter of the distribution is not of the column's type") from None


def _place(datatype: DataType, written: float | str) -> float:
    if datatype.name in {"date", "datetime", "time"}:
        return float(parse(datatype, written))
    return datatype.location(written)
