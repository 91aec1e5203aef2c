"""How dates and times are written as text: a fixed set of directives, the same in every locale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DATE_PARTS: dict[str, Callable[[date], str]] = {
    "%Y": lambda d: f"{d.year:04}",
    "%y": lambda d: f"{d.year % 100:02}",
    "%m": lambda d: f"{d.month:02}",
    "%d": lambda d: f"{d.day:02}",
    "%e": lambda d: f"{d.day:>2}",
    "%j": lambda d: f"{d.timetuple().tm_yday:03}",
    "%b": lambda d: _MONTHS[d.month - 1][:3],
    "%B": lambda d: _MONTHS[d.month - 1],
    "%a": lambda d: _DAYS[d.weekday()][:3],
    "%A": lambda d: _DAYS[d.weekday()],
}
_TIME_PARTS: dict[str, Callable[[time], str]] = {
    "%H": lambda t: f"{t.hour:02}",
    "%I": lambda t: f"{(t.hour + 11) % 12 + 1:02}",
    "%M": lambda t: f"{t.minute:02}",
    "%S": lambda t: f"{t.second:02}",
    "%f": lambda t: f"{t.microsecond:06}",
    "%p": lambda t: "AM" if t.hour < 12 else "PM",
}
_DIRECTIVE = re.compile(r"%.", re.DOTALL)


def faults(text: str, kind: pa.DataType) -> Iterator[str]:
    """Yield what is wrong with a format for values of an Arrow type."""
    allowed = {"%%"}
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        allowed |= set(_DATE_PARTS)
    if pa.types.is_time(kind) or pa.types.is_timestamp(kind):
        allowed |= set(_TIME_PARTS)
    if len(allowed) == 1:
        yield "only dates, times and datetimes have a format"
        return
    found = _DIRECTIVE.findall(text)
    if text.count("%") != len(_DIRECTIVE.findall(text.replace("%%", ""))) + 2 * text.count("%%"):
        yield "a % at the end, where a letter should follow"
    for directive in dict.fromkeys(found):
        if directive not in allowed:
            yield f"{directive} is not for this type; there are: {' '.join(sorted(allowed))}"
    if not set(found) - {"%%"}:
        yield "no part of the value is written; an example is %d/%m/%Y"


def render(text: str, array: pa.Array) -> pa.Array:
    """Return dates, times or datetimes as text by the format; missing stays missing."""
    codes, values = _split(array)
    if pa.types.is_timestamp(array.type) and any(part in text for part in _TIME_PARTS):
        return _moments(text, array)
    shown = pa.array([_shown(text, value) for value in values], pa.string())
    return shown.take(codes)


def _split(array: pa.Array) -> tuple[pa.Array, list[date | time]]:
    """Return the distinct values, which are few among dates, and each row's place among them."""
    if pa.types.is_timestamp(array.type):
        array = pc.cast(pc.floor_temporal(array, unit="day"), pa.date32())
    encoded = array.dictionary_encode()
    return encoded.indices, encoded.dictionary.to_pylist()


def _moments(text: str, array: pa.Array) -> pa.Array:
    """Return datetimes as text: the parts of the date and of the time each from their distinct values."""
    unit = {"s": 1, "ms": 1_000, "us": 1_000_000}[array.type.unit]
    ticks = pc.cast(array.cast(pa.timestamp(array.type.unit)), pa.int64())
    plain = ticks.fill_null(0).to_numpy(zero_copy_only=False)
    days, clock = np.divmod(plain, 86_400 * unit)
    pieces: list[pa.Array | pa.Scalar] = []
    for part in _parts(text):
        if part in _DATE_PARTS:
            pieces.append(_by_distinct(days, lambda n, p=part: _DATE_PARTS[p](date(1970, 1, 1) + timedelta(days=int(n)))))  # type: ignore[misc]
        elif part in _TIME_PARTS:
            pieces.append(_by_distinct(clock, lambda n, p=part: _TIME_PARTS[p](_clock(int(n), unit))))  # type: ignore[misc]
        else:
            pieces.append(pa.scalar("%" if part == "%%" else part))
    joined = pc.binary_join_element_wise(*pieces, "")
    return pc.if_else(array.is_valid(), joined, pa.scalar(None, pa.string()))


def _clock(ticks: int, unit: int) -> time:
    return (datetime(1970, 1, 1) + timedelta(microseconds=ticks * (1_000_000 // unit))).time()


def _by_distinct(numbers: np.ndarray, show: Callable[[int], str]) -> pa.Array:
    distinct, codes = np.unique(numbers, return_inverse=True)
    return pa.array([show(number) for number in distinct], pa.string()).take(pa.array(codes))


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"(%.)", text) if part]


def _shown(text: str, value: date | time | None) -> str | None:
    if value is None:
        return None
    table: dict[str, Callable[..., str]] = {**(_TIME_PARTS if isinstance(value, time) else _DATE_PARTS)}
    return "".join("%" if part == "%%" else table[part](value) if part in table else part for part in _parts(text))
