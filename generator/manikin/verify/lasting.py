"""How long intervals and gaps last: by one distribution, or by the state that a row is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manikin.model import Column, Table
from manikin.verify.chains import chains, state
from manikin.verify.conditions import EVERY
from manikin.verify.moments import cannot_be
from manikin.verify.rows import Rows

_DWELL = "dwell_of"


@dataclass(frozen=True)
class Lasting:
    """One distribution of how long something lasts, and the SQL of the rows that it holds for."""

    by: Mapping[str, Any]
    unit: str
    where: str = EVERY
    label: str = ""


def by_state(by: Any) -> bool:
    """Return whether a column of states is named where a distribution could stand."""
    return isinstance(by, Mapping) and _DWELL in by


def lasting(rows: Rows, table: Table, column: Column, role: str) -> Iterator[Lasting]:
    """Yield every distribution under a key of an `events` column.

    Raises
    ------
    UnavailableError
        If the files do not tell the state of a row, or which of its cases holds.
    """
    by = column.parameters[role]
    if not by_state(by):
        yield Lasting(by, column.parameters["unit"])
        return
    there = table.by_name[str(by[_DWELL])]
    value = rows.column(there.name)
    for chain in chains(there, rows.look):
        for name, own in chain.dwell.items():
            where = f"({chain.where} AND {value} = {state(there, name)})"
            yield Lasting(own, there.parameters["unit"], where, f" in {name}{chain.label}")


def impossible(found: Iterator[Lasting], first: str, last: str, column: Column) -> str:
    """Return the SQL of a distance between two moments that none of the distributions of its row can give."""
    parts = [f"({one.where} AND ({cannot_be(first, last, one.by, one.unit, column.type)}))" for one in found]
    return f"({' OR '.join(parts) or 'false'})"
