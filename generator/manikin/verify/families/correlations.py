"""Columns that are declared to go together do: the rank correlation of their values is the declared one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Correlation, Table
from manikin.verify import sqltext as sql
from manikin.verify.build import Build
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, Query, Subject, Within, attempt

_FARTHEST = 7.0
"""Standard errors: an honest build is further off less often than once in 10⁹."""
_ROUNDING = 0.02
"""What the rounding of values to whole units may take away."""
_LISTED = frozenset({"choice", "bernoulli", "exactly", "histogram", "zipf"})


def correlations(build: Build, table: Table) -> Iterator[Found]:
    """Yield the correlations of the table."""
    bent = redrawn(table, build.spec)
    for pair in table.correlations:
        name = f"{pair.between[0]} goes with {pair.between[1]}"
        subject = Subject(name, "VERIFY11", table.name, pair.between[1])
        columns = [table.by_name[column] for column in pair.between]
        if bent.intersection(pair.between):
            yield subject.result(Outcome.UNTESTED, "not tested: rows that a check refused were drawn again")
        elif any(_is_listed(column) for column in columns):
            yield subject.result(
                Outcome.UNTESTED, "not tested: few values, or cases, make another correlation"
            )
        else:
            yield attempt(subject, partial(_goes, build, table, pair))


def _is_listed(column: Column) -> bool:
    draw = column.draw
    return draw is None or bool(draw.cases) or any(part.name in _LISTED for part in draw.distributions)


def _goes(build: Build, table: Table, pair: Correlation) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    one, other = (rows.value(name) for name in pair.between)

    def ranks(inside: str) -> str:
        shared = ", ".join(
            f"rank() OVER (ORDER BY {name}) + (count(*) OVER (PARTITION BY {name}) - 1) / 2 AS r{name}"
            for name in ("x", "y")
        )
        off = f"greatest(abs(corr(rx, ry) - ({pair.rank!r})) - {_ROUNDING}, 0) * sqrt(count(*))"
        return sql.select(off, f"({sql.select(shared, inside)})")

    query = rows.inner(f"{one} AS x, {other} AS y", ranks, f"WHERE {one} IS NOT NULL AND {other} IS NOT NULL")
    return query, Within("the rank correlation is off by so many standard errors", 0, _FARTHEST)
