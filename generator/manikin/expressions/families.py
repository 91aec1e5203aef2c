"""The families of types that expressions know, their names in words, and which go together.

Works on Arrow types alone; knows no SQL and touches no values.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import pyarrow as pa

MOST_DIGITS: Final = 38
FAST_DIGITS: Final = 18
INTEGER_DIGITS: Final = 19
_UNITS: Final = ("s", "ms", "us")


class Family(StrEnum):
    """A family of types; the value is what a message calls one of its members."""

    MISSING = "NULL"
    INTEGER = "a whole number"
    DECIMAL = "a decimal number"
    FLOAT = "a floating point number"
    BOOLEAN = "true or false"
    TEXT = "text"
    DATE = "a date"
    TIME = "a time"
    DATETIME = "a date and time"


NUMBERS: Final = frozenset({Family.INTEGER, Family.DECIMAL, Family.FLOAT})
DAYS: Final = frozenset({Family.DATE, Family.DATETIME})
CLOCKS: Final = frozenset({Family.TIME, Family.DATETIME})
SQL_NAMES: Final = {
    Family.INTEGER: "BIGINT",
    Family.DECIMAL: "DECIMAL(18, 2)",
    Family.FLOAT: "DOUBLE",
    Family.BOOLEAN: "BOOLEAN",
    Family.TEXT: "TEXT",
    Family.DATE: "DATE",
    Family.TIME: "TIME",
    Family.DATETIME: "TIMESTAMP",
}
"""How CAST writes a type of the family."""
_EXACT: Final = {
    pa.null(): Family.MISSING,
    pa.int64(): Family.INTEGER,
    pa.float64(): Family.FLOAT,
    pa.bool_(): Family.BOOLEAN,
    pa.string(): Family.TEXT,
    pa.date32(): Family.DATE,
}


def family(kind: pa.DataType) -> Family:
    """Return the family of a type that `settled` returned."""
    if kind in _EXACT:
        return _EXACT[kind]
    if pa.types.is_decimal(kind):
        return Family.DECIMAL
    return Family.TIME if pa.types.is_time(kind) else Family.DATETIME


def settled(kind: pa.DataType) -> pa.DataType | None:
    """Return the type that values of `kind` are computed in, or None if expressions do not take them."""
    if pa.types.is_dictionary(kind):
        return settled(kind.value_type)
    if pa.types.is_uint64(kind):
        return None
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_floating(kind):
        return pa.float64()
    if pa.types.is_large_string(kind):
        return pa.string()
    if kind in _EXACT or pa.types.is_decimal128(kind):
        return kind
    if pa.types.is_timestamp(kind) and kind.tz is None and kind.unit in _UNITS:
        return kind
    return kind if pa.types.is_time(kind) and kind.unit in _UNITS else None


def union(left: pa.DataType, right: pa.DataType) -> pa.DataType | None:
    """Return the type that holds values of both, or None if they do not go together."""
    if left == right or right == pa.null():
        return left
    if left == pa.null():
        return right
    families = {family(left), family(right)}
    if families <= NUMBERS:
        return pa.float64() if Family.FLOAT in families else _decimal_union(left, right)
    if families == {Family.TIME}:
        return time_of(finer(left.unit, right.unit))
    if families <= DAYS:
        units = [kind.unit for kind in (left, right) if pa.types.is_timestamp(kind)]
        return pa.timestamp(finer(units[0], units[-1]))
    return None


def digits(kind: pa.DataType) -> tuple[int, int]:
    """Return the precision and scale of a decimal or of a whole number seen as one."""
    return (kind.precision, kind.scale) if pa.types.is_decimal(kind) else (INTEGER_DIGITS, 0)


def finer(left: str, right: str) -> str:
    """Return the finer of two units."""
    return max(left, right, key=_UNITS.index)


def time_of(unit: str) -> pa.DataType:
    """Return the type of a time in ticks of `unit`."""
    return pa.time64(unit) if unit == "us" else pa.time32(unit)


def _decimal_union(left: pa.DataType, right: pa.DataType) -> pa.DataType:
    (precision, scale), (other_precision, other_scale) = digits(left), digits(right)
    whole = max(precision - scale, other_precision - other_scale)
    most = max(scale, other_scale)
    return pa.decimal128(min(MOST_DIGITS, whole + most), most)
