"""What is written out in an expression: numbers, dates, times and text, checked to exist.

Only ISO forms are read; words such as 'today' or 'infinity' are no dates here.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

import pyarrow as pa

from manikin.expressions.families import Family, time_of
from manikin.expressions.fault import WRONG_LITERAL, ExpressionError

_WHOLE: Final = re.compile(r"[0-9]{1,40}")
_DECIMAL: Final = re.compile(r"([0-9]{0,40})\.([0-9]{0,40})")
_FLOAT: Final = re.compile(r"[0-9]{0,40}\.?[0-9]{0,40}[eE][+-]?[0-9]{1,4}")
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_MOST_DECIMALS: Final = 18
EXAMPLES: Final = {
    Family.DATE: "DATE '2026-03-01'",
    Family.TIME: "TIME '14:30:00'",
    Family.DATETIME: "TIMESTAMP '2026-03-01 14:30:00'",
}
"""How a moment is written."""


def number(text: str) -> pa.Scalar:
    """Return a number as SQL reads it: ``12`` whole, ``1.5`` decimal, ``1e3`` floating point.

    Raises
    ------
    ExpressionError
        SQL05 if it is too long or too large.
    """
    if _WHOLE.fullmatch(text):
        if int(text) >= 2**63:
            raise _wrong("a whole number is larger than 9223372036854775807", "use a smaller number")
        return pa.scalar(int(text), pa.int64())
    found = _DECIMAL.fullmatch(text)
    if found and (found[1] or found[2]):
        digits = max(1, len(found[1])) + len(found[2])
        if digits > _MOST_DECIMALS:
            raise _wrong(
                f"a decimal number has {digits} digits", f"use at most {_MOST_DECIMALS}, or write 1.5e0"
            )
        return pa.scalar(Decimal(f"{found[1] or 0}.{found[2] or 0}"), pa.decimal128(digits, len(found[2])))
    if _FLOAT.fullmatch(text):
        value = float(text)
        if value == float("inf"):
            raise _wrong("a number is too large for floating point", "use a number below 1e308")
        return pa.scalar(value, pa.float64())
    raise _wrong("a number is written in an unknown way", "write numbers like 12, 1.5 or 1e3")


def text(value: str) -> pa.Scalar:
    """Return a piece of text.

    Raises
    ------
    ExpressionError
        SQL05 if it has characters that cannot be seen.
    """
    if not value.isprintable():
        raise _wrong("a text has a line break or an invisible character", "leave it out")
    return pa.scalar(value, pa.string())


def moment(value: str, kind: Family) -> pa.Scalar:
    """Return a date, time, or date and time written in ISO form.

    Raises
    ------
    ExpressionError
        SQL05 if it is written otherwise or does not exist.
    """
    try:
        if kind is Family.DATE and re.fullmatch(_DATE, value):
            return pa.scalar(date.fromisoformat(value), pa.date32())
        if kind is Family.TIME and re.fullmatch(_TIME, value):
            return pa.scalar(time.fromisoformat(value), time_of("us" if "." in value else "s"))
        if kind is Family.DATETIME and re.fullmatch(rf"{_DATE}([ T]{_TIME})?", value):
            return pa.scalar(datetime.fromisoformat(value), pa.timestamp("us" if "." in value else "s"))
    except ValueError:
        raise _wrong(f"'{value}' does not exist as {kind}", "correct it") from None
    raise _wrong(f"'{value}' is not {kind} in ISO form", f"write it like {EXAMPLES[kind]}")


def _wrong(message: str, mend: str) -> ExpressionError:
    return ExpressionError(WRONG_LITERAL, message, mend)
