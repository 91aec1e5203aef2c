"""Dates, times and datetimes as text by a format, a column at a time.

A format is cut into runs that depend on the day alone, on the second of the day alone, or on the fraction
of the second. Each run is written once for every day, or second, that can occur, and rows are gathered
from there. Knows no delimiters and no quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manikin.sinks import formats
from manikin.sinks.blocks import absent_as, assembled, digits

Whole = NDArray[np.int64]

MONTHS: Final = tuple(
    "January February March April May June July August September October November December".split()
)
DAYS: Final = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
TICKS: Final = {"s": 1, "ms": 1_000, "us": 1_000_000}
"""Ticks in a second, by the unit of an Arrow type."""
_DAY_SECONDS: Final = 86_400
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""1 January 0001 and 31 December 9999, in days since 1970."""
_BLOCK: Final = 8_192
"""Days whose texts are kept together: 22 years."""


class YearError(ValueError):
    """A year that four digits cannot tell."""


def render(text: str, array: pa.Array) -> pa.Array:
    """Return dates, times or datetimes as text; missing stays missing.

    Parameters
    ----------
    text : str
        A format without `faults`.
    array : pyarrow.Array
        Dates, times or timestamps; the clock of a timestamp is read as it stands, without its zone.

    Raises
    ------
    YearError
        If a date lies before the year 1 or after 9999.
    """
    if not len(array) or array.null_count == len(array):
        return pa.nulls(len(array), pa.string())
    whole = array.cast(pa.int32() if array.type.bit_width == 32 else pa.int64()).cast(pa.int64())
    filled = whole.fill_null(pc.min(whole)) if array.null_count else whole
    ticks = 1 if pa.types.is_date(array.type) else TICKS[array.type.unit]
    written = _rows(text, filled.to_numpy(), array.type, ticks)
    return absent_as(written, array) if array.null_count else written


def _rows(text: str, values: Whole, kind: pa.DataType, ticks: int) -> pa.Array:
    """Return each row's text from the tables of the runs."""
    if pa.types.is_date(kind):
        days, seconds, fraction = values, values, values
    else:
        days = values // (_DAY_SECONDS * ticks)
        clock = values - days * (_DAY_SECONDS * ticks)
        seconds = clock // ticks if ticks > 1 else clock
        fraction = clock - seconds * ticks if ticks > 1 else clock
    gathered: list[tuple[pa.Array, Whole]] = []
    for run, template in _runs(text):
        if run == "day":
            gathered.append(_day_table(template, days))
        elif run == "clock":
            gathered.append((_clock_table(template), seconds))
        else:
            gathered.append((_THOUSAND, _thousandths(run, fraction, ticks)))
    return assembled(gathered)


def _thousandths(run: str, fraction: Whole, ticks: int) -> Whole:
    """Return the first or the last three digits of the microseconds."""
    if ticks == 1:
        return np.zeros_like(fraction)
    if run == "milli":
        return fraction // (ticks // 1_000)
    return fraction % 1_000 if ticks == TICKS["us"] else np.zeros_like(fraction)


@lru_cache(maxsize=256)
def _runs(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the runs of a format: what they depend on, and their directives and literals."""
    runs: list[tuple[str, list[str]]] = []
    lead: list[str] = []
    for piece in _pieces(text):
        run = _RUN_OF.get(piece)
        if run is None and not runs:
            lead.append(piece)
        elif run is None and runs[-1][0] in {"day", "clock"}:
            runs[-1][1].append(piece)
        elif run is None:  # a literal after a fraction: the clock's table is as good as any
            runs.append(("clock", [piece]))
        elif runs and runs[-1][0] == run:
            runs[-1][1].append(piece)
        else:
            runs.append((run, [piece]))
    if lead:
        runs = _led(lead, runs)
    return tuple((run, tuple(pieces)) for run, pieces in runs)


def _pieces(text: str) -> Iterator[str]:
    for piece in formats.parts(text):
        yield from ("%3", "%6") if piece == "%f" else (piece,)


def _led(lead: list[str], runs: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Return the runs with the literals before the first directive."""
    if runs and runs[0][0] in {"day", "clock"}:
        return [(runs[0][0], [*lead, *runs[0][1]]), *runs[1:]]
    return [("clock", lead), *runs]


_RUN_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(formats.DAY_DIRECTIVES, "day"),
    **dict.fromkeys(("%H", "%I", "%M", "%S", "%p"), "clock"),
    "%3": "milli",
    "%6": "micro",
}


