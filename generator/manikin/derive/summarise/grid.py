"""Public grids: where numbers and dates may be told to lie, fixed before any data are seen.

Numbers are told to two significant digits, dates to the month, births and years to the year, times to the hour. The
bin of a value is found by comparisons and whole-number division, so that every database finds the same.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.structure.typing import Typed
from manikin.derive.summarise.subjects import KEY, Subject
from manikin.derive.summarise.writing import plain
from manikin.derive.words import words

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LARGEST: Final = 15
_FINEST: Final = 6
_NONE: Final = math.nan
_BIRTH: Final = frozenset({"birth", "born", "dob", "birthdate", "yob"})
_YEAR: Final = frozenset({"year", "yob"})
EXACT_BELOW: Final = 100
"""Whole numbers nearer to 0 than this are bins of their own."""


@dataclass(frozen=True)
class Grid:
    """A public grid for a column.

    Parameters
    ----------
    bin : callable
        From a column to the whole number of its bin; bins are in the order of values.
    place : callable
        From a bin to its lower end, as text of the language.
    number : callable
        From that text back to the bin.
    cut : callable, optional
        From the whole number that `bin` gives to its bin, where that is a step of its own.
    after : callable
        From a bin to the next one, where a bin has several values; None where it has one.
    """

    bin: Callable[[ir.Value], ir.Value]
    place: Callable[[int], str]
    number: Callable[[str], int]
    cut: Callable[[ir.Value], ir.Value] | None = None
    after: Callable[[int], int | None] = lambda place: place + 1

    def least(self, place: int) -> int:
        """Return the least of the whole numbers that `bin` gives in a bin: below zero, bins reach downwards."""
        if self.cut is None or place > -EXACT_BELOW:
            return place
        return place - int(10 ** (len(str(-place)) - 2)) + 1

    def on(self, about: Subject, column: Any) -> ir.Table:
        """Return the bin of each row as the column `KEY`, with its person."""
        keyed = about.keyed(self.bin(column))
        # In two steps, since SQL would repeat the whole of the first wherever the second speaks of it.
        return keyed if self.cut is None else keyed.mutate(**{KEY: self.cut(keyed[KEY])})


def grid(name: str, typed: Typed) -> Grid | None:
    """Return the grid of a column; None where its type has no order to be told."""
    if typed.name == "integer":
        return (
            Grid(_years, str, int, after=_alone)
            if _YEAR & set(words(name))
            else Grid(_whole, str, int, _significant, _after)
        )
    if typed.name in {"decimal", "float"}:
        digits = typed.scale if typed.name == "decimal" else _FINEST
        scaled = 10**digits
        return Grid(
            lambda column: _scaled(column, scaled),
            lambda place: plain(Decimal(place) / scaled),
            lambda text: int(Decimal(text) * scaled),
            _significant,
            _after,
        )
    if typed.name in {"date", "datetime"}:
        if is_birth(name):
            return Grid(
                lambda column: column.year().cast("int64"),
                lambda place: _date(place, 1),
                lambda text: int(text[:4]),
            )
        return Grid(
            lambda column: column.year().cast("int64") * 12 + column.month().cast("int64") - 1,
            lambda place: _date(place // 12, place % 12 + 1),
            lambda text: int(text[:4]) * 12 + int(text[5:7]) - 1,
        )
    if typed.name == "time":
        return Grid(
            lambda column: column.hour().cast("int64"),
            lambda place: f"{place:02}:00:00",
            lambda text: int(text[:2]),
            after=lambda place: min(place + 1, 23),
        )
    return None


def is_birth(name: str) -> bool:
    """Return whether a date is called after a birth: told by years, and in no month."""
    return bool(_BIRTH & set(words(name)))


def _whole(column: Any) -> Any:
    # Numbers too wide for 64 bits go the way of fractions; where only two digits count, that is as exact.
    return column.cast("int64") if is_narrow(column) else _scaled(column, 1)


def is_narrow(column: Any) -> bool:
    """Return whether whole numbers fit into 64 bits."""
    kind = column.type()
    if kind.is_decimal():
        return (kind.precision or 38) <= 18
    return not kind.is_uint64()


def _years(column: Any) -> Any:
    """Return years as they are; what is no year of four digits falls into one bin at either end."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    return ibis.cases((column < 1000, 0), (column > 9999, 9999), else_=column.cast("int64"))


def _scaled(column: Any, scaled: int) -> Any:
    """Return numbers as whole ones, so many times as large; none where there is none, the outermost where too large."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    size = column.cast("float64") * float(scaled)
    most = 10**_LARGEST
    # Of numbers that are none, databases disagree whether they equal or exceed anything.
    there = size.notnull() & (size != _NONE) if column.type().is_floating() else size.notnull()
    whole = (size.clip(-float(most), float(most)) + 0.5).floor().cast("int64")
    return ibis.cases((there & (size >= most), most), (there & (size <= -most), -most), (there, whole))


def _significant(number: Any) -> Any:
    """Return whole numbers cut to two significant digits, towards zero."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    size = number.abs()
    width = ibis.cases(
        *((size < 10**power, 10 ** (power - 2)) for power in range(2, _LARGEST + 1)),
        else_=10 ** (_LARGEST - 1),
    )
    return ibis.cases(
        (size < EXACT_BELOW, number), (number < 0, -(size // width) * width), else_=(size // width) * width
    ).cast("int64")


def _after(place: int) -> int | None:
    """Return the next bin of two significant digits; None where a bin is one number, or reaches downwards."""
    return place + 10 ** (len(str(place)) - 2) if place >= EXACT_BELOW else None


def _alone(place: int) -> None:
    del place


def _date(year: int, month: int) -> str:
    return dt.date(max(1, min(9999, year)), month, 1).isoformat()
