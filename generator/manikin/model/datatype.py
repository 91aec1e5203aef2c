"""The types a column may have, each with its ruler: the numbers its values are measured by.

Integers are their own ruler, decimals are counted in units of their last digit, dates in days and
datetimes in ticks of their precision since 1970, times in ticks since midnight, floats are
themselves. A distribution works on the ruler and knows no types.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

import pyarrow as pa

TYPES: Final = ("integer", "decimal", "float", "boolean", "string", "date", "time", "datetime", "uuid")
TICKS: Final = {"s": 1, "ms": 1_000, "us": 1_000_000}
"""Ticks in a second, by precision."""
EPOCH: Final = date(1970, 1, 1)
_OFFSET: Final = re.compile(r"UTC|[+-](0[0-9]|1[0-4]):([0-5][0-9])")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_DATETIME: Final = re.compile(rf"({_DATE.pattern})(?:[T ]({_TIME.pattern}))?")

Scalar = bool | int | float | str | None
"""A value as it stands in a specification."""


@dataclass(frozen=True)
class DataType:
    """The type of a column.

    Parameters
    ----------
    name : str
        One of `TYPES`.
    scale : int
        Digits after the point of a decimal, 0 to 12.
    precision : str
        ``s``, ``ms`` or ``us`` of a time or datetime.
    timezone : str or None
        ``UTC`` or a fixed offset such as ``+01:00``; without one a datetime is wall-clock time. Whatever a
        specification writes, and so the ruler, is what the clocks of the zone show.
    max_length : int or None
        The most characters of a string.
    """

    name: str
    scale: int = 0
    precision: str = "s"
    timezone: str | None = None
    max_length: int | None = None

    @property
    def is_ordered(self) -> bool:
        """Whether values have a ruler, so that distributions, ranges and quantiles apply."""
        return self.name in {"integer", "decimal", "float", "date", "time", "datetime"}

    @property
    def is_discrete(self) -> bool:
        """Whether the ruler counts whole units."""
        return self.name != "float"

    @property
    def said(self) -> str:
        """The type in words, with what tells it from others of its name."""
        match self.name:
            case "decimal":
                return f"decimal with a scale of {self.scale}"
            case "time":
                return f"time with a precision of {self.precision}"
            case "datetime":
                zone = f"timezone {self.timezone}" if self.timezone else "no timezone"
                return f"datetime with a precision of {self.precision} and {zone}"
            case _:
                return self.name

    @property
    def ahead(self) -> int:
        """How many seconds the clocks of the timezone are ahead of UTC; 0 without one."""
        found = _OFFSET.fullmatch(self.timezone or "")
        if not found or self.timezone == "UTC":
            return 0
        seconds = int(found[1]) * 3_600 + int(found[2]) * 60
        return -seconds if found[0].startswith("-") else seconds

    @property
    def is_text(self) -> bool:
        """Whether values are text."""
        return self.name in {"string", "uuid"}

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of the column's values."""
        match self.name:
            case "integer":
                return pa.int64()
            case "decimal":
                return pa.decimal128(18, self.scale)
            case "float":
                return pa.float64()
            case "boolean":
                return pa.bool_()
            case "date":
                return pa.date32()
            case "time":
                return pa.time32(self.precision) if self.precision != "us" else pa.time64("us")
            case "datetime":
                return pa.timestamp(self.precision, tz=self.timezone)
            case _:
                return pa.string()

    def parse(self, value: Scalar) -> bool | int | float | str:
        """Return `value` of a specification as a value on the ruler, or as text or truth.

        Raises
        ------
        ValueError
            If `value` is not of this type; the message ends the sentence "VALUE is …".
        """
        parsers: dict[str, Callable[[Scalar], bool | int | float | str]] = {
            "boolean": _parse_boolean,
            "integer": _parse_integer,
            "float": _parse_float,
            "decimal": self._parse_decimal,
            "date": _parse_date,
            "datetime": self._parse_datetime,
            "time": self._parse_time,
        }
        return parsers.get(self.name, self._parse_text)(value)

    def spread(self, value: float) -> float:
        """Return a distance such as a standard deviation in units of the ruler.

        Distances between dates and datetimes are written in days, between times in hours.
        """
        match self.name:
            case "decimal":
                return float(Decimal(repr(value)) * 10**self.scale)
            case "datetime":
                return float(Decimal(repr(value)) * 86_400 * TICKS[self.precision])
            case "time":
                return float(Decimal(repr(value)) * 3_600 * TICKS[self.precision])
            case _:
                return float(value)

    def location(self, value: Scalar) -> float:
        """Return a place on the ruler such as a mean, which need not be a value of the type."""
        match self.name:
            case "date" | "datetime" | "time":
                return float(self.parse(value))
            case "decimal":
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise ValueError("not a number")
                return float(Decimal(repr(value)) * 10**self.scale)
            case _:
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise ValueError("not a number")
                return float(value)

    def show(self, ruler: float) -> str:
        """Return a place on the ruler as it would be written in a specification."""
        match self.name:
            case "decimal":
                return str(Decimal(round(ruler)).scaleb(-self.scale))
            case "date":
                return (EPOCH + timedelta(days=round(ruler))).isoformat()
            case "datetime":
                ticks = TICKS[self.precision]
                moment = datetime(1970, 1, 1) + timedelta(microseconds=round(ruler) * (1_000_000 // ticks))
                return moment.isoformat(sep=" ")
            case "time":
                ticks = TICKS[self.precision]
                moment = datetime(1970, 1, 1) + timedelta(microseconds=round(ruler) * (1_000_000 // ticks))
                return moment.time().isoformat()
            case "integer":
                return str(round(ruler))
            case _:
                return repr(ruler)

    def _parse_decimal(self, value: Scalar) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("not a number")
        try:
            scaled = Decimal(repr(value)) * 10**self.scale
        except InvalidOperation as error:
            raise ValueError("not a number") from error
        if scaled != scaled.to_integral_value():
            raise ValueError(f"finer than the column's scale of {self.scale}")
        if abs(scaled) >= 10**18:
            raise ValueError("more than 18 digits long")
        return int(scaled)

    def _parse_text(self, value: Scalar) -> str:
        if not isinstance(value, str):
            raise ValueError("not text; put it in quotes")
        if self.max_length is not None and len(value) > self.max_length:
            raise ValueError(f"{len(value)} characters long, where max_length is {self.max_length}")
        return value

    def _parse_datetime(self, value: Scalar) -> int:
        found = _DATETIME.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise ValueError("not a date and time such as 2026-03-01 14:30:00")
        days = _parse_date(found[1])
        clock = self._parse_time(found[2]) if found[2] else 0
        return days * 86_400 * TICKS[self.precision] + clock

    def _parse_time(self, value: Scalar) -> int:
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            raise ValueError("not a time such as 14:30:00")
        try:
            clock = time.fromisoformat(value)
        except ValueError as error:
            raise ValueError("a time that does not exist") from error
        micros = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond
        step = 1_000_000 // TICKS[self.precision]
        if micros % step:
            raise ValueError(f"finer than the column's precision of {self.precision}")
        return micros // step


def _parse_boolean(value: Scalar) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not true or false")
    return value


def _parse_integer(value: Scalar) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not a whole number")
    return value


def _parse_float(value: Scalar) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    return float(value)


def _parse_date(value: Scalar) -> int:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("not a date such as 2026-03-01")
    try:
        return (date.fromisoformat(value) - EPOCH).days
    except ValueError as error:
        raise ValueError("a date that does not exist") from error


def is_fixed_timezone(name: str) -> bool:
    """Return whether `name` is UTC or a fixed offset, the only zones without a table of changes."""
    return _OFFSET.fullmatch(name) is not None
