"""Public grids: where numbers and dates may be told to lie, fixed before any data are seen.

Numbers are told to two significant digits, dates to the month, births to the year, times to the hour. The bin of a
value is found by comparisons and whole-number division, so that every database finds the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from manikin.derive.structure.typing import Typed
from manikin.derive.structure.words import words

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LARGEST = 15
_FINEST = 6
_BIRTH = frozenset({"birth", "born", "dob", "birthdate", "yob"})


@dataclass(frozen=True)
class Grid:
    """A public grid for a column.

    Parameters
    ----------
    bin : callable
        From a column to the whole number of its bin; bins are in the order of values.
    place : callable
        From a bin to its lower end, as text of the language.
    """

    bin: Callable[[ir.Value], ir.Value]
    place: Callable[[int], str]


def grid(name: str, typed: Typed) -> Grid | None:
    """Return the grid of a column; None where its type has no order to be told."""
    if typed.name == "integer":
        return Grid(lambda column: _significant(column.cast("int64")), str)
    if typed.name in {"decimal", "float"}:
        digits = typed.scale if typed.name == "decimal" else _FINEST
        scaled = 10**digits
        return Grid(
            lambda column: _significant((column.cast("float64") * scaled).round().cast("int64")),
            lambda place: _plain(Decimal(place) / scaled),
        )
    if typed.name in {"date", "datetime"}:
        if _BIRTH & set(words(name)):
            return Grid(lambda column: column.year().cast("int64"), lambda place: _date(place, 1))
        return Grid(
            lambda column: column.year().cast("int64") * 12 + column.month().cast("int64") - 1,
            lambda place: _date(place // 12, place % 12 + 1),
        )
    if typed.name == "time":
        return Grid(lambda column: column.hour().cast("int64"), lambda place: f"{place:02}:00:00")
    return None


def _significant(number: ir.Value) -> ir.Value:
    """Return whole numbers cut to two significant digits, towards zero."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    size = number.abs()
    width = ibis.cases(
        *((size < 10**power, 10 ** (power - 2)) for power in range(2, _LARGEST + 1)),
        else_=10 ** (_LARGEST - 1),
    )
    return (number.sign() * (size // width) * width).cast("int64")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(year: int, month: int) -> str:
    return dt.date(max(1, min(9999, year)), month, 1).isoformat()


def plain_number(value: Any) -> str:
    """Return a number as the language writes it."""
    return _plain(Decimal(str(value)))
