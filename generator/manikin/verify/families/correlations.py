"""Columns that are declared to go together do: the rank correlation of their values is the declared one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Correlation, Table
from manikin.verify import sqltext as sql
from manikin.verify.build import Build
from manikin.verify.coupled import GoesWith
from manikin.verify.moments import difference, moment
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, Query, Subject, attempt

_FARTHEST = 7.0
"""Standard errors: an honest build is further off less often than once in 10⁹."""
_SLACK = 0.01
"""What the judge's own arithmetic may be off by."""
_HEAP = 200
"""Values that one row in so many has are taken as ties; of rarer ones nothing is noticed."""


def correlations(build: Build, table: Table) -> Iterator[Found]:
    """Yield the correlations of the table."""
    bent = redrawn(table, build.spec)
    for pair in table.correlations:
        name = f"{pair.between[0]} goes with {pair.between[1]}"
        subject = Subject(name, "VERIFY11", table.name, pair.between[1])
        columns = [table.by_name[column] for column in pair.between]
        if bent.intersection(pair.between):
            yield subject.result(Outcome.UNTESTED, "not tested: rows that a check refused were drawn again")
        elif any(_is_bent(column) for column in columns):
            yield subject.result(
                Outcome.UNTESTED, "not tested: cases or a bound that differs by row make another correlation"
            )
        else:
            yield attempt(subject, partial(_goes, build, table, pair))


def _is_bent(column: Column) -> bool:
    if column.kind in {"after", "before"}:
        return "until" in column.parameters
    return column.draw is None or bool(column.draw.cases)


def _goes(build: Build, table: Table, pair: Correlation) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    one, other = (_place(rows, table.by_name[name]) for name in pair.between)

    def ranks(inside: str) -> str:
        shared = ", ".join(
            f"rank() OVER (ORDER BY {name}) + (count(*) OVER (PARTITION BY {name}) - 1) / 2 AS r{name}"
            for name in ("x", "y")
        )
        ranked = f"({sql.select(shared, inside)})"
        parts = [sql.select("0 AS k, coalesce(corr(rx, ry), 0) AS v, count(*) AS n", ranked)]
        for number, name in ((1, "rx"), (2, "ry")):
            counted = sql.select(
                f"{name} AS v, count(*) AS n, sum(count(*)) OVER () AS every", ranked, f"GROUP BY {name}"
            )
            parts.append(sql.select(f"{number} AS k, v, n", f"({counted})", f"WHERE n * {_HEAP} >= every"))
        return " UNION ALL ".join(parts)

    query = rows.inner(f"{one} AS x, {other} AS y", ranks, f"WHERE {one} IS NOT NULL AND {other} IS NOT NULL")
    return query, GoesWith(float(pair.rank), _FARTHEST, _SLACK)


def _place(rows: Rows, column: Column) -> str:
    """Return the SQL of what is put in order: the value, a category's place, or a distance in time."""
    value = rows.column(column.name)
    if column.order:
        places = " ".join(
            f"WHEN {sql.literal(column.type, text)} THEN {n}" for n, text in enumerate(column.order)
        )
        return f"CASE {value} {places} END"
    if column.kind in {"after", "before"}:
        parameters = column.parameters
        base = moment(rows, column, str(parameters.get("column", parameters.get("value"))))
        ends = (base, value) if column.kind == "after" else (value, base)
        return difference(*ends, parameters["unit"], column.type)[0]
    return value
