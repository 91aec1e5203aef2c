"""What makes a line of the answer key one of its kind of defect, written anew as SQL over the line ``k``."""

from __future__ import annotations

from typing import Any, Final

from manikin.model import Column, Defect, Table
from manikin.verify import csv_text
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import literal, quoted

_MICROSECONDS: Final = {
    "seconds": 1_000_000,
    "minutes": 60_000_000,
    "hours": 3_600_000_000,
    "days": 86_400_000_000,
    "weeks": 604_800_000_000,
}


def slip(line: str) -> str:
    """Return the SQL of a line that tells something else than one slip of the finger.

    DuckDB counts bytes, of which letters beyond the first 128 have up to four.
    """
    right, wrong = f"{line}.should_be", f"{line}.stands"
    distance, both = f"damerau_levenshtein({right}, {wrong})", f"{right} || {wrong}"
    return (
        f"{right} IS NULL OR {wrong} IS NULL OR {right}[1] <> {wrong}[1] OR {right} = {wrong} "
        f"OR {distance} > CASE WHEN strlen({both}) > length({both}) THEN 8 ELSE 1 END"
    )


def broken(table: Table, defect: Defect) -> str:
    """Return the SQL of a line not being of its kind; ``o`` is the other line of a row with two.

    Raises
    ------
    UnavailableError
        If the file does not tell enough of the values.
    """
    given: Any = defect.parameters
    match defect.kind:
        case "typos":
            return slip("k")
        case "blank":
            return "k.stands IS NOT NULL OR k.should_be IS NULL"
        case "swap":
            one, other = (table.by_name[column] for column in given)
            kept = [
                f"(k.cell = {quoted(a.name)} AND {_value(a, 'k.stands')} = {_value(b, 'o.should_be')})"
                for a, b in ((one, other), (other, one))
            ]
            return f"NOT ({' OR '.join(kept)})"
        case "replace":
            kept = [f"(k.cell = {quoted(name)} AND {_listed(table, name, given[name])})" for name in given]
            return f"NOT ({' OR '.join(kept)})"
        case "swap_day_and_month":
            right, wrong = (_moment(table.by_name[given], f"k.{side}") for side in ("should_be", "stands"))
            return (
                f"year({right}) <> year({wrong}) OR month({right}) <> day({wrong}) OR day({right}) <> month({wrong}) "
                f"OR CAST({right} AS TIME) <> CAST({wrong} AS TIME)"
            )
        case _:
            return _shifted(table, given)


def _value(column: Column, text: str) -> str:
    if csv_text.loses(column):
        raise UnavailableError(f"{column.name} is written in a format that leaves part of it out")
    return csv_text.cast(column, text)


def _moment(column: Column, text: str) -> str:
    return f"CAST({_value(column, text)} AS TIMESTAMP)"


def _listed(table: Table, name: str, values: list[Any]) -> str:
    column = table.by_name[name]
    texts = ", ".join(_literal(column, value) for value in values)
    return f"{_value(column, 'k.stands')} IN ({texts})"


def _literal(column: Column, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return literal(column.type, column.type.parse(value))


def _shifted(table: Table, given: Any) -> str:
    column, size = table.by_name[given["column"]], _MICROSECONDS[given["unit"]]
    right, wrong = _moment(column, "k.should_be"), _moment(column, "k.stands")
    distance = f"(epoch_us({wrong}) - epoch_us({right}))"
    return (
        f"{distance} % {size} <> 0 OR {distance} NOT BETWEEN {given['min'] * size} AND {given['max'] * size}"
    )
