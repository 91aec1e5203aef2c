"""The table's own checks hold in every row; one without an answer holds, as in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Check, Table
from manikin.verify.build import Build
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt


def rules(build: Build, table: Table) -> Iterator[Found]:
    """Yield the table's checks."""
    for check in table.checks:
        yield attempt(
            Subject(f"check {check.name!r}", "VERIFY15", table.name), partial(_holds, build, table, check)
        )


def _holds(build: Build, table: Table, check: Check) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    return rows.count(_broken(rows, check)), NoneOf("rows that break it")


def _broken(rows: Rows, check: Check) -> str:
    """Return the SQL that is true of rows that break a check, in whichever form it is written."""
    if check.at_least_one:
        return " AND ".join(f"{rows.value(path)} IS NULL" for path in check.at_least_one)
    if check.when:
        return f"{rows.formula(check.when)} IS TRUE AND {rows.formula(check.then)} IS FALSE"
    return f"{rows.formula(check.sql)} IS FALSE"
