"""``calendar``: days or moments with the rhythm of months, weekdays and hours.

For arrivals, referrals, tests. Each day from `from` to `to` has the weight of its month times the weight of its weekday (so give months
as daily rates, not as totals: February is short by itself); within a day each hour has its weight, and within the hour all moments
are alike. What is not given is even.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin.distributions.family import Fault, Interval, Parameters, record
from manikin.distributions.weights import Weights
from manikin.randomness import Floats, Integers

NAME = "calendar"
TITLE = "days or moments with the rhythm of months, weekdays and hours"


def _rates(count: int, description: str) -> dict[str, Any]:
    return {
        "type": "array",
        "minItems": count,
        "maxItems": count,
        "items": {"type": "number", "minimum": 0},
        "description": description,
    }


def _day(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "x-manikin-unit": "location"}


PARAMETERS: Mapping[str, Any] = record(
    "The days, and how busy each month, weekday and hour is.",
    ("from", "to"),
    from_=_day("The first day, such as 2025-01-01."),
    to=_day("The last day, included."),
    months=_rates(12, "How busy a day of each month is, January first."),
    weekdays=_rates(7, "How busy each day of the week is, Monday first."),
    hours=_rates(24, "How busy each hour of the day is, midnight first."),
)
EXAMPLE: Any = {
    "from": "2025-01-01",
    "to": "2025-12-31",
    "months": [104, 101, 100, 97, 98, 97, 99, 95, 98, 101, 104, 106],
    "weekdays": [112, 102, 99, 98, 98, 95, 96],
    "hours": [24, 19, 16, 14, 14, 16, 23, 37, 56, 72, 79, 78, 75, 72, 69, 69, 70, 70, 68, 64, 58, 50, 41, 32],
}
_MOST_DAYS = 200_000
_THURSDAY = 3  # 1970-01-01, counted from Monday
_SECONDS = 86_400


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield a range that runs backwards or is too long, and weights that leave no day or no hour."""
    if parameters["from"] > parameters["to"]:
        yield ("to",), "`to` lies before `from`; exchange them"
        return
    if parameters["to"] - parameters["from"] >= _MOST_DAYS:
        yield ("to",), f"more than {_MOST_DAYS} days; choose a shorter range"
        return
    for key in ("months", "weekdays", "hours"):
        if key in parameters and not any(weight > 0 for weight in parameters[key]):
            yield (key,), "the weights are all 0; give at least one above 0"
            return
    if not bool((_day_weights(parameters) > 0.0).any()):
        yield (), "no day of the range has a weight above 0; change `months`, `weekdays` or the range"


class Calendar:
    """Days since 1970, or ticks since 1970 where `ticks_per_second` is given.

    Parameters
    ----------
    first : int
        The day number of the first day.
    days : ndarray
        The weights of the days.
    hours : ndarray of shape (24,)
        The weights of the hours.
    ticks_per_second : int or None
        1, 1000 or 1000000; None draws days.
    """

    def __init__(self, first: int, days: Floats, hours: Floats, ticks_per_second: int | None) -> None:
        self._first, self._ticks = first, ticks_per_second
        self._days, self._hours = Weights(days), Weights(hours)
        self._used = np.flatnonzero(days > 0.0), np.flatnonzero(hours > 0.0)

    @property
    def bounds(self) -> Interval:
        """The first and the last day or tick."""
        days, hours = self._used
        first, last = self._first + int(days[0]), self._first + int(days[-1])
        if self._ticks is None:
            return float(first), float(last)
        start = (first * 24 + int(hours[0])) * 3600 * self._ticks
        return float(start), float((last * 24 + int(hours[-1]) + 1) * 3600 * self._ticks - 1)

    @property
    def mean(self) -> float:
        """The mean day or tick."""
        day = self._first + float((1.0 - self._days.cumulative).sum())
        if self._ticks is None:
            return day
        hour = 0.5 + float((1.0 - self._hours.cumulative).sum())
        return (day * 24 + hour) * 3600 * self._ticks

    def draw(self, u: Floats) -> Integers:
        """Return days or ticks at `u`, shape of `u`.

        What the day leaves of the uniform chooses the hour, and what that leaves the tick.
        """
        if self._ticks is None:
            return self._days.draw(u).astype(np.int64) + np.int64(self._first)
        day, rest = self._days.split(u)
        hour, rest = self._hours.split(rest)
        ticks = np.floor(rest * float(3600 * self._ticks)).astype(np.int64)
        hours = (day.astype(np.int64) + np.int64(self._first)) * np.int64(24) + hour
        return hours * np.int64(3600 * self._ticks) + ticks

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability of a day or tick at or below `x`, shape of `x`."""
        days = np.concatenate([[0.0], self._days.cumulative])
        last = days.size - 1
        if self._ticks is None:
            return _picked(days, np.clip(np.floor(x) - self._first + 1, 0, last).astype(np.int64))
        hours = np.concatenate([[0.0], self._hours.cumulative])
        in_day, in_hour = _SECONDS * self._ticks, 3600 * self._ticks
        after = np.floor(x) + 1.0 - float(self._first * in_day)  # so many ticks are at or below x
        day = np.clip(np.floor(after / in_day), 0, last)
        rest = np.clip(after - day * in_day, 0, in_day)
        hour = np.minimum(np.floor(rest / in_hour), 23)
        at = hour.astype(np.int64)
        begun, done = _picked(hours, at), _picked(hours, at + 1)
        inside: Floats = begun + (rest - hour * in_hour) / in_hour * (done - begun)
        at = day.astype(np.int64)
        start, end = _picked(days, at), _picked(days, np.minimum(at + 1, last))
        return start + inside * (end - start)


def prepare(parameters: Parameters, *, ticks_per_second: int | None) -> Calendar:
    """Return the sampler of days, or of ticks."""
    hours = np.array(parameters.get("hours", [1.0] * 24), np.float64)
    return Calendar(int(parameters["from"]), _day_weights(parameters), hours, ticks_per_second)


def _picked(cumulative: Floats, at: Integers) -> Floats:
    picked: Floats = cumulative[at]
    return picked


def _day_weights(parameters: Parameters) -> Floats:
    days = np.arange(int(parameters["from"]), int(parameters["to"]) + 1)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weekdays = (days + _THURSDAY) % 7
    by_month = np.array(parameters.get("months", [1.0] * 12), np.float64)
    by_weekday = np.array(parameters.get("weekdays", [1.0] * 7), np.float64)
    return by_month[months] * by_weekday[weekdays]
