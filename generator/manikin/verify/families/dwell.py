"""States last as declared: as long, and spread alike, where nothing cuts their time short."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from manikin.model import Column, DataType, Distribution, Table
from manikin.verify.build import Build
from manikin.verify.lasting import Lasting, by_state, lasting
from manikin.verify.moments import difference
from manikin.verify.nulls import is_declared
from manikin.verify.paths import UnavailableError
from manikin.verify.shape import Cdf, cdf, place_of
from manikin.verify.siblings import Siblings
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, Query, Shares, Subject, attempt

_CUTS = (0.1, 0.25, 0.5, 0.75, 0.9)
_ROLES = ("gap", "length", "last")


def dwell(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of how long states last."""
    for column in table.written:
        for role in _ROLES if column.kind == "events" else ():
            if (
                by_state(column.parameters.get(role))
                and not is_declared(column)
                and _is_free(column, role, table)
            ):
                yield from _of_role(build, table, column, role)


def _is_free(column: Column, role: str, table: Table) -> bool:
    """Return whether no bound truncates the times."""
    if role == "gap":
        return "until" not in column.parameters
    start = table.by_name[str(column.parameters["end_of"])]
    if is_declared(start) or "until" in start.parameters:
        return False
    return role == "last" or not column.parameters.get("no_overlap", False)


def _of_role(build: Build, table: Table, column: Column, role: str) -> Iterator[Found]:
    subject = Subject("how long states last", "VERIFY11", table.name, column.name)
    try:
        found = list(lasting(Siblings(build, table).rows, table, column, role))
    except UnavailableError as reason:
        yield attempt(subject, partial(_unavailable, reason))
        return
    for place, one in enumerate(found):
        # A time that is always the same has no shape; that it is so is looked at with the moments themselves.
        if _declared(one) is not None:
            yield attempt(subject, partial(_spread, build, table, column, (role, place)))


def _unavailable(reason: UnavailableError) -> tuple[Query, Expectation]:
    raise reason


def _spread(build: Build, table: Table, column: Column, which: tuple[str, int]) -> tuple[Query, Expectation]:
    role, place = which
    siblings = Siblings(build, table)
    rows = siblings.rows
    one = list(lasting(rows, table, column, role))[place]
    value = rows.column(column.name)
    if role == "gap":
        first, last, here = value, siblings.after(value), one.where
    else:
        first, last, here = rows.column(str(column.parameters["end_of"])), value, one.where
        here = f"({here} AND {siblings.is_last})" if role == "last" else here
    distance, ticks, tick = difference(first, last, one.unit, column.type)
    cuts = _cuts(one, ticks / tick)
    below = [f"d <= {cut * tick}" for cut, _ in cuts]
    bars = [below[0], *(f"NOT ({a}) AND {b}" for a, b in pairwise(below)), f"NOT ({below[-1]})"]
    filters = ", ".join(f"count(*) FILTER (here AND d IS NOT NULL AND {bar})" for bar in bars)
    ends = [0.0, *(share for _, share in cuts), 1.0]
    parts = [b - a for a, b in pairwise(ends)]
    labels = tuple(f"part {number} of {len(parts)}{one.label}" for number in range(1, len(parts) + 1))
    query = rows.inner(f"{distance} AS d, {here} AS here", partial(select, f"unnest([{filters}])"))
    return query, Shares(labels, tuple(parts))


def _declared(one: Lasting) -> Cdf | None:
    ((name, parameters),) = one.by.items()
    try:
        return cdf(Distribution(name, parameters), DataType("float"))
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


def _cuts(one: Lasting, ticks: float) -> list[tuple[int, float]]:
    """Return whole ticks, each with the share of times that are no longer; times are rounded to whole ticks."""
    declared = _declared(one)
    assert declared is not None
    found: dict[int, float] = {}
    for share in _CUTS:
        at = place_of(declared, share)
        if at is not None:
            cut = math.floor(at * ticks)
            found[cut] = declared((cut + 0.5) / ticks)
    if not found:
        raise UnavailableError("its quarters cannot be written in SQL")
    return sorted(found.items())
