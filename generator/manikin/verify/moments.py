"""Moments and the distances between them as SQL, in the type and the unit of a column."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, Final

from manikin.model import Column, DataType
from manikin.verify.paths import UnavailableError, resolve
from manikin.verify.rows import Rows
from manikin.verify.sqltext import literal
from manikin.verify.support import spans

_SECONDS: Final = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_TRUNCATED: Final = {"s": "second", "ms": "millisecond", "us": "microsecond"}
_TICKS: Final = {"s": 1_000_000, "ms": 1_000, "us": 1}
"""Microseconds in the finest unit of a datetime."""


def moment(rows: Rows, column: Column, text: str) -> str:
    """Return the SQL, in the column's own type, of a moment given as a path, a constant or a date."""
    try:
        resolve(text, rows.table, rows.build.spec)
    except UnavailableError:
        written = rows.build.spec.constants.get(text, text)
        try:
            return literal(column.type, column.type.parse(written))
        except ValueError:
            raise UnavailableError("a date that the moments are measured from is not understood") from None
    return _as_type(*rows.look(text), column.type)


def _as_type(sql: str, there: DataType, here: DataType) -> str:
    if here.name == "date":
        return f"CAST({sql} AS DATE)"
    moment = f"CAST({sql} AS TIMESTAMP)"
    if there.name != "datetime":
        return moment
    if here.timezone and there.timezone and here.ahead != there.ahead:
        moment = f"({moment} + to_seconds({here.ahead - there.ahead}))"
    return f"date_trunc('{_TRUNCATED[here.precision]}', {moment})"


def cannot_be(first: str, last: str, by: Mapping[str, Any], unit: str, datatype: DataType) -> str:
    """Return the SQL of a distance between two moments that its distribution cannot give."""
    ((name, parameters),) = by.items()
    found = spans(name, parameters, float)
    low, high = min(span[0] for span in found), max(span[1] for span in found)
    distance, ticks, tick = difference(first, last, unit, datatype)
    ends = [f"{distance} < {low * ticks - tick!r}"] if low > -inf else []
    ends += [f"{distance} > {high * ticks + tick!r}"] if high < inf else []
    return " OR ".join(ends) or "false"


def difference(first: str, last: str, unit: str, datatype: DataType) -> tuple[str, float, int]:
    """Return the SQL of a distance, how long one `unit` is in what it counts, and how long one tick is."""
    seconds = _SECONDS[unit]
    if datatype.name == "date":
        return f"date_diff('day', {first}, {last})", seconds / 86_400, 1
    return f"(epoch_us({last}) - epoch_us({first}))", seconds * 1_000_000, _TICKS[datatype.precision]
