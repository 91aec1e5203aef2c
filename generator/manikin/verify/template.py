"""Templates read anew: literal text and the places of columns, with their padding, and their SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from manikin.model import DataType
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import quoted

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_.]*)(?::([^{}]*))?\}|[^{}]+")
_PADDING: Final = re.compile(r"(0?)([<>]?)(0?)([1-9][0-9]*)")
_FRACTIONS: Final = {"s": "", "ms": ".%g", "us": ".%f"}


@dataclass(frozen=True)
class Placeholder:
    """A column's place in a template: its path, and how it is filled up to a width."""

    path: str
    width: int = 0
    fill: str = " "
    is_left: bool = False


def parts(text: str) -> Iterator[str | Placeholder]:
    """Yield the literal texts and the placeholders of a template.

    Raises
    ------
    UnavailableError
        If it is not understood.
    """
    done = 0
    for found in _TOKEN.finditer(text):
        if found.start() != done:
            break
        done = found.end()
        if found[1]:
            yield _placeholder(found[1], found[2])
        else:
            yield {"{{": "{", "}}": "}"}.get(found[0], found[0])
    if done != len(text):
        raise UnavailableError("the template is not understood")


def _placeholder(path: str, padding: str | None) -> Placeholder:
    if not padding:
        return Placeholder(path)
    found = _PADDING.fullmatch(padding)
    if not found:
        raise UnavailableError("the padding of the template is not understood")
    return Placeholder(path, int(found[4]), "0" if found[1] or found[3] else " ", found[2] == "<")


def in_sql(text: str, look: Callable[[str], tuple[str, DataType]]) -> str:
    """Return the SQL of a template; null where any of its columns is.

    Raises
    ------
    UnavailableError
        If a column's text cannot be known.
    """
    pieces = []
    for part in parts(text):
        if isinstance(part, str):
            pieces.append(quoted(part))
        else:
            pieces.append(_padded(part, *look(part.path)))
    return "(" + " || ".join(pieces) + ")" if pieces else "''"


def _padded(part: Placeholder, sql: str, datatype: DataType) -> str:
    text = as_text(sql, datatype)
    if not part.width:
        return text
    if datatype.name in {"integer", "decimal"} and part.fill == "0":
        # Zeros go between the sign and the digits.
        bare = f"ltrim({text}, '-')"
        sign = f"CASE WHEN starts_with({text}, '-') THEN '-' ELSE '' END"
        return f"({sign} || repeat('0', {part.width} - length({text})) || {bare})"
    filling = f"repeat('{part.fill}', {part.width} - length({text}))"
    return f"({text} || {filling})" if part.is_left else f"({filling} || {text})"


def as_text(sql: str, datatype: DataType) -> str:
    """Return the SQL of a value's text as files show it.

    Raises
    ------
    UnavailableError
        For floats, whose shortest text differs between programs.
    """
    match datatype.name:
        case "string" | "uuid":
            return sql
        case "float":
            raise UnavailableError("the text of a float is not the same in all programs")
        case "datetime" if datatype.timezone is None:
            return f"strftime({sql}, '%Y-%m-%d %H:%M:%S{_FRACTIONS[datatype.precision]}')"
        case "datetime":
            raise UnavailableError("the text of a datetime with a time zone is not told by the file")
        case "time":
            return f"strftime(DATE '2000-01-01' + {sql}, '%H:%M:%S{_FRACTIONS[datatype.precision]}')"
        case _:
            return f"CAST({sql} AS VARCHAR)"
