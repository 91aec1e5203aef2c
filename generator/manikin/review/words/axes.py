"""Where a table of a continuous distribution is cut, and what its bands are called: round edges, few bands.

An axis knows the ruler of a column (`manikin.model.datatype`) and how its places are said; distributions are unknown here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from manikin.model import DataType
from manikin.model.datatype import EPOCH, TICKS
from manikin.review.words import numbers

MOST_BANDS = 10
"""The most bands between the two open ends."""
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
_DAY_STEPS = (1, 2, 7)
_CLOCK_STEPS = (1, 5, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400)
_DAY = 86_400
_FEW = 4


class Axis(Protocol):
    """A way to cut a ruler and to name places on it."""

    def edges(self, low: float, high: float) -> list[float]:
        """Return at least two round edges, the first at or below `low`, the last above `high`."""

    def place(self, at: float) -> str:
        """Return a place in words."""

    def band(self, start: float, end: float) -> str:
        """Return what lies from `start` to just below `end` in words."""

    def before(self, edge: float) -> float:
        """Return the last place before an edge that a value can have."""


@dataclass(frozen=True)
class Numbers:
    """Numbers.

    Parameters
    ----------
    size : float
        How many units of the ruler 1 is: 100 for a decimal with two digits.
    is_whole : bool
        Whether the ruler counts whole units.
    unit : str
        What is counted, such as "hours"; said after each place.
    """

    size: float = 1.0
    is_whole: bool = True
    unit: str = ""

    def edges(self, low: float, high: float) -> list[float]:
        """Return edges that are multiples of 1, 2 or 5 times a power of ten."""
        low, high = low / self.size, high / self.size
        least = 1 / self.size if self.is_whole else 0.0
        reach = max((high - low) / MOST_BANDS, least, abs(high) * 1e-6, 1e-6)  # a single place has a band too
        power = math.floor(math.log10(reach))
        for exponent in range(power - 1, power + 3):
            for digit in (1, 2, 5):
                step = digit * 10.0**exponent
                first, last = math.floor(low / step + 1e-9), math.floor(high / step + 1e-9) + 1
                if step >= max(least, reach * 0.01) * (1 - 1e-9) and last - first <= MOST_BANDS:
                    at = (round(n * digit * 10.0**exponent, 12) for n in range(first, last + 1))
                    return [round(edge * self.size, 9) for edge in at]
        return [low * self.size, high * self.size + 1]

    def place(self, at: float) -> str:
        """Return the number, with what is counted."""
        return self._said(at) + (f" {self.unit}" if self.unit else "")

    def band(self, start: float, end: float) -> str:
        """Return "20 to 29" of whole numbers, "20 to under 30" of others."""
        unit = f" {self.unit}" if self.unit else ""
        if self.is_whole and self.size == 1:
            return numbers.span(self._said(start), self._said(end - 1)) + unit
        if self.is_whole and end - start == 1:
            return self._said(start) + unit
        return f"{self._said(start)} to under {self._said(end)}{unit}"

    def before(self, edge: float) -> float:
        """Return the unit before the edge, or the number just below it."""
        return math.ceil(edge - 1e-9) - 1 if self.is_whole else math.nextafter(edge, -math.inf)

    def _said(self, at: float) -> str:
        return numbers.significant(round(at / self.size, 9), 6)


@dataclass(frozen=True)
class Counts(Numbers):
    """How many of something there are: none, one, two, then ever wider bands."""

    def edges(self, low: float, high: float) -> list[float]:
        """Return 0, 1, 2, 3, 4, 5, 10, 20, 50, 100 and so on, as far as they are needed."""
        if low > _FEW or high <= _FEW:
            return super().edges(low, high)
        found = [float(n) for n in range(6)]
        steps = (digit * 10.0**power for power in range(1, 16) for digit in (1, 2, 5))
        for edge in steps:
            found.append(edge)
            if edge > high:
                return found
        return found


@dataclass(frozen=True)
class Days:
    """Days, or moments with so many `ticks` a day."""

    ticks: int = 1

    def edges(self, low: float, high: float) -> list[float]:
        """Return edges at starts of days, of months or of years."""
        first, last = math.floor(low / self.ticks), math.floor(high / self.ticks)
        for step in _DAY_STEPS:
            if last - first < step * MOST_BANDS:
                count = (last - first) // step + 1
                return [float((first + n * step) * self.ticks) for n in range(count + 1)]
        begin, end = _months(first), _months(last)
        for step in _MONTH_STEPS:
            start, stop = begin // step, end // step
            if stop - start < MOST_BANDS:
                break
        return [float(_day_of(n * step) * self.ticks) for n in range(start, stop + 2)]

    def place(self, at: float) -> str:
        """Return the day, and the time where there is one."""
        moment = datetime.combine(EPOCH, time()) + timedelta(days=at / self.ticks)
        return numbers.moment(moment.replace(microsecond=0)) if self.ticks > 1 else numbers.day(moment.date())

    def band(self, start: float, end: float) -> str:
        """Return a day, "January 2025", "January to March 2025", "1930 to 1939"."""
        first, last = (EPOCH + timedelta(days=int(at // self.ticks)) for at in (start, end - self.ticks))
        after = last + timedelta(days=1) if last < date.max else last
        if first.day == 1 and after.day == 1:
            if first.month == 1 and after.month == 1:
                return numbers.span(str(first.year), str(last.year))
            if first.year == last.year:
                return numbers.span(numbers.month(first.month), numbers.month(last.month)) + f" {last.year}"
        return numbers.span(numbers.day(first), numbers.day(last))

    def before(self, edge: float) -> float:
        """Return the tick before the edge."""
        return edge - 1


@dataclass(frozen=True)
class Clock:
    """Times of day, with so many `ticks` a second."""

    ticks: int = 1

    def edges(self, low: float, high: float) -> list[float]:
        """Return edges at full minutes or hours."""
        for step in _CLOCK_STEPS:
            size = step * self.ticks
            first, last = math.floor(low / size), math.floor(high / size)
            if last - first < MOST_BANDS:
                break
        return [float(n * size) for n in range(first, last + 2)]

    def place(self, at: float) -> str:
        """Return the time."""
        seconds = min(int(at // self.ticks), _DAY)
        return numbers.clock((datetime.combine(EPOCH, time()) + timedelta(seconds=seconds)).time())

    def band(self, start: float, end: float) -> str:
        """Return "8am to under 10am"."""
        return f"{self.place(start)} to under {self.place(end)}"

    def before(self, edge: float) -> float:
        """Return the tick before the edge."""
        return edge - 1


def axis(datatype: DataType) -> Axis:
    """Return the axis of a type that has a ruler."""
    match datatype.name:
        case "date":
            return Days()
        case "datetime":
            return Days(_DAY * TICKS[datatype.precision])
        case "time":
            return Clock(TICKS[datatype.precision])
        case "decimal":
            return Numbers(10.0**datatype.scale)
        case "float":
            return Numbers(is_whole=False)
        case _:
            return Numbers()


def _months(day: int) -> int:
    found = EPOCH + timedelta(days=day)
    return found.year * 12 + found.month - 1


def _day_of(month: int) -> int:
    """Return the day number on which a month begins; the last there is for one past the calendar's end."""
    year, place = divmod(month, 12)
    return (date(min(max(year, 1), 9999), place + 1 if year <= 9999 else 12, 1) - EPOCH).days
