"""Names, literals and types as DuckDB writes them; the only place where SQL is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Final

from manikin.model import DataType
from manikin.model.datatype import Scalar

POSITION: Final = '"#"'
"""The column that holds a row's place in its file, from 0; no column of a specification can be called so."""
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def name(text: str) -> str:
    """Return a quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """Return a quoted text literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(paths: Iterable[Path]) -> str:
    """Return a list of files."""
    return f"[{', '.join(quoted(str(path)) for path in paths)}]"


def sql_type(datatype: DataType) -> str:
    """Return DuckDB's type for a column type; a datetime is what the clocks of its timezone show."""
    match datatype.name:
        case "integer":
            return "BIGINT"
        case "decimal":
            return f"DECIMAL(18,{datatype.scale})"
        case "float":
            return "DOUBLE"
        case "boolean" | "date" | "time":
            return datatype.name.upper()
        case "datetime":
            return "TIMESTAMP"
        case _:
            return "VARCHAR"


def parse(datatype: DataType, value: Scalar) -> bool | int | float | str:
    """Return a written scalar, which may stand as text in a mapping's key, as a ruler value, text or truth.

    Raises
    ------
    ValueError
        If it is not of the type.
    """
    if isinstance(value, str):
        if datatype.name == "integer" and _WHOLE.fullmatch(value):
            return datatype.parse(int(value))
        if datatype.name in {"decimal", "float"} and _NUMBER.fullmatch(value):
            return datatype.parse(int(value) if _WHOLE.fullmatch(value) else float(value))
        if datatype.name == "boolean" and value in {"true", "false"}:
            return value == "true"
    return datatype.parse(value)


def literal(datatype: DataType, value: float | str) -> str:
    """Return the literal of a ruler value, of text or of truth.

    Raises
    ------
    OverflowError
        If the place on the ruler is further than a date can be.
    """
    if isinstance(value, str):
        return quoted(value)
    match datatype.name:
        case "boolean":
            return "true" if value else "false"
        case "integer":
            return f"CAST({round(value)} AS BIGINT)"
        case "decimal":
            return (
                f"CAST('{Decimal(round(value)).scaleb(-datatype.scale):f}' AS DECIMAL(18,{datatype.scale}))"
            )
        case "float":
            return f"CAST('{float(value)!r}' AS DOUBLE)"
        case _:
            return f"{sql_type(datatype)} '{datatype.show(value)}'"


def bound(datatype: DataType, ruler: float) -> str | None:
    """Return the literal of an end of a range; None where the end is out of the type's reach."""
    if not isfinite(ruler) or (datatype.name in {"integer", "decimal"} and abs(ruler) >= 10**18):
        return None
    try:
        return literal(datatype, ruler)
    except (OverflowError, ValueError):
        return None


def select(what: str, source: str, rest: str = "") -> str:
    """Return a query; every part is SQL already, made of quoted names and literals."""
    return f"SELECT {what} FROM {source} {rest}".rstrip()  # noqa: S608  quoted where the parts are made


def constant(value: Scalar) -> str:
    """Return the literal of a constant of the specification; text that is a date or datetime is one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"CAST({value} AS BIGINT)"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    for kind in ("date", "datetime"):
        datatype = DataType(kind)
        try:
            return literal(datatype, datatype.parse(value))
        except ValueError:
            continue
    return quoted(str(value))
