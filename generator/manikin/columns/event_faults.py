"""What can be wrong with ``events``: keys that do not go together, moments of the row itself, no room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from manikin.columns import distance, dwell_faults, moment
from manikin.columns.distance import Distance
from manikin.columns.dwell import dwell_column
from manikin.columns.kind import Fault
from manikin.columns.paths import UnknownPathError, resolve
from manikin.model import Column, Spec, Table

_OF_TIMES = ("from", "until", "gap", "first", "leave")
_OF_ENDS = ("length", "no_overlap", "gapless", "last")


def times(column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
    """Yield what is wrong with a column of ordered times."""
    parameters = column.parameters
    found = list(_keys_of_times(parameters))
    yield from found
    if found:
        return
    for role in ("from", "until"):
        if role in parameters:
            yield from _moment(column, role, table, spec)
    yield from _distances(column, ("gap", "first"))
    yield from dwell_faults.faults(column, "gap", table)


def ends(column: Column, table: Table, start: Column | None) -> Iterable[Fault]:
    """Yield what is wrong with a column of ends, whose starts are the column `start`."""
    parameters = column.parameters
    found = list(_keys_of_ends(parameters))
    if start is None:
        name = parameters["end_of"]
        there = [c.name for c in table.columns if c.kind == "events" and "from" in c.parameters]
        mend = "name a column of this table that is filled by `events` with `from`"
        message = f"{name!r} is no column of ordered times" + (
            f"; there are: {', '.join(there)}" if there else ""
        )
        found.append(Fault("EVENTS02", message, mend, ("events", "end_of")))
    elif (start.type.name, start.type.precision) != (column.type.name, column.type.precision):
        message = f"the intervals begin at a {start.type.name} and end at a {column.type.name}, or at another precision"
        found.append(Fault("TYPE02", message, f"give it the type and precision of {start.name}", ("type",)))
    found = found or list(_distances(column, ("length", "last")))
    found = found or [
        fault for role in ("length", "last") for fault in dwell_faults.faults(column, role, table)
    ]
    yield from found
    if not found and start is not None and "length" in parameters:
        yield from _room(column, start, table)


def _keys_of_times(parameters: Any) -> Iterator[Fault]:
    for key in _OF_ENDS:
        if key in parameters:
            yield _misplaced(key, "belongs to the end of an interval", "add `end_of: COLUMN`, or remove it")
    if "from" not in parameters:
        mend = "add `from:` with the moment the times follow, or `end_of:` with the column of starts"
        yield Fault("EVENTS01", "`events` with neither `from` nor `end_of`", mend, ("events",))
    elif "gap" not in parameters and "until" not in parameters:
        mend = "add `gap:` with the distance between two times, or `until:`, or both"
        yield Fault("EVENTS01", "`events` with neither `gap` nor `until`", mend, ("events",))
    if dwell_column(parameters.get("gap")) is not None and "first" not in parameters:
        message = "no state goes before the first row, so nothing says when its time is"
        mend = "add `first:`, such as `first: {exactly: 0}` for the moment of `from` itself"
        yield Fault("EVENTS01", message, mend, ("events", "gap"))
    if "first" in parameters and "gap" not in parameters:
        yield _misplaced("first", "goes with `gap`", "add `gap`, or remove it")
    if "leave" in parameters and "until" not in parameters:
        yield _misplaced("leave", "goes with `until`", "add `until`, or remove it")
    yield from _unit(parameters, ("gap", "first", "leave"))


def _keys_of_ends(parameters: Any) -> Iterator[Fault]:
    for key in _OF_TIMES:
        if key in parameters:
            yield _misplaced(
                key, "belongs to the column of starts", "move it to the column that `end_of` names"
            )
    gapless = parameters.get("gapless", False)
    if gapless and ("length" in parameters or "no_overlap" in parameters):
        key = "length" if "length" in parameters else "no_overlap"
        mend = "keep `gapless`, or `length` with `no_overlap`"
        yield _misplaced(key, "says nothing beside `gapless`, where the next start ends an interval", mend)
    if "last" in parameters and not gapless:
        yield _misplaced("last", "goes with `gapless`", "add `gapless: true`, or write `length`")
    if not gapless and "length" not in parameters:
        mend = "add `length:` with a distribution, or `gapless: true`"
        yield Fault("EVENTS01", "nothing says how long the intervals last", mend, ("events",))
    yield from _unit(parameters, ("length", "last"))


def _misplaced(key: str, why: str, mend: str) -> Fault:
    return Fault("EVENTS01", f"`{key}` {why}", mend, ("events", key))


def _unit(parameters: Any, roles: tuple[str, ...]) -> Iterator[Fault]:
    needing = [role for role in roles if role in parameters and dwell_column(parameters[role]) is None]
    if needing and "unit" not in parameters:
        mend = "add `unit:`, one of: " + ", ".join(distance.SECONDS)
        yield Fault("EVENTS01", f"`{needing[0]}` without the unit it counts", mend, ("events", needing[0]))


def _moment(column: Column, role: str, table: Table, spec: Spec) -> Iterator[Fault]:
    yield from moment.faults(column, role, table, spec)
    text = column.parameters[role]
    try:
        steps = resolve(text, table, spec).steps
    except UnknownPathError:
        return
    if not steps or steps[0].column is not None or steps[0].previous:
        message = f"{text} can differ between the rows of one {table.parent}, and the times lie in one window for all"
        mend = f"name a column of the parent, such as {table.parent}.COLUMN, a date or a constant"
        yield Fault("EVENTS02", message, mend, ("events", role))


def _distances(column: Column, roles: tuple[str, ...]) -> Iterator[Fault]:
    parameters = column.parameters
    if "unit" not in parameters:
        return
    found = list(distance.unit_faults(parameters["unit"], column.type, ("events", "unit")))
    yield from found
    for role in roles:
        if role in parameters and not found and dwell_column(parameters[role]) is None:
            yield from distance.faults(parameters[role], parameters["unit"], column.type, ("events", role))


def _room(column: Column, start: Column, table: Table) -> Iterator[Fault]:
    """Yield a length that might find no room before the next start, or before `until`."""
    parameters, others = column.parameters, start.parameters
    apart = parameters.get("no_overlap", False)
    length = max(_least(column, "length", table), default=0.0)
    unit = parameters.get("unit", others.get("unit", "seconds"))
    # Where the same state decides both, a length fits into its own gap.
    named = dwell_column(parameters["length"])
    alike = named is not None and named == dwell_column(others.get("gap"))
    if apart and not alike and length > min(_least(start, "gap", table), default=0.0):
        message = f"an interval lasts at least as long as `min` of `length`, and {start.name} may begin the next sooner"
        mend = f"give the `gap` of {start.name} a `min` that is no shorter, or let short intervals be drawn"
        yield Fault("EVENTS03", message, mend, ("events", "length"))
    left = others.get("leave", 0) * distance.ticks_in(others.get("unit", unit), column.type)
    if "until" in others and length > left:
        message = f"an interval has a least length, and {start.name} may begin one just before `until`"
        mend = f"add `leave:` to {start.name} with that least length, or let short intervals be drawn"
        yield Fault("EVENTS03", message, mend, ("events", "length"))


def _least(column: Column, role: str, table: Table) -> list[float]:
    """Return the least of each distance that may stand under a key."""
    found = dwell_faults.distributions(column, role, table)
    return [Distance(by, unit, column.type).bounds[0] for by, unit in found]
