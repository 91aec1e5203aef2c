"""References to some rows only: of the row that both share, wherever it has one, and no row twice under one parent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.nulls import is_declared
from manikin.verify.parts import seen
from manikin.verify.paths import (
    Step,
    UnavailableError,
    ancestors,
    asks,
    climb,
    is_own,
    is_to_part,
    pointed_at,
    shared,
    target,
    to_shared,
)
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Shares, Subject, attempt

_SIZES = (2, 3)
"""Of how many rows to choose from the shares are tested."""


def relatives(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the references of a table that pick among some rows only."""
    bent = redrawn(table, build.spec)
    for column in table.written:
        if column.kind != "references":
            continue
        if is_to_part(column):
            subject = Subject("reference to a part", "VERIFY18", table.name, column.name)
            yield attempt(subject, partial(_to_part, build, table, column))
        if shared(column, table) is not None:
            subject = Subject("reference within", "VERIFY18", table.name, column.name)
            yield attempt(subject, partial(_within, build, table, column))
            if (
                is_own(column, table)
                and (asks(column, "earlier") or table.part_of is None)
                and (table.part_of is not None or is_to_part(column))
            ):
                # Which rows come before follows from the rows of other parts.
                continue
            if not is_declared(column):
                subject = Subject("reference wherever there is one", "VERIFY08", table.name, column.name)
                yield attempt(subject, partial(_wherever, build, table, column))
            else:
                yield from _gaps(build, table, column, bent)
            if not asks(column, "distinct") and not asks(column, "levels"):
                yield from _shares(build, table, column, bent)
        if asks(column, "distinct"):
            subject = Subject("distinct reference", "VERIFY18", table.name, column.name)
            yield attempt(subject, partial(_distinct, build, table, column))


def _nearest(build: Build, table: Table, column: Column) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Return the steps to the row that is shared; where the files do not hold it, to what they hold above."""
    within, spec = shared(column, table) or "", build.spec
    there = spec.tables[str(target(column))]
    union = there.parent or ""
    if is_to_part(column) and within not in build.tables and union in ancestors(spec.tables[within], spec):
        return climb(table, union, spec), climb(there, union, spec)
    return _up(build, table, column, there)


def _up(
    build: Build, table: Table, column: Column, there: Table
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Return the steps from a row, and from the row it points at, to the row they share."""
    mine = to_shared(shared(column, table) or "", table, build.spec)
    return mine, climb(there, mine[-1].table if mine else table.name, build.spec)


