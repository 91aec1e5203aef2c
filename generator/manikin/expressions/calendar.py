"""Parts of dates and times, the start of a month or hour, and dates made of parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
from sqlglot import exp

from manikin.expressions.cells import Numbers, cells_of, datum_of, either, refuse_where
from manikin.expressions.context import Builder, Context
from manikin.expressions.convert import to_type
from manikin.expressions.families import CLOCKS, DAYS, Family
from manikin.expressions.fault import MISFIT, WRONG_LITERAL, ExpressionError, nearest
from manikin.expressions.moments import (
    Moments,
    check_days,
    civil,
    day_number,
    moments_of,
    month_length,
    timestamps,
    weekday,
)
from manikin.expressions.term import Datum, Term, apply, expect

_CLOCK_PARTS: Final = {"hour": (3_600, 24), "minute": (60, 60), "second": (1, 60)}


def unit_named(name: str, allowed: Mapping[str, Any] | frozenset[str]) -> str:
    """Return a unit by its name in any case, singular or plural.

    Raises
    ------
    ExpressionError
        SQL05 if there is no such unit.
    """
    unit = name.lower()
    for found in (unit, unit.removesuffix("s")):
        if found in allowed:
            return found
    mend = nearest(unit, allowed) or f"write one of {', '.join(allowed)}"
    raise ExpressionError(WRONG_LITERAL, f"'{name}' is not a unit that fits here", mend)


def _year(days: Numbers) -> Numbers:
    return civil(days)[0]


def _month(days: Numbers) -> Numbers:
    return civil(days)[1]


def _day(days: Numbers) -> Numbers:
    return civil(days)[2]


def _quarter(days: Numbers) -> Numbers:
    return np.asarray((civil(days)[1] + 2) // 3)


def _day_of_year(days: Numbers) -> Numbers:
    one = np.ones((), np.int64)
    return np.asarray(days - day_number(civil(days)[0], one, one) + 1)


def _thursday(days: Numbers) -> Numbers:
    """Return the Thursday of the week, whose year the week belongs to (ISO 8601)."""
    return np.asarray(days - weekday(days) + 3)


def _week(days: Numbers) -> Numbers:
    return np.asarray((_day_of_year(_thursday(days)) - 1) // 7 + 1)


_DAY_PARTS: Final[Mapping[str, Callable[[Numbers], Numbers]]] = {
    "year": _year,
    "quarter": _quarter,
    "month": _month,
    "week": _week,
    "day": _day,
    "dow": lambda days: np.asarray((weekday(days) + 1) % 7),
    "isodow": lambda days: np.asarray(weekday(days) + 1),
    "doy": _day_of_year,
    "isoyear": lambda days: civil(_thursday(days))[0],
}


def part(name: str, term: Term, who: str) -> Term:
    """Return the term of one part of a date or time."""
    wanted = unit_named(name, frozenset(_DAY_PARTS) | frozenset(_CLOCK_PARTS))
    expect(term, DAYS if wanted in _DAY_PARTS else DAYS | CLOCKS, who)
    if term.family is Family.MISSING:
        return to_type(term, pa.int64())
    return apply(pa.int64(), lambda values: _part(wanted, values), term)


def _part(name: str, values: Datum) -> Datum:
    moments = moments_of(values)
    if name in _DAY_PARTS:
        return datum_of(_DAY_PARTS[name](moments.days), moments.missing, pa.int64())
    seconds, most = _CLOCK_PARTS[name]
    found = np.broadcast_to(
        moments.ticks // (seconds * moments.rate) % most, np.shape(moments.days + moments.ticks)
    )
    return datum_of(found, moments.missing, pa.int64())


def _extract(node: exp.Extract, context: Context) -> Term:
    return part(node.this.name, context.term(node.expression), "extract")


def _part_function(node: exp.Func, context: Context) -> Term:
    name = type(node).__name__.lower()
    return part(name, context.term(node.this), name)


_STARTS: Final[Mapping[str, Callable[[Moments], Numbers]]] = {
    "year": lambda found: _first(found, 12),
    "quarter": lambda found: _first(found, 3),
    "month": lambda found: _first(found, 1),
    "week": lambda found: np.asarray(found.days - weekday(found.days)),
    "day": lambda found: found.days,
}


def _first(moments: Moments, months: int) -> Numbers:
    """Return the first day of the period of so many months."""
    year, month, _ = civil(moments.days)
    return day_number(year, np.asarray((month - 1) // months * months + 1), np.ones((), np.int64))


def _trunc(node: exp.TimestampTrunc, context: Context) -> Term:
    unit = unit_named(node.args["unit"].name, frozenset(_STARTS) | frozenset(_CLOCK_PARTS))
    term = expect(context.term(node.this), DAYS, "date_trunc")
    if term.family is Family.MISSING:
        return to_type(term, pa.timestamp("s"))
    result = term.type if pa.types.is_timestamp(term.type) else pa.timestamp("s")
    return apply(result, lambda values: _start(unit, values, result.unit), term)


def _start(unit: str, values: Datum, tick: str) -> Datum:
    moments = moments_of(values)
    if unit in _STARTS:
        return timestamps(_STARTS[unit](moments), np.zeros((), np.int64), moments.missing, tick)
    step = _CLOCK_PARTS[unit][0] * moments.rate
    return timestamps(moments.days, np.asarray(moments.ticks // step * step), moments.missing, tick)


def _make_date(node: exp.DateFromParts, context: Context) -> Term:
    parts = []
    for key in ("year", "month", "day"):
        if node.args.get(key) is None:
            raise ExpressionError(
                MISFIT, "make_date takes a year, a month and a day", "write make_date(2026, 3, 1)"
            )
        term = expect(context.term(node.args[key]), (Family.INTEGER,), "make_date")
        parts.append(to_type(term, pa.int64()))
    return apply(pa.date32(), _dates, *parts)


def _dates(*parts: Datum) -> Datum:
    year, month, day = (cells_of(part) for part in parts)
    missing = either(year.missing, month.missing, day.missing)
    good = (year.numbers >= 1) & (year.numbers <= 9_999) & (month.numbers >= 1) & (month.numbers <= 12)
    years, months = np.where(good, year.numbers, 1), np.where(good, month.numbers, 1)
    good = good & (day.numbers >= 1) & (day.numbers <= month_length(years, months))
    refuse_where(np.asarray(~good), missing, "a date does not exist")
    found = day_number(years, months, np.where(good, day.numbers, 1))
    check_days(found, missing)
    return datum_of(found, missing, pa.date32())


BUILDERS: Final[Mapping[type[Any], Builder]] = {
    exp.Extract: _extract,
    exp.TimestampTrunc: _trunc,
    exp.DateFromParts: _make_date,
    **dict.fromkeys(
        (exp.Year, exp.Quarter, exp.Month, exp.Day, exp.Hour, exp.Minute, exp.Second), _part_function
    ),
}
