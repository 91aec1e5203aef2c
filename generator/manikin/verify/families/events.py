"""Times within a parent stand in order and in their window; intervals end as declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.lasting import impossible, lasting
from manikin.verify.moments import cannot_be, difference, moment
from manikin.verify.nulls import is_declared
from manikin.verify.rows import Rows
from manikin.verify.siblings import Siblings
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

Check = Callable[[Build, Table, Column], tuple[Query, Expectation]]


def events(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the columns of events."""
    for column in table.written:
        if column.kind == "events":
            found = _of_ends(table, column) if "end_of" in column.parameters else _of_times(column)
            for name, check in found:
                subject = Subject(name, "VERIFY14", table.name, column.name)
                yield attempt(subject, partial(check, build, table, column))


def _of_times(column: Column) -> Iterator[tuple[str, Check]]:
    yield "in order", _in_order
    yield "from", _from
    if "until" in column.parameters:
        yield "until", _until
    if "gap" in column.parameters:
        yield "gap", _gap
        yield "first gap", _first_gap


def _of_ends(table: Table, column: Column) -> Iterator[tuple[str, Check]]:
    yield "ends after its start", _length
    if column.parameters.get("no_overlap", False):
        yield "no overlap", _no_overlap
    if column.parameters.get("gapless", False):
        yield "gapless", _gapless
    if "until" in _start(table, column).parameters:
        yield "until", _until


def _start(table: Table, column: Column) -> Column:
    return table.by_name[str(column.parameters["end_of"])]


def _counted(siblings: Siblings, broken: str) -> Query:
    """Return the count of rows where `broken`, which may hold windows, is true."""
    return siblings.rows.inner(f"({broken}) AS broken", partial(select, "count(*) FILTER (broken)"))


def _in_order(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    broken = f"{value} < {siblings.before(value, last_known=True)}"
    return _counted(siblings, broken), NoneOf(f"times before an earlier one of the same {table.parent}")


def _from(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value, base = rows.column(column.name), moment(rows, column, str(column.parameters["from"]))
    broken = f"({value} IS NOT NULL AND ({base} IS NULL OR {value} < {base}))"
    if not is_declared(column):
        wanted = [f"{base} IS NOT NULL"]
        if "gap" not in column.parameters:
            wanted.append(f"{moment(rows, column, str(column.parameters['until']))} IS NOT NULL")
        broken += f" OR ({value} IS NULL AND {' AND '.join(wanted)})"
    return rows.count(broken), NoneOf("times before the moment they follow, or without one of the two")


def _until(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    """Nothing lies beyond `until`, nor do times in what is to be left free before it."""
    rows = Rows(build, table)
    times = _start(table, column) if "end_of" in column.parameters else column
    value, bound = rows.column(column.name), moment(rows, column, str(times.parameters["until"]))
    broken = f"{value} > {bound}"
    if times is column and column.parameters.get("leave", 0):
        left, ticks, _ = difference(value, bound, str(column.parameters["unit"]), column.type)
        broken += f" OR {left} < {column.parameters['leave'] * ticks!r}"
    return rows.count(broken), NoneOf("moments beyond `until`")


def _gap(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    # What lies between a row and the next is by the state of the first of the two.
    broken = impossible(lasting(siblings.rows, table, column, "gap"), value, siblings.after(value), column)
    return _counted(siblings, broken), NoneOf("gaps between times that cannot be drawn")


def _first_gap(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    base = moment(siblings.rows, column, str(column.parameters["from"]))
    by, unit = column.parameters.get("first", column.parameters["gap"]), column.parameters["unit"]
    broken = f"{siblings.is_first} AND ({cannot_be(base, value, by, unit, column.type)})"
    return _counted(siblings, broken), NoneOf("first times at a distance that cannot be drawn")


def _length(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value, start = rows.column(column.name), rows.column(_start(table, column).name)
    broken = f"{value} < {start}"
    if "length" in column.parameters:
        broken += f" OR {impossible(lasting(rows, table, column, 'length'), start, value, column)}"
        if not is_declared(column):
            broken += f" OR ({value} IS NULL AND {start} IS NOT NULL)"
    return rows.count(broken), NoneOf(
        "intervals that end before they start, or at a length that cannot be drawn"
    )


def _no_overlap(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value, start = (siblings.rows.column(c.name) for c in (column, _start(table, column)))
    broken = f"{value} > {siblings.after(start, next_known=True)}"
    return _counted(siblings, broken), NoneOf("intervals that last beyond the start of the next")


def _gapless(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    times = _start(table, column)
    value, start = (siblings.rows.column(c.name) for c in (column, times))
    following = siblings.after(start)
    broken = f"{value} <> {following}"
    bound = (
        moment(siblings.rows, column, str(times.parameters["until"])) if "until" in times.parameters else ""
    )
    at_end = f"{value} IS DISTINCT FROM {bound}" if bound else f"{value} IS NOT NULL"
    if is_declared(column) and bound:
        at_end = f"{value} <> {bound}"
    if "last" in column.parameters:
        at_end = impossible(lasting(siblings.rows, table, column, "last"), start, value, column)
        at_end += "" if is_declared(column) else f" OR {value} IS NULL"
        at_end = f"({at_end})"
    if not is_declared(column):
        broken += f" OR ({value} IS NULL AND {following} IS NOT NULL AND {start} IS NOT NULL)"
    broken = f"({broken}) OR ({siblings.is_last} AND {start} IS NOT NULL AND {at_end})"
    return _counted(siblings, broken), NoneOf(
        "intervals that do not last to the start of the next, or to `until`"
    )