def _within(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    mine, theirs = _nearest(build, table, column)
    first = Step(str(target(column)), column.name)
    here, there = rows.position(mine), rows.position((first, *theirs))
    broken = f"{rows.column(column.name)} IS NOT NULL AND {here} IS DISTINCT FROM {there}"
    return rows.count(broken), NoneOf(f"rows that point at a row of another {theirs[-1].table}")


def _to_part(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    part = pointed_at(column, build.spec)
    loaded = build.loaded(part.name)
    place = rows.position((Step(str(target(column)), column.name),))
    others = select('p."#"', f"{loaded.name} AS p")
    query = rows.count(f"{place} IS NOT NULL AND {place} NOT IN ({others})")
    return rows.reading(query.sql, loaded.read), NoneOf(
        f"rows that point at a row of another part than {part.name}"
    )


def _choices(build: Build, table: Table, column: Column) -> Query:
    """Return the query of rows to point at: their ``place``, their ``rank`` and number ``n`` under the ancestor."""
    there = pointed_at(column, build.spec)
    if there.part_of is not None:
        there = seen(there, build.spec.tables[there.part_of])
    rows = Rows(build, there)
    above = rows.position(_up(build, table, column, there)[1])
    window = f'PARTITION BY {above} ORDER BY t."#"'
    return rows.select(
        f't."#" AS place, {above} AS above, row_number() OVER ({window}) AS rank, '
        f"count(*) OVER (PARTITION BY {above}) AS n"
    )


def _candidates(build: Build, table: Table, column: Column) -> Query:
    """Return the query of how many rows each row can point at, ``n``, and which of them it does, ``rank``."""
    rows = Rows(build, table)
    mine, _ = _up(build, table, column, pointed_at(column, build.spec))
    choices = _choices(build, table, column)
    above = rows.position(mine)
    found = rows.position((Step(str(target(column)), column.name),))
    before = f'row_number() OVER (PARTITION BY {above} ORDER BY t."#") - 1'
    inner = rows.select(f"{above} AS above, {found} AS found, {before} AS before")
    chosen = select("place, rank", f"({choices.sql})")
    sizes = select("above, max(n) AS n", f"({choices.sql})", "GROUP BY above")
    joined = (
        f"({inner.sql}) AS r LEFT JOIN ({chosen}) AS c ON c.place = r.found "
        f"LEFT JOIN ({sizes}) AS s ON s.above = r.above"
    )
    size = "r.before" if is_own(column, table) and not is_to_part(column) else "coalesce(s.n, 0)"
    return rows.reading(
        select(f"{size} AS n, r.found AS found, c.rank AS rank", joined), *inner.tables, *choices.tables
    )


def _wherever(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    candidates = _candidates(build, table, column)
    sql = select("count(*)", f"({candidates.sql})", "WHERE found IS NULL AND n > 0")
    return Query(sql, candidates.tables), NoneOf("rows that point at none where there is one")


def _gaps(build: Build, table: Table, column: Column, bent: frozenset[str]) -> Iterator[Found]:
    """Yield the check of the share missing among the rows that have a row to point at."""
    distribution = column.missing.draw.distribution if column.missing else None
    if distribution is None or column.missing_with or column.name in bent:
        return
    subject = Subject("share missing among relatives", "VERIFY08", table.name, column.name)
    yield attempt(subject, partial(_as_missing, build, table, column, float(distribution.parameters)))


def _as_missing(build: Build, table: Table, column: Column, share: float) -> tuple[Query, Expectation]:
    candidates = _candidates(build, table, column)
    sql = select("unnest([count(*) - count(found), count(found)])", f"({candidates.sql})", "WHERE n > 0")
    return Query(sql, candidates.tables), Shares(("missing", "there"), (share, 1 - share))


def _shares(build: Build, table: Table, column: Column, bent: frozenset[str]) -> Iterator[Found]:
    for size in _SIZES:
        subject = Subject(f"shares of {size} relatives", "VERIFY11", table.name, column.name)
        if column.name in bent:
            yield subject.result(
                Outcome.UNTESTED, "not tested: rows that fail the table's checks are drawn again"
            )
        else:
            yield attempt(subject, partial(_as_often, build, table, column, size))


def _as_often(build: Build, table: Table, column: Column, size: int) -> tuple[Query, Expectation]:
    distribution = column.draw.distribution if column.draw else None
    exponent = 0.0
    if distribution is not None and distribution.name == "zipf":
        exponent = float(distribution.parameters["exponent"])
    elif distribution is not None and distribution.name != "uniform":
        raise UnavailableError(f"shares by {distribution.name} are not known to verification")
    weights = [1 / rank**exponent for rank in range(1, size + 1)]
    candidates = _candidates(build, table, column)
    counts = ", ".join(f"count(*) FILTER (rank = {rank})" for rank in range(1, size + 1))
    sql = select(f"unnest([{counts}])", f"({candidates.sql})", f"WHERE n = {size} AND found IS NOT NULL")
    labels = tuple(f"row {rank} of {size}" for rank in range(1, size + 1))
    return Query(sql, candidates.tables), Shares(labels, tuple(weight / sum(weights) for weight in weights))


def _distinct(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    parent = rows.position((Step(table.parent or ""),))
    found = rows.position((Step(str(target(column)), column.name),))
    query = rows.inner(
        "count(*) AS n",
        partial(select, "count(*)"),
        f"WHERE {found} IS NOT NULL GROUP BY {parent}, {found} HAVING count(*) > 1",
    )
    return query, NoneOf(f"rows that rows of one {table.parent} point at twice")
