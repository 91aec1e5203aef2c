"""Calendars: in which months, on which weekdays and at which hours things happen, where each of them may be told.

The period is from the first to the last knot on the grid of months, with enough people before and after; what
happened first or last is not told.
"""

from __future__ import annotations

from typing import Any, Final

from manikin.derive.contents import Calendar, Knots
from manikin.derive.permits import PROFILE
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import cells
from manikin.disclosure.policy import Policy

_MONTHS: Final = tuple(range(1, 13))
_WEEKDAYS: Final = tuple(range(7))
_HOURS: Final = tuple(range(24))


def calendar(about: Subject, column: Any, found: Knots, policy: Policy) -> Calendar | None:
    """Return the calendar of moments whose quantiles are told; None where an hour, a weekday or a month may not be told.

    Dates alone, written as moments of midnight, have no calendar: of most hours there is nothing to tell.
    """
    here = policy.at(PROFILE)
    hours = _profile(about, column.hour(), _HOURS, here.at("hours"))
    if not hours:
        return None
    weekdays = _profile(about, column.day_of_week.index(), _WEEKDAYS, here.at("weekdays"))
    months = _profile(about, column.month(), _MONTHS, here.at("months")) if weekdays else ()
    first, last = found.points[0][1], found.points[-1][1]
    # Over less than a whole year some months would not stand for themselves.
    if not months or _months(last) - _months(first) < 12:
        return None
    return Calendar(first, last, months, weekdays, hours)


def _profile(about: Subject, part: Any, parts: tuple[int, ...], policy: Policy) -> tuple[int, ...]:
    """Return the permitted count of each part; none at all where one may not be told."""
    told = cells(about, part.cast("int64"), policy).told
    return tuple(told[part] for part in parts) if all(part in told for part in parts) else ()


def _months(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7])
