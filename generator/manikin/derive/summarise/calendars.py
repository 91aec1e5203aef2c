"""Calendars: in which months, on which weekdays and at which hours things happen, where each of them may be told.

The period is where the line through the quantiles begins and ends, in whole months; what happened first or last is not
told. Of dates without a time a calendar is told where months or weekdays differ from one another; else their quantiles
are, which tell of years as well.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from math import log
from typing import Any, Final

from manikin.derive.contents import Calendar, Knots, daily
from manikin.derive.permits import PROFILE
from manikin.derive.pooling import line
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import cells
from manikin.disclosure.policy import Policy

_MONTHS: Final = tuple(range(1, 13))
_WEEKDAYS: Final = tuple(range(7))
_HOURS: Final = tuple(range(24))
LEAST_MONTHS: Final = 12
NEARLY_YEARS: Final = 2
"""How many months a period may be from whole years to be taken for those: its ends are told to a month or so."""
LEAST_UNEVEN: Final = 0.002
"""How far from even the months, or the weekdays, are at the least (Kullback and Leibler's divergence)."""


def calendar(about: Subject, column: Any, found: Knots, policy: Policy, *, has_time: bool) -> Calendar | None:
    """Return the calendar of moments or dates whose quantiles are told; None where an hour, a weekday or a month may not be told.

    Dates alone, written as moments of midnight, have no calendar: of most hours there is nothing to tell.
    """
    here = policy.at(PROFILE)
    first, last = period(found)
    # Over less than a whole year some months would not stand for themselves.
    if _month(last) - _month(first) < LEAST_MONTHS - 1:
        return None
    hours = _profile(about, column.hour(), _HOURS, here.at("hours")) if has_time else ()
    if has_time and not hours:
        return None
    weekdays = _profile(about, column.day_of_week.index(), _WEEKDAYS, here.at("weekdays"))
    months = _profile(about, column.month(), _MONTHS, here.at("months")) if weekdays else ()
    if not months:
        return None
    told = Calendar(first, last, months, weekdays, hours)
    return told if has_time or policy.has_told or _is_uneven(told) else None


def period(found: Knots) -> tuple[str, str]:
    """Return the first days of the first and the last month in which the line through some quantiles lies.

    Where it is nearly so many years, it is taken for whole years, since then no month stands there more often than another.
    """
    knots = [(Decimal(share), Decimal(_month(place))) for share, place in found.points]
    (_, start), *_, (_, end) = line(knots)
    begin, after = (int(one.to_integral_value(ROUND_HALF_EVEN)) for one in (start, end))
    years = 12 * ((after - begin + 6) // 12)
    if abs(after - begin - years) <= NEARLY_YEARS:
        begin += (after - begin - years) // 2
        after = begin + years
    return _day(begin), _day(max(begin, after - 1))


def _day(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}-01"


def _is_uneven(told: Calendar) -> bool:
    """Return whether months or weekdays tell more than a number for each of them costs, by permitted counts."""
    rates = daily(told)
    for counts, days in (
        (told.months, [count / rate for count, rate in zip(told.months, rates, strict=True)]),
        (told.weekdays, [1.0] * len(told.weekdays)),
    ):
        total, whole = sum(counts), sum(days)
        gain = sum(n * log(n * whole / (total * day)) for n, day in zip(counts, days, strict=True))
        cost = 0.5 * log(total) * (len(counts) - 1)
        if round(gain - cost, 3) > 0 and round(gain / total, 6) >= LEAST_UNEVEN:
            return True
    return False


def _profile(about: Subject, part: Any, parts: tuple[int, ...], policy: Policy) -> tuple[int, ...]:
    """Return the permitted count of each part; none at all where one may not be told."""
    told = cells(about, part.cast("int64"), policy).told
    return tuple(told[part] for part in parts) if all(part in told for part in parts) else ()


def _month(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1
