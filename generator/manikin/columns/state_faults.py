"""What can be wrong with ``states``: parts that are lacking, states that nothing follows, times that are lacking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.columns import distance
from manikin.columns.conditions import matcher, parse_scalar
from manikin.columns.kind import Fault
from manikin.columns.paths import UnknownPathError, resolve
from manikin.columns.regimes import PARTS, Regime, regimes
from manikin.model import Column, DataType, PerRows, Spec, Table

_MOMENT = DataType("datetime")


def faults(column: Column, table: Table, spec: Spec) -> Iterator[Fault]:
    """Yield what is wrong with the chains of a column."""
    found = list(_parts(column))
    yield from found
    told: set[object] = set()
    for regime in () if found else regimes(column):
        for name in PARTS:
            if regime.at[name] not in told:
                yield from _PART[name](column, regime)
                told.add(regime.at[name])
        if "dwell" in regime.parts and (regime.at["transitions"], regime.at["dwell"]) not in told:
            yield from _lasting(column, table, regime)
            told.add((regime.at["transitions"], regime.at["dwell"]))
    if not found:
        yield from _unit(column)
        if _can_change(column, table, spec):
            yield from _unknown_before(column)


def _can_change(column: Column, table: Table, spec: Spec) -> bool:
    """Return whether the rows of one parent may follow different chains: not all that is given is the parent's."""
    for path in column.parameters.get("given", ()):
        try:
            steps = resolve(path, table, spec).steps
        except UnknownPathError:
            continue
        if not steps or steps[0].column is not None or steps[0].previous:
            return True
    return False


def _unknown_before(column: Column) -> Iterator[Fault]:
    """Yield a chain without a line for a state that another chain may have left the row before in."""
    chains = regimes(column)
    names = {name: None for regime in chains for name in regime.part("transitions")}
    for regime in chains:
        for name in names:
            if name not in regime.part("transitions"):
                message = (
                    f"the row before can be in {name!r} by another case, and this one has no line for it"
                )
                mend = f"add `{name}: {{…}}`, or let the cases look at the parent's columns alone"
                yield Fault("STATES01", message, mend, regime.at["transitions"])


def endings(column: Column, table: Table) -> frozenset[Any]:
    """Return the states that no row follows, since `until` under `rows` ends with them alone."""
    until = table.rows.until if isinstance(table.rows, PerRows) else ()
    if len(until) != 1 or until[0].path != column.name:
        return frozenset()
    try:
        match = matcher(until[0], column.type)
        names = {name for regime in regimes(column) for name in regime.part("transitions")}
        found = {parse_scalar(column.type, name) for name in names}
    except ValueError:
        return frozenset()
    return frozenset(state for state in found if state in match.values or _within(state, match.intervals))


def _within(state: Any, intervals: Any) -> bool:
    return any(
        (interval.low < state or (interval.low_included and state == interval.low))
        and (state < interval.high or (interval.high_included and state == interval.high))
        for interval in intervals
    )


def _parts(column: Column) -> Iterator[Fault]:
    """Yield a part of the chain that stands nowhere, or twice, or in some cases only."""
    parameters = column.parameters
    if ("given" in parameters) != ("cases" in parameters):
        there, lacking = ("given", "cases") if "given" in parameters else ("cases", "given")
        yield Fault(
            "STATES02", f"`{there}` without `{lacking}`", f"add `{lacking}:`, or remove it", ("states", there)
        )
        return
    cases = parameters.get("cases", ())
    for name in PARTS:
        holding = [number for number, case in enumerate(cases) if name in case]
        if name in parameters and holding:
            message = f"`{name}` stands both in this case and beside `cases`"
            mend = "keep it beside `cases`, where it holds for all, or write it in every case"
            yield Fault("STATES02", message, mend, ("states", "cases", holding[0], name))
        elif name not in parameters and len(holding) < len(cases) and (holding or name != "dwell"):
            bare = next(number for number in range(len(cases)) if number not in holding)
            mend = f"add `{name}:` to every case, or once beside `cases`"
            yield Fault("STATES02", f"this case lacks `{name}`", mend, ("states", "cases", bare))
        elif name not in parameters and not cases and name != "dwell":
            mend = {"start": "add `start: {ward: 9, ICU: 1}`", "transitions": "add `transitions:`"}[name]
            mend += " with weights for the first row" if name == "start" else " with a line for every state"
            yield Fault("STATES02", f"`states` lacks `{name}`", mend, ("states",))


def _start(_: Column, regime: Regime) -> Iterator[Fault]:
    yield from _row(regime.at["start"], regime.part("start"), regime.part("transitions"))


def _transitions(column: Column, regime: Regime) -> Iterator[Fault]:
    known = regime.part("transitions")
    for name, row in known.items():
        yield from _row((*regime.at["transitions"], name), row, known)
    for name in known:
        try:
            parse_scalar(column.type, name)
        except ValueError as error:
            yield _unfit(column, name, error, (*regime.at["transitions"], name))


def _row(at: tuple[str | int, ...], row: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Fault]:
    if not any(row.values()):
        mend = "give at least one state a weight above 0"
        yield Fault("CHOICE03", "the weights are all 0, so no state can follow", mend, at)
    for name in row:
        if name not in known:
            message = f"{name!r} has no line in `transitions`, so nothing says what follows it"
            mend = f"add `{name}: {{…}}` there; `{name}: {{{name}: 1}}` if nothing does"
            yield Fault("STATES01", message, mend, (*at, name))


def _dwell(column: Column, regime: Regime) -> Iterator[Fault]:
    """Yield times of what is no state, and times that cannot be drawn."""
    unit = column.parameters.get("unit", "hours")
    for name, by in regime.part("dwell").items():
        at = (*regime.at["dwell"], name)
        if name not in regime.part("transitions"):
            mend = f"remove it, or add a line for {name!r} to `transitions`"
            yield Fault("STATES03", f"{name!r} is no state of this chain", mend, at)
        else:
            yield from distance.faults(by, unit, _MOMENT, at)


def _lasting(column: Column, table: Table, regime: Regime) -> Iterator[Fault]:
    """Yield the states that a row can follow and that nothing says how long they last."""
    final = endings(column, table)
    for name in regime.part("transitions"):
        try:
            state = parse_scalar(column.type, name)
        except ValueError:
            continue
        if name not in regime.part("dwell") and state not in final:
            message = f"nothing says how long {name!r} lasts, and a row can follow it"
            mend = f"add `{name}: {{…}}` to `dwell`, or end the rows there: `until: {{{column.name}: {name}}}` under `rows`"
            yield Fault("STATES03", message, mend, regime.at["dwell"])


def _unit(column: Column) -> Iterator[Fault]:
    timed = any("dwell" in regime.parts for regime in regimes(column))
    if timed and "unit" not in column.parameters:
        mend = "add `unit:`, one of: " + ", ".join(distance.SECONDS)
        yield Fault("STATES03", "`dwell` without the unit it counts", mend, ("states",))
    elif not timed and "unit" in column.parameters:
        yield Fault(
            "STATES03",
            "`unit` counts the times of `dwell`, and there are none",
            "remove it",
            ("states", "unit"),
        )


def _unfit(column: Column, name: str, error: ValueError, at: tuple[str | int, ...]) -> Fault:
    if column.type.is_text:
        return Fault("CHOICE02", f"{name!r} is {error}", "shorten it, or raise max_length", at)
    message = f"{name!r} is {str(error).partition('; ')[0]}, and the column is {column.type.name}"
    return Fault("CHOICE01", message, "write whole numbers, or give the column the type string", at)


_PART = {"start": _start, "transitions": _transitions, "dwell": _dwell}
