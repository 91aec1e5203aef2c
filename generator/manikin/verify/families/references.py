"""References point at rows that are there, and as often at each row as declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.paths import (
    Step,
    UnavailableError,
    asks,
    is_ancestral,
    is_own,
    is_to_part,
    shared,
    target,
    target_key,
)
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows, link
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Shares, Subject, attempt

_MOST_ROWS = 2_000
"""The most rows of a table pointed at whose shares are tested."""


def references(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the reference columns of a table."""
    bent = redrawn(table, build.spec)
    for column in table.written:
        if column.kind != "references":
            continue
        subject = Subject("reference", "VERIFY07", table.name, column.name)
        yield attempt(subject, partial(_no_orphans, build, table, column))
        if is_own(column, table):
            if is_to_part(column) and not asks(column, "earlier") and table.part_of is not None:
                continue
            subject = Subject("reference to an earlier row", "VERIFY07", table.name, column.name)
            yield attempt(subject, partial(_earlier, build, table, column))
        elif is_ancestral(column, table, build.spec):
            continue
        else:
            yield from _composite(build, table, column)
        if not is_own(column, table) and shared(column, table) is None:
            yield from _weights(build, table, column, bent)


def _no_orphans(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    there = str(target(column))
    key = build.column(there, target_key(column, build.spec))
    loaded = build.loaded(there).name
    value = rows.column(column.name)
    keys = select(key, loaded, f"WHERE {key} IS NOT NULL")
    query = rows.count(f"{value} IS NOT NULL AND {value} NOT IN ({keys})")
    return rows.reading(query.sql, loaded), NoneOf(f"values that are the key of no row of {there}")


def _composite(build: Build, table: Table, column: Column) -> Iterator[Found]:
    """Yield the check that all columns of a composite key together are the key of one row."""
    there = build.spec.tables[str(target(column))]
    if len(there.key) > 1:
        subject = Subject("composite reference", "VERIFY07", table.name, column.name)
        yield attempt(subject, partial(_no_composite_orphans, build, table, column))


def _no_composite_orphans(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    steps = (Step(str(target(column)), column.name),)
    link(build, table, steps)
    rows = Rows(build, table)
    place = rows.position(steps)
    return rows.count(f"{rows.column(column.name)} IS NOT NULL AND {place} IS NULL"), NoneOf(
        f"rows whose key columns together are the key of no row of {steps[0].table}"
    )


def _earlier(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    place = rows.position((Step(str(target(column)), column.name),))
    return rows.count(f'{place} >= t."#"'), NoneOf("rows that point at themselves or at a later row")


def _weights(build: Build, table: Table, column: Column, bent: frozenset[str]) -> Iterator[Found]:
    there = build.spec.tables[str(target(column))]
    told = build.manifest.tables.get(there.name)
    if is_to_part(column) or told is None or not 1 < told.rows <= _MOST_ROWS or len(there.key) != 1:
        return
    subject = Subject("shares of references", "VERIFY11", table.name, column.name)
    if column.name in bent:
        yield subject.result(
            Outcome.UNTESTED, "not tested: rows that fail the table's checks are drawn again"
        )
    else:
        yield attempt(subject, partial(_shares, build, table, column, told.rows))


def _shares(build: Build, table: Table, column: Column, size: int) -> tuple[Query, Expectation]:
    there = build.spec.tables[str(target(column))]
    weights = _declared(build, column, size)
    rows = Rows(build, table)
    loaded = build.loaded(there.name).name
    key = build.column(there.name, there.key[0])
    value = rows.column(column.name)
    joined = f"{loaded} AS o LEFT JOIN {build.loaded(table.name).name} AS t ON {value} = o.{key}"
    sql = select(f'o."#", count({value})', joined, 'GROUP BY o."#" ORDER BY o."#"')
    total = sum(weights)
    labels = tuple(f"row {number} of {there.name}" for number in range(1, size + 1))
    return rows.reading(sql, loaded), Shares(labels, tuple(weight / total for weight in weights))


def _declared(build: Build, column: Column, size: int) -> list[float]:
    """Return the weights of the rows pointed at, in their order."""
    distribution = column.draw.distribution if column.draw else None
    if distribution is None or distribution.name == "uniform":
        return [1.0] * size
    if distribution.name == "zipf":
        return [1 / rank ** float(distribution.parameters["exponent"]) for rank in range(1, size + 1)]
    there = build.spec.tables[str(target(column))]
    file = build.spec.files.get(getattr(there.rows, "file", ""))
    if file is None or file.num_rows != size:
        raise UnavailableError(f"the vocabulary {there.name} is not in the folder")
    return [float(cell or 0) for cell in file.column(str(distribution.parameters)).to_pylist()]
