"""Values are missing where, and as often as, declared; nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.conditions import EVERY, Arm, arms
from manikin.verify.nulls import is_declared, is_open
from manikin.verify.paths import UnavailableError
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Shares, Subject, attempt


def missing(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of missing values of a table."""
    bent = redrawn(table, build.spec)
    for column in table.written:
        if not is_declared(column) and not is_open(column, table, build.spec):
            subject = Subject("never missing", "VERIFY08", table.name, column.name)
            yield attempt(subject, partial(_never, build, table, column))
        if column.missing_with:
            subject = Subject("missing together", "VERIFY08", table.name, column.name)
            yield attempt(subject, partial(_together, build, table, column))
        if column.missing is not None:
            yield from _share(build, table, column, bent)


def _never(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    return rows.count(f"{rows.column(column.name)} IS NULL"), NoneOf("rows without a value")


def _together(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value = rows.column(column.name)
    others = " OR ".join(f"{rows.column(other)} IS NULL" for other in column.missing_with)
    broken = f"({others}) AND {value} IS NOT NULL"
    if column.missing is None and not is_open(column, table, build.spec):
        broken = f"({broken}) OR (NOT ({others}) AND {value} IS NULL)"
    return rows.count(broken), NoneOf(
        f"rows where it is not missing together with {', '.join(column.missing_with)}"
    )


def _share(build: Build, table: Table, column: Column, bent: frozenset[str]) -> Iterator[Found]:
    assert column.missing is not None
    subject = Subject("share missing", "VERIFY08", table.name, column.name)
    if column.name in bent:
        yield subject.result(
            Outcome.UNTESTED, "not tested: rows that fail the table's checks are drawn again"
        )
        return
    if is_open(column, table, build.spec):
        yield subject.result(
            Outcome.UNTESTED, "not tested: values may also be missing since what they follow from is"
        )
        return
    try:
        cases = arms(column.missing.draw, Rows(build, table).look)
    except UnavailableError as reason:
        yield subject.result(Outcome.UNCHECKED, f"cannot be checked from the files: {reason}")
        return
    for place in range(len(cases)):
        yield attempt(subject, partial(_as_often, build, table, column, place))


def _as_often(build: Build, table: Table, column: Column, place: int) -> tuple[Query, Expectation]:
    assert column.missing is not None
    rows = Rows(build, table)
    arm: Arm = arms(column.missing.draw, rows.look)[place]
    share = float(arm.distribution.parameters)
    value = rows.column(column.name)
    alone = " AND ".join([arm.where, *(f"{rows.column(other)} IS NOT NULL" for other in column.missing_with)])
    counts = f"unnest([count(*) - count({value}), count({value})])"
    where = "" if alone == EVERY else f"WHERE {alone}"
    labels = (f"missing{arm.label}", f"there{arm.label}")
    return rows.select(counts, where), Shares(labels, (share, 1 - share))
