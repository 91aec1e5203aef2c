"""Spans between dates and times (date_diff, date_sub, -) and dates moved by a span (+ INTERVAL)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
from sqlglot import exp

from manikin.expressions import literals
from manikin.expressions.calendar import part, unit_named
from manikin.expressions.cells import Numbers, cells_of, datum_of, either, refuse_where, toward_zero
from manikin.expressions.context import Builder, Context, bare
from manikin.expressions.convert import to_type
from manikin.expressions.families import CLOCKS, DAYS, Family, union
from manikin.expressions.fault import BOUNDARIES, MISFIT, ExpressionError
from manikin.expressions.moments import (
    DAY,
    TICKS,
    Moments,
    check_days,
    civil,
    day_number,
    moments_of,
    month_length,
    timestamps,
)
from manikin.expressions.term import Datum, Kernel, Term, apply, constant, expect

_MONTHS: Final = {"year": 12, "quarter": 3, "month": 1}
_SECONDS: Final = {"week": 7 * DAY, "day": DAY, "hour": 3_600, "minute": 60, "second": 1}
_UNITS: Final = frozenset(_MONTHS) | frozenset(_SECONDS)
_CLOCK_UNITS: Final = frozenset({"hour", "minute", "second"})
_MOST_YEARS: Final = 10_000
_YEAR: Final = 366 * DAY
_Civil: TypeAlias = tuple[Numbers, Numbers, Numbers, Numbers]
"""Years, months, days of the month, and ticks since midnight."""
_BIRTH: Final = re.compile(r"birth|dob", re.IGNORECASE)


def moved(node: exp.Binary, context: Context) -> Term | None:
    """Return the term of a date + or - an INTERVAL, or None if there is no INTERVAL."""
    left, right = bare(node.this), bare(node.expression)
    if exp.Interval not in (type(left), type(right)):
        return None
    minus = type(node) is exp.Sub
    if type(left) is type(right) or (minus and type(left) is exp.Interval):
        raise ExpressionError(MISFIT, "an INTERVAL stands without a date", "write a date + INTERVAL 3 DAY")
    span, moment = (left, node.expression) if type(left) is exp.Interval else (right, node.this)
    return _moved(context.term(moment), span, -1 if minus else 1, context)


def combined(node: exp.Binary, first: Term, second: Term) -> Term | None:
    """Return the term of + or - of which a side is a date or time, or None for numbers."""
    families = (first.family, second.family)
    if not (DAYS | CLOCKS).intersection(families):
        return None
    if type(node) is exp.Sub:
        return _less(first, second)
    if families == (Family.INTEGER, Family.DATE):
        first, second = second, first
    if (first.family, second.family) == (Family.DATE, Family.INTEGER):
        return _later(first, second, 1)
    if set(families) == {Family.DATE, Family.TIME}:
        return _date_and_time(*((first, second) if first.family is Family.DATE else (second, first)))
    raise ExpressionError(
        MISFIT, f"+ does not add {second.family} to {first.family}", "write a date + INTERVAL 3 DAY"
    )


def _less(first: Term, second: Term) -> Term:
    if (first.family, second.family) == (Family.DATE, Family.INTEGER):
        return _later(first, second, -1)
    if first.family is second.family is Family.DATE:
        return apply(pa.int64(), _span("day"), first, second)
    if first.family in DAYS | CLOCKS and second.family in DAYS | CLOCKS:
        raise ExpressionError(
            MISFIT,
            f"- does not subtract {second.family} from {first.family}",
            "write date_sub('minute', from, to) for complete units, or date_diff for boundaries crossed",
        )
    raise ExpressionError(
        MISFIT, f"- does not subtract {second.family} from {first.family}", "write a date - INTERVAL 3 DAY"
    )


def _later(date: Term, days: Term, sign: int) -> Term:
    if days.constant is None:
        # DuckDB has no date + BIGINT, and the same text must be verified there.
        raise ExpressionError(
            MISFIT, "only a fixed number of days is added to a date", "write INTERVAL (…) DAY"
        )
    return apply(pa.date32(), lambda a, b: _days_later(a, b, sign), date, days)


def _days_later(dates: Datum, days: Datum, sign: int) -> Datum:
    first, second = cells_of(dates), cells_of(days)
    missing = either(first.missing, second.missing)
    _check_amount(second.numbers, DAY, missing)
    found = np.asarray(first.numbers + sign * second.numbers)
    check_days(found, missing)
    return datum_of(found, missing, pa.date32())


def _date_and_time(date: Term, time: Term) -> Term:
    def kernel(dates: Datum, times: Datum) -> Datum:
        day, clock = moments_of(dates), moments_of(times)
        return timestamps(day.days, clock.ticks, either(day.missing, clock.missing), times.type.unit)

    return apply(pa.timestamp(time.type.unit), kernel, date, time)


def _moved(moment: Term, span: exp.Expr, sign: int, context: Context) -> Term:
    expect(moment, DAYS, "INTERVAL")
    unit = unit_named(span.args["unit"].name, _UNITS)
    amount = _amount(span.this, context)
    if moment.family is Family.MISSING:
        return to_type(moment, pa.timestamp("s"))
    tick = moment.type.unit if pa.types.is_timestamp(moment.type) else "s"
    return apply(pa.timestamp(tick), lambda a, b: _move(a, b, unit, sign, tick), moment, amount)


def _amount(node: exp.Expr, context: Context) -> Term:
    if type(node) is exp.Literal:
        sign = -1 if node.this.startswith("-") else 1
        number = literals.number(node.this.strip().removeprefix("-"))
        if number.type == pa.int64():
            return constant(pa.scalar(sign * number.as_py(), pa.int64()))
    else:
        term = context.term(node)
        if term.family in (Family.INTEGER, Family.MISSING):
            return to_type(term, pa.int64())
    raise ExpressionError(
        MISFIT, "INTERVAL takes a whole number", "write INTERVAL 90 MINUTE for one and a half hours"
    )


def _move(moments: Datum, amounts: Datum, unit: str, sign: int, tick: str) -> Datum:
    found, amount = moments_of(moments), cells_of(amounts)
    missing = either(found.missing, amount.missing)
    if unit in _SECONDS:
        _check_amount(amount.numbers, _SECONDS[unit], missing)
        ticks = np.asarray(found.ticks + sign * amount.numbers * (_SECONDS[unit] * TICKS[tick]))
        return timestamps(found.days, ticks, missing, tick)
    _check_amount(amount.numbers, _MONTHS[unit] * _YEAR // 12, missing)
    days = _months_later(found.days, np.asarray(sign * amount.numbers * _MONTHS[unit]))
    return timestamps(days, found.ticks, missing, tick)


def _months_later(days: Numbers, months: Numbers) -> Numbers:
    """Return the same day so many months later, or the last day of that month if it is shorter."""
    year, month, day = civil(days)
    count = year * 12 + month - 1 + months
    years, months = np.asarray(count // 12), np.asarray(count % 12 + 1)
    return day_number(years, months, np.minimum(day, month_length(years, months)))


def _check_amount(amounts: Numbers, seconds: int, missing: Any) -> None:
    most = _MOST_YEARS * _YEAR // seconds
    refuse_where(
        np.asarray((amounts > most) | (amounts < -most)), missing, "a span is longer than 10,000 years"
    )


def _date_diff(node: exp.DateDiff, context: Context) -> Term:
    unit = unit_named(node.args["unit"].name, _UNITS)
    first, second = context.term(node.expression), context.term(node.this)
    births = sorted(path for path in first.columns | second.columns if _BIRTH.search(path.rpartition(".")[2]))
    if unit == "year" and births:
        context.warn(
            f"{BOUNDARIES}: date_diff('year', …) counts calendar years from `{births[0]}`, so an age is too high "
            "before the birthday; date_sub('year', …) counts completed years"
        )
    return _between("date_diff", unit, first, second)


def _anonymous(node: exp.Anonymous, context: Context) -> Term:
    name = str(node.this).lower()
    wanted = 3 if name == "date_sub" else 2
    unit, *others = node.expressions
    if len(others) != wanted - 1 or type(unit) is not exp.Literal:
        raise ExpressionError(MISFIT, f"{name} takes {wanted} arguments", "the first is a unit in quotes")
    if name == "date_part":
        return part(unit.this, context.term(others[0]), name)
    return _between(name, unit_named(unit.this, _UNITS), *(context.term(other) for other in others))


def _between(name: str, unit: str, first: Term, second: Term) -> Term:
    allowed = DAYS | CLOCKS if unit in _CLOCK_UNITS else DAYS
    for term in (first, second):
        expect(term, allowed, f"{name}('{unit}', …)")
    if Family.MISSING in (first.family, second.family):
        return constant(pa.scalar(None, pa.int64()))
    if union(first.type, second.type) is None:
        raise ExpressionError(
            MISFIT, f"{name} compares {first.family} with {second.family}", "give it two of a kind"
        )
    kernel = _complete(unit) if name == "date_sub" else _boundaries(unit)
    return apply(pa.int64(), kernel, first, second)


def _pair(first: Datum, second: Datum) -> tuple[Moments, Moments, int]:
    a, b = moments_of(first), moments_of(second)
    return a, b, max(a.rate, b.rate)


def _boundaries(unit: str) -> Kernel:
    """Return the kernel that counts how many starts of a unit lie between two moments."""
    if unit in ("week", "day"):
        return lambda first, second: _span(unit)(second, first)

    def kernel(first: Datum, second: Datum) -> Datum:
        a, b, _ = _pair(first, second)
        if unit in _MONTHS:
            counts = [
                (year * 12 + month - 1) // _MONTHS[unit] for year, month, _ in (civil(a.days), civil(b.days))
            ]
        else:
            counts = [found.at_rate(found.rate) // (_SECONDS[unit] * found.rate) for found in (a, b)]
        return datum_of(np.asarray(counts[1] - counts[0]), either(a.missing, b.missing), pa.int64())

    return kernel


def _span(unit: str) -> Kernel:
    """Return the kernel for whole days, or sevens of them, from the second to the first."""
    days = _SECONDS[unit] // DAY

    def kernel(later: Datum, earlier: Datum) -> Datum:
        b, a, _ = _pair(later, earlier)
        return datum_of(
            toward_zero(np.asarray(b.days - a.days), days), either(a.missing, b.missing), pa.int64()
        )

    return kernel


def _complete(unit: str) -> Kernel:
    """Return the kernel that counts complete units between two moments, negative backwards."""

    def kernel(first: Datum, second: Datum) -> Datum:
        a, b, rate = _pair(first, second)
        missing = either(a.missing, b.missing)
        if unit in _SECONDS:
            ticks = np.asarray(b.at_rate(rate) - a.at_rate(rate))
            return datum_of(toward_zero(ticks, _SECONDS[unit] * rate), missing, pa.int64())
        return datum_of(toward_zero(_complete_months(a, b, rate), _MONTHS[unit]), missing, pa.int64())

    return kernel


def _complete_months(first: Moments, second: Moments, rate: int) -> Numbers:
    """Return complete months from the first to the second, negative backwards."""
    ticks = [np.asarray(found.ticks * (rate // found.rate)) for found in (first, second)]
    back = np.asarray((second.days < first.days) | ((second.days == first.days) & (ticks[1] < ticks[0])))
    earlier, later = (*civil(first.days), ticks[0]), (*civil(second.days), ticks[1])
    if not back.any():
        return _months_forward(earlier, later)
    turned = [np.where(back, b, a) for a, b in zip(earlier, later, strict=True)]
    ends = [np.where(back, a, b) for a, b in zip(earlier, later, strict=True)]
    months = _months_forward(
        (turned[0], turned[1], turned[2], turned[3]), (ends[0], ends[1], ends[2], ends[3])
    )
    return np.asarray(np.where(back, -months, months))


def _months_forward(earlier: _Civil, later: _Civil) -> Numbers:
    """Return complete months; at the end of a shorter month a later day counts as reached."""
    (year, month, day, ticks), (other_year, other_month, other_day, other_ticks) = earlier, later
    months = (other_year - year) * 12 + (other_month - month)
    is_last = other_day == month_length(other_year, other_month)
    start = np.where(is_last, np.minimum(day, other_day), day)
    short = (other_day < start) | ((other_day == start) & (other_ticks < ticks))
    return np.asarray(months - short)


BUILDERS: Final[Mapping[type[Any], Builder]] = {exp.DateDiff: _date_diff, exp.Anonymous: _anonymous}