def _day_table(template: tuple[str, ...], days: Whole) -> tuple[pa.Array, Whole]:
    """Return the texts of a span of days, and each row's place among them."""
    first, last = int(days.min()), int(days.max())
    if first < _FIRST_DAY or last > _LAST_DAY:
        raise YearError
    if last - first > _BLOCK * 8 + 64 * len(days):
        return _written(template, _day_parts(days)), np.arange(len(days))
    blocks = [_day_block(template, block) for block in range(first // _BLOCK, last // _BLOCK + 1)]
    return blocks[0] if len(blocks) == 1 else pa.concat_arrays(blocks), days - first // _BLOCK * _BLOCK


@lru_cache(maxsize=256)
def _day_block(template: tuple[str, ...], block: int) -> pa.Array:
    """Return the texts of a block of days; the columns of a dataset share few of them."""
    days = np.arange(block * _BLOCK, (block + 1) * _BLOCK)
    # The first and the last block reach beyond the calendar, where no row is: any day may stand there.
    return _written(template, _day_parts(days.clip(_FIRST_DAY, _LAST_DAY)))


def _day_parts(days: Whole) -> Callable[[str], tuple[pa.Array, Whole]]:
    """Return where a directive's texts stand, and each day's place among them."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    number = months.astype(np.int64)
    year = years.astype(np.int64) + 1970

    def part(directive: str) -> tuple[pa.Array, Whole]:
        if directive in {"%Y", "%y"}:
            return digits(4 if directive == "%Y" else 2), year if directive == "%Y" else year % 100
        if directive == "%d":
            return digits(2), days - months.astype("datetime64[D]").astype(np.int64) + 1
        if directive == "%j":
            return digits(3), days - years.astype("datetime64[D]").astype(np.int64) + 1
        if directive == "%m":
            return digits(2), number % 12 + 1
        names = MONTHS if directive in {"%b", "%B"} else DAYS
        place = number % 12 if directive in {"%b", "%B"} else (days + 3) % 7  # 1 January 1970 was a Thursday
        return pa.array([name[:3] if directive in {"%b", "%a"} else name for name in names]), place

    return part


@lru_cache(maxsize=64)
def _clock_table(template: tuple[str, ...]) -> pa.Array:
    """Return the texts of every second of a day."""
    second = np.arange(_DAY_SECONDS)
    hour, minute = second // 3_600, second // 60 % 60
    parts: dict[str, tuple[pa.Array, Whole]] = {
        "%H": (digits(2), hour),
        "%I": (digits(2), (hour + 11) % 12 + 1),
        "%M": (digits(2), minute),
        "%S": (digits(2), second % 60),
        "%p": (pa.array(["AM", "PM"]), hour // 12),
    }
    return _written(template, parts.__getitem__, _DAY_SECONDS)


_THOUSAND: Final = digits(3)


def _written(
    template: tuple[str, ...], part: Callable[[str], tuple[pa.Array, Whole]], rows: int = 0
) -> pa.Array:
    """Return the texts of a template."""
    pieces: list[Any] = []
    for piece in template:
        if piece in _RUN_OF:
            texts, place = part(piece)
            pieces.append(texts.take(pa.array(place)))
            rows = len(place)
        else:
            pieces.append(pa.scalar("%" if piece == "%%" else piece))
    if not any(isinstance(piece, pa.Array) for piece in pieces):
        alone = pa.array(["".join(piece.as_py() for piece in pieces)])
        return alone.take(pa.array(np.zeros(rows, np.int64)))
    return pc.binary_join_element_wise(*pieces, "")
