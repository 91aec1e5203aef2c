"""The civil calendar in whole numbers: days and seconds to years, months, days, and back.

Days count from 1970-01-01 in the Gregorian calendar, which is also used before it was invented. The
method is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa

from manikin.expressions.cells import Missing, Numbers, cells_of, datum_of, refuse_where
from manikin.expressions.term import Datum

TICKS: Final = {"s": 1, "ms": 1_000, "us": 1_000_000}
"""Ticks in a second, by unit."""
DAY: Final = 86_400
FIRST_DAY: Final = -719_162
"""0001-01-01."""
LAST_DAY: Final = 2_932_896
"""9999-12-31."""
_LISTED: Final = range(-62_091, 84_006)
"""From 1800-01-01 to the end of 2199."""
_LENGTHS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_ERA_DAYS: Final = 146_097
"""Days in 400 years."""
_ERA_SHIFT: Final = 719_468
"""Days from 0000-03-01 to 1970-01-01."""


@dataclass(frozen=True)
class Moments:
    """Dates, times, or dates with times, as whole numbers; shape (rows,) or ().

    Parameters
    ----------
    days : ndarray
        Since 1970-01-01; 0 for times.
    ticks : ndarray
        Since midnight, `rate` to a second; 0 for dates.
    rate : int
        Ticks in a second.
    missing : ndarray or None
        Where there is none.
    """

    days: Numbers
    ticks: Numbers
    rate: int
    missing: Missing

    def at_rate(self, rate: int) -> Numbers:
        """Return the ticks since 1970 at a rate that is a multiple of this one's."""
        return np.asarray(self.days * (DAY * rate) + self.ticks * (rate // self.rate))


def moments_of(values: Datum) -> Moments:
    """Return the moments of dates, times or timestamps."""
    cells, kind = cells_of(values), values.type
    zero = np.zeros((), np.int64)
    if pa.types.is_date(kind):
        return Moments(cells.numbers, zero, 1, cells.missing)
    rate = TICKS[kind.unit]
    if pa.types.is_time(kind):
        return Moments(zero, cells.numbers, rate, cells.missing)
    days = np.asarray(cells.numbers // (DAY * rate))
    return Moments(days, np.asarray(cells.numbers - days * (DAY * rate)), rate, cells.missing)


def timestamps(days: Numbers, ticks: Numbers, missing: Missing, unit: str) -> Datum:
    """Return timestamps; ticks since midnight may reach over it.

    Raises
    ------
    UncomputableError
        If one lies outside the years 1 to 9999.
    """
    check_days(days, missing)
    total = np.asarray(days * (DAY * TICKS[unit]) + ticks)
    check_days(np.asarray(total // (DAY * TICKS[unit])), missing)
    return datum_of(total, missing, pa.timestamp(unit))


def check_days(days: Numbers, missing: Missing) -> None:
    """Raise `UncomputableError` if a day lies outside the years 1 to 9999."""
    refuse_where(
        np.asarray((days < FIRST_DAY) | (days > LAST_DAY)), missing, "a date is outside the years 1 to 9999"
    )


def civil(days: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the years, months (1 to 12) and days of the month of days since 1970, as int32."""
    places = np.asarray(days - _LISTED[0])
    if places.size and places.min() >= 0 and places.max() < len(_LISTED):
        listed = _listed_days()
        return listed[0].take(places), listed[1].take(places), listed[2].take(places)
    return _civil(days)


@cache
def _listed_days() -> tuple[Numbers, Numbers, Numbers]:
    """Return years, months and days of the month of the days that nearly all data lie in."""
    return _civil(np.arange(_LISTED.start, _LISTED.stop))


def _civil(days: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    shifted = np.asarray(days).astype(np.int32) + np.int32(_ERA_SHIFT)
    era = shifted // _ERA_DAYS
    of_era = shifted - era * _ERA_DAYS
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + np.where(month < 10, 3, -9)
    year = year_of_era + era * 400 + (month <= 2)
    return year.astype(np.int32), month.astype(np.int32), day.astype(np.int32)


def day_number(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Return days since 1970 of dates that exist."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    found = era * _ERA_DAYS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _ERA_SHIFT
    return np.asarray(found).astype(np.int64)


def month_length(year: Numbers, month: Numbers) -> Numbers:
    """Return how many days the months (1 to 12) have."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(_LENGTHS[month] + (leap & (month == 2)))


def weekday(days: Numbers) -> Numbers:
    """Return the day of the week, Monday 0 to Sunday 6."""
    return np.asarray((days + 3) % 7)
