"""How values are written in CSV: what their text must look like, and how DuckDB reads it back."""

from __future__ import annotations

import re
from typing import Final

from manikin.model import Column, DataType
from manikin.verify.sqltext import quoted, sql_type

_FRACTION: Final = {"s": "", "ms": r"\.[0-9]{3}", "us": r"\.[0-9]{6}"}
_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK: Final = "[0-9]{2}:[0-9]{2}:[0-9]{2}"
_DIRECTIVE: Final = re.compile("%(.)")
_DAY_PARTS: Final = ("Y", "m|b|B", "d")
_CLOCK_PARTS: Final = ("H", "M", "S")


def written(datatype: DataType) -> str | None:
    """Return the pattern of a value's text; None where any text will do."""
    match datatype.name:
        case "integer":
            return "-?(0|[1-9][0-9]*)"
        case "decimal":
            return "-?(0|[1-9][0-9]*)" + (rf"\.[0-9]{{{datatype.scale}}}" if datatype.scale else "")
        case "float":
            return r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
        case "boolean":
            return "true|false"
        case "date":
            return _DAY
        case "time":
            return _CLOCK + _FRACTION[datatype.precision]
        case "datetime":
            return f"{_DAY}[ T]{_CLOCK}{_FRACTION[datatype.precision]}" + _zone(datatype.timezone)
        case "uuid":
            return "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        case _:
            return None


def _zone(timezone: str | None) -> str:
    """Return how the timezone stands behind a moment, in which DuckDB passes over it: the clock is compared."""
    return "" if timezone is None else "Z" if timezone == "UTC" else re.escape(timezone)


def cast(column: Column, raw: str, *, formatted: bool = True) -> str:
    """Return the SQL of the value that a text stands for; null where it stands for none."""
    wanted = sql_type(column.type)
    if column.type.is_text:
        return raw
    if formatted and column.format is not None:
        moment = f"try_strptime({raw}, {quoted(column.format)})"
        return moment if wanted == "TIMESTAMP" else f"CAST({moment} AS {wanted})"
    return f"TRY_CAST({raw} AS {wanted})"


def miswritten(column: Column, raw: str, *, formatted: bool = True) -> str:
    """Return the SQL of a text not being a value of the column, written as it should be."""
    if formatted and column.format is not None:
        moment = f"try_strptime({raw}, {quoted(column.format)})"
        return f"{raw} IS NOT NULL AND strftime({moment}, {quoted(column.format)}) IS DISTINCT FROM {raw}"
    pattern = written(column.type)
    if pattern is None:
        return "false"
    return f"{raw} IS NOT NULL AND (NOT regexp_full_match({raw}, '{pattern}') OR {cast(column, raw)} IS NULL)"


def loses(column: Column) -> bool:
    """Return whether the column's format leaves out part of its values, such as the century."""
    if column.format is None:
        return False
    shown = set(_DIRECTIVE.findall(column.format))
    needed = {"date": _DAY_PARTS, "time": _CLOCK_PARTS}.get(column.type.name, (*_DAY_PARTS, *_CLOCK_PARTS))
    if column.type.name != "date" and column.type.precision != "s":
        return True
    return any(not shown.intersection(part.split("|")) for part in needed)
