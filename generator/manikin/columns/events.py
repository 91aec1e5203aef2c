"""``events``: ordered times of the rows of one parent, and the ends of intervals that begin at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from manikin import distributions
from manikin.columns import event_faults
from manikin.columns.distance import SECONDS, Distance, ticks_in
from manikin.columns.dwell import DWELL, Dwell, Gaps, Plain, dwell_column
from manikin.columns.intervals import Drawn, Gapless
from manikin.columns.kind import Fault, Maker
from manikin.columns.moment import MOMENTS, is_path, moment
from manikin.columns.ordered import Bounds, Scattered, Spaced
from manikin.model import Column, Spec, Table


def beginning(column: Column, table: Table) -> Column | None:
    """Return the column of ordered times behind an `events` column: itself, or that of `end_of`."""
    if "end_of" not in column.parameters:
        return column
    start = table.by_name.get(column.parameters["end_of"])
    return (
        start if start is not None and start.kind == "events" and "end_of" not in start.parameters else None
    )


def decisive(column: Column, table: Table) -> Iterator[str]:
    """Yield the paths without whose value there is none in the column either."""
    start = beginning(column, table)
    if start is not None:
        to_bound = _is_gapless(column) and "last" not in column.parameters
        roles = ["from", "until"] if "gap" not in start.parameters or to_bound else ["from"]
        yield from (start.parameters[role] for role in roles if is_path(start.parameters.get(role, "0")))


def is_open(column: Column, table: Table) -> bool:
    """Return whether the last row of each parent has no value: nothing ends it."""
    start = beginning(column, table)
    ends = start is not None and ("until" in start.parameters or "last" in column.parameters)
    return start is not None and _is_gapless(column) and not ends


def _is_gapless(column: Column) -> bool:
    return bool(column.parameters.get("gapless", False))


def _distances(description: str) -> dict[str, Any]:
    """Return the schema of a distribution, in whose place a column of states may be named."""
    one = distributions.schema()
    dwell = {
        "type": "string",
        "description": "A column of `states` with `dwell`: as long as the row's state lasts.",
    }
    return {
        **one,
        "description": f"{description}; or `dwell_of` a column of states.",
        "properties": {**one["properties"], DWELL: dwell},
    }


class EventsKind:
    """Ordered times within the parent, or the ends of intervals that begin at them."""

    NAME = "events"
    TITLE = "ordered times of the rows of one parent, or the ends of intervals that begin at them"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "Times: `from`, and `gap` or `until`. Ends of intervals: `end_of`, and `length` or `gapless`.",
        "additionalProperties": False,
        "properties": {
            "from": {
                "type": "string",
                "description": "The moment that the times follow: a column of the parent, a date or a constant.",
            },
            "until": {
                "type": "string",
                "description": "The moment that no time passes; without `gap` the times lie anywhere before it.",
            },
            "gap": _distances("The distance from one time to the next"),
            "first": {
                **distributions.schema(),
                "description": "The distance of the first time; a gap unless given.",
            },
            "leave": {
                "type": "number",
                "minimum": 0,
                "description": "How much time is left at least between the last time and `until`.",
            },
            "unit": {"enum": list(SECONDS), "description": "The unit of the distances."},
            "end_of": {
                "type": "string",
                "description": "The column of times that the intervals begin at; its `until` holds for the ends too.",
            },
            "length": _distances("The length of an interval"),
            "last": _distances("With `gapless` and no `until`: the length of the last interval"),
            "no_overlap": {
                "type": "boolean",
                "description": "No interval lasts beyond the start of the next.",
            },
            "gapless": {
                "type": "boolean",
                "description": "Each interval lasts to the start of the next, the last one to `until`.",
            },
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "type": "datetime",
        "events": {
            "from": "spell.admitted_at",
            "until": "spell.discharged_at",
            "gap": {"exponential": {"mean": 6}},
            "unit": "hours",
        },
    }
    TYPES = MOMENTS

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the moments around the times, or the column of starts."""
        for role in ("from", "until"):
            if is_path(column.parameters.get(role, "0")):
                yield column.parameters[role]
        if "end_of" in column.parameters:
            yield column.parameters["end_of"]
        for role in ("gap", "length", "last"):
            named = dwell_column(column.parameters.get(role))
            if named is not None:
                yield named

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the keys, the moments or the distances."""
        if table.parent is None:
            message = f"{table.name} has no parent whose rows could be put in order"
            yield Fault("COLUMN05", message, "give the table `rows: {per: PARENT, …}`, or use `after`")
        elif "end_of" in column.parameters:
            yield from event_faults.ends(column, table, beginning(column, table))
        else:
            yield from event_faults.times(column, table, spec)

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: times may repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> Maker:
        """Return the maker of the column."""
        parameters, unit = column.parameters, column.parameters.get("unit", "seconds")
        start = beginning(column, table)
        assert start is not None
        bound = start.parameters.get("until")
        until = None if bound is None else moment(column, bound, table, spec)
        if start is not column:
            if _is_gapless(column):
                last = _by(column, "last", table, spec) if "last" in parameters else None
                return Gapless(column, start, until, last)
            length = _by(column, "length", table, spec)
            return Drawn(column, start, until, length, apart=parameters.get("no_overlap", False))
        leave = -int(-parameters.get("leave", 0) * ticks_in(unit, column.type) // 1)
        bounds = Bounds(moment(column, parameters["from"], table, spec), until, leave)
        if "gap" not in parameters:
            return Scattered(column, bounds)
        first = Distance(parameters["first"], unit, column.type) if "first" in parameters else None
        return Spaced(column, bounds, Gaps(_by(column, "gap", table, spec), first))


def _by(column: Column, role: str, table: Table, spec: Spec) -> Plain | Dwell:
    """Return the distances under a key: drawn from one distribution, or by the state of each row."""
    by = column.parameters[role]
    named = dwell_column(by)
    if named is not None:
        return Dwell(table.by_name[named], column.type, table, spec)
    return Plain(Distance(by, column.parameters["unit"], column.type))


KIND = EventsKind()
