"""Which days and hours a calendar can give, as SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from manikin.model import DataType
from manikin.verify.sqltext import literal

_DAY = DataType("date")


def days_and_hours(parameters: Mapping[str, Any], value: str, datatype: DataType) -> str:
    """Return the SQL of a moment lying between the two days and at no time whose weight is zero."""
    day = f"CAST({value} AS DATE)"
    first, last = (literal(_DAY, _DAY.parse(parameters[end])) for end in ("from", "to"))
    parts = [f"{day} BETWEEN {first} AND {last}"]
    parts += _never(f"month({value})", parameters.get("months", ()), 1)
    parts += _never(f"isodow({value})", parameters.get("weekdays", ()), 1)
    if datatype.name == "datetime":
        parts += _never(f"hour({value})", parameters.get("hours", ()), 0)
    return " AND ".join(parts)


def _never(sql: str, weights: Sequence[float], first: int) -> list[str]:
    never = [str(place) for place, weight in enumerate(weights, start=first) if weight == 0]
    return [f"{sql} NOT IN ({', '.join(never)})"] if never else []
