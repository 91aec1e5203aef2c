"""Hierarchies within a table have no more levels than declared, and no circle."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.paths import Step, asks
from manikin.verify.rows import Rows
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt


def levels(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of how deep the rows of a table stand below one another."""
    for column in table.written:
        if asks(column, "levels"):
            subject = Subject("levels", "VERIFY18", table.name, column.name)
            yield attempt(subject, partial(_reached, build, table, column))


def _reached(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    """Return the query that goes down from the top, level by level, and counts the rows that it did not meet."""
    most = int(column.parameters["levels"])
    rows = Rows(build, table)
    above = rows.position((Step(table.name, column.name),))
    pairs = rows.select(f't."#" AS place, {above} AS above')
    top = select("place, 1", "pairs", "WHERE above IS NULL")
    next_down = select(
        "p.place, w.level + 1", "pairs AS p JOIN walk AS w ON p.above = w.place", f"WHERE w.level < {most}"
    )
    down = " ".join(
        (
            f"WITH RECURSIVE pairs AS MATERIALIZED ({pairs.sql}),",
            f"walk(place, level) AS ({top} UNION ALL {next_down})",
            select("(SELECT count(*) FROM pairs) - count(*)", "walk"),
        )
    )
    return Query(down, pairs.tables), NoneOf(f"rows that stand below level {most}, or in a circle")
