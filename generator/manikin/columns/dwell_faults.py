"""What can be wrong with times that say `dwell_of`: no such column, or states that do not say how long they last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.columns import distance
from manikin.columns.dwell import DWELL, dwell_column
from manikin.columns.kind import Fault
from manikin.columns.regimes import regimes
from manikin.model import Column, Table


def faults(column: Column, role: str, table: Table) -> Iterator[Fault]:
    """Yield what is wrong with the column of states named under a key of an `events` column."""
    named = dwell_column(column.parameters.get(role))
    if named is None:
        return
    at = ("events", role, DWELL)
    there = table.by_name.get(named)
    if there is None or there.kind != "states" or not all("dwell" in r.parts for r in regimes(there)):
        known = [c.name for c in table.columns if c.kind == "states"]
        message = f"{named!r} is no column of states of this table that says how long they last"
        mend = (
            f"add `dwell:` and `unit:` to {known[0]}"
            if known
            else "name a column filled by `states` with `dwell`"
        )
        yield Fault("EVENTS02", message, mend, at)
        return
    if "unit" in there.parameters:
        yield from distance.unit_faults(there.parameters["unit"], column.type, at)
    for regime in regimes(there) if role != "gap" else ():
        bare = [name for name in regime.part("transitions") if name not in regime.part("dwell")]
        if bare:
            message = f"nothing says how long {bare[0]!r} lasts, and a row in it has a length as well"
            yield Fault("EVENTS02", message, f"add `{bare[0]}: {{…}}` to `dwell` of {named}", at)
            return


def distributions(column: Column, role: str, table: Table) -> list[tuple[Mapping[str, Any], str]]:
    """Return every distribution that may stand under a key, each with its unit."""
    by = column.parameters.get(role)
    named = dwell_column(by)
    if by is None:
        return []
    if named is None:
        return [(by, column.parameters["unit"])]
    there = table.by_name[named]
    return [
        (own, there.parameters["unit"]) for regime in regimes(there) for own in regime.part("dwell").values()
    ]
