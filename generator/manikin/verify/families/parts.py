"""Tables of parts: rows in their order, each of one part, as many as can be, each as its part says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from math import inf, prod
from typing import Final

from manikin.model import Column, PartRows, PerRows, Spec, Table
from manikin.verify import parts as apart
from manikin.verify.build import Build
from manikin.verify.families.computed import computed
from manikin.verify.families.family import Family
from manikin.verify.families.made import made
from manikin.verify.families.missing import missing
from manikin.verify.families.ranges import ranges
from manikin.verify.families.references import references
from manikin.verify.families.relatives import relatives
from manikin.verify.families.row_counts import rows_per_parent
from manikin.verify.families.shapes import shapes
from manikin.verify.families.shares import shares
from manikin.verify.families.times import times
from manikin.verify.paths import PARTS, Step, UnavailableError, climb, parts, resolve
from manikin.verify.report import Outcome, Result
from manikin.verify.rows import ROW, Rows, link
from manikin.verify.sqltext import POSITION, select
from manikin.verify.support import spans
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

_FAMILIES: Final[tuple[Family, ...]] = (
    references,
    relatives,
    missing,
    ranges,
    shares,
    shapes,
    made,
    computed,
    times,
)
"""What is asked of the rows of one part as of those of a table."""
_IN_PLACE: Final = frozenset({"sequence", "ordinal", "events", "states", "aggregate"})
"""Kinds that follow the order of a part's rows, which need not be that of the file."""


def tables_of_parts(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of a table of parts, and of the parts whose rows can be told apart."""
    if not isinstance(table.rows, PartRows):
        return
    members = parts(table, build.spec)
    if table.rows.order:
        yield attempt(Subject("order", "VERIFY05", table.name), partial(_in_order, build, table, table.rows))
    subject = Subject("rows together", "VERIFY04", table.name)
    yield attempt(subject, partial(_as_many, build, table, table, _bounds(members, table, build.spec)))
    if all(part.name in build.parts for part in members):
        yield attempt(Subject("rows of parts", "VERIFY19", table.name), partial(_of_a_part, build, table))
    for part in members:
        yield from _part(build, table, part)
    for column in table.written:
        if column.kind == PARTS and column.parameters is not None:
            name = apart.rest(table, column)
            if name in build.parts:
                yield from (_renamed(item, table) for item in _judged(build, apart.seen_rest(table, column)))
            else:
                yield Subject("other parts", "VERIFY19", table.name, column.name).result(
                    Outcome.UNCHECKED,
                    "cannot be checked from the files: nothing tells the rows of other parts apart",
                )


def _part(build: Build, table: Table, part: Table) -> Iterator[Found]:
    if part.name not in build.parts:
        yield Subject("part", "VERIFY19", part.name).result(
            Outcome.UNCHECKED,
            "cannot be checked from the files: no written column tells its rows from those of other parts",
        )
        return
    here = apart.seen(part, table)
    subject = Subject("rows together", "VERIFY04", part.name)
    yield attempt(subject, partial(_as_many, build, here, table, _bounds((part,), table, build.spec)))
    if isinstance(part.rows, PerRows) and part.parent != table.parent:
        yield from rows_per_parent(build, here)
    for column in table.written:
        if column.kind == PARTS and column.parameters is None and column.name not in part.by_name:
            subject = Subject("left out", "VERIFY08", part.name, column.name)
            yield attempt(subject, partial(_left_out, build, here, column))
    yield from _judged(build, here)
    yield from ranges(build, replace(here, columns=tuple(_as_drawn(here, build.spec))))


def _left_out(build: Build, here: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, here)
    return rows.count(f"{rows.column(column.name)} IS NOT NULL"), NoneOf(
        "rows with a value that their part does not fill"
    )


def _as_drawn(here: Table, spec: Spec) -> Iterator[Column]:
    """Yield columns copied from what hidden ancestors draw, as if they were drawn here; their range is the same."""
    for column in here.written:
        if column.kind != "copy":
            continue
        try:
            steps, there, source = resolve(str(column.parameters), here, spec)
        except UnavailableError:
            continue
        is_above = all(step.via is None for step in steps)
        if is_above and there.hidden and source.draw is not None and source.draw.distribution is not None:
            yield replace(column, kind="distribution", draw=source.draw)


def _judged(build: Build, here: Table) -> Iterator[Found]:
    for column in here.written:
        if column.kind in _IN_PLACE:
            yield Subject(column.kind, "VERIFY13", here.name, column.name).result(
                Outcome.UNCHECKED, "cannot be checked from the files: the rows may be in another order there"
            )
    judged = tuple(replace(c, hidden=c.hidden or c.kind in _IN_PLACE) for c in here.columns)
    for family in _FAMILIES:
        yield from family(build, replace(here, columns=judged))


def _renamed(item: Found, table: Table) -> Found:
    if isinstance(item, Result):
        return replace(item, table=table.name)
    return replace(item, subject=replace(item.subject, table=table.name))


def _in_order(build: Build, table: Table, asked: PartRows) -> tuple[Query, Expectation]:
    """No row comes after one of the same ancestor that it should come before; missing values are last."""
    rows = Rows(build, table)
    above = rows.position((Step(table.parent or ""),))
    values = [rows.column(name) for name in asked.order]
    inner = rows.select(
        ", ".join(
            [
                f"{above} AS above",
                f"{ROW}.{POSITION} AS place",
                *(f"{v} AS v{n}" for n, v in enumerate(values)),
            ]
        )
    )
    keys = [key for n in range(len(values)) for key in (f"v{n} IS NULL", f"v{n}")]
    wanted = f"row_number() OVER (PARTITION BY above ORDER BY {', '.join([*keys, 'place'])})"
    there = "row_number() OVER (PARTITION BY above ORDER BY place)"
    ranked = select(f"{wanted} AS wanted, {there} AS there", f"({inner.sql})")
    sql = select("count(*)", f"({ranked})", "WHERE wanted <> there")
    return Query(sql, inner.tables), NoneOf(f"rows that are not in the order of {', '.join(asked.order)}")


def _of_a_part(build: Build, table: Table) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    known = " UNION ALL ".join(
        select(POSITION, f"{build.loaded(part.name).name} AS p") for part in parts(table, build.spec)
    )
    return rows.count(f"{ROW}.{POSITION} NOT IN ({known})"), NoneOf("rows that are of none of the parts")


def _as_many(
    build: Build, here: Table, table: Table, bounds: tuple[float, float]
) -> tuple[Query, Expectation]:
    """Each row of the ancestor has as many rows as can be."""
    parent = build.spec.tables[table.parent or ""]
    loaded = build.loaded(here.name)
    keys = link(build, table, (Step(parent.name),))
    held = ", ".join(keys.values())
    rows = Rows(build, parent)
    counts = select(f"{held}, count(*) AS n", f"{loaded.name} AS p", f"GROUP BY {held}")
    alias = rows.attach(f"({counts})", {here: rows.column(key) for key, here in keys.items()})
    low, high = bounds
    broken = f"coalesce({alias}.n, 0) < {low:.0f}"
    broken += f" OR coalesce({alias}.n, 0) > {high:.0f}" if high < inf else ""
    query = rows.reading(rows.count(broken).sql, loaded.read)
    return query, NoneOf(f"rows of {parent.name} with a number of rows that cannot be")


def _bounds(members: tuple[Table, ...], table: Table, spec: Spec) -> tuple[float, float]:
    """Return the least and the most rows that a row of the common ancestor can have."""
    found = [[_per_parent(name, spec) for name in _way(part, table, spec)] for part in members]
    least = sum(prod(low for low, _ in way) for way in found)
    most = sum(inf if any(high == inf for _, high in way) else prod(high for _, high in way) for way in found)
    return least, most


def _way(part: Table, table: Table, spec: Spec) -> tuple[str, ...]:
    above = [step.table for step in climb(part, table.parent or "", spec)]
    return (part.name, *above[:-1])


def _per_parent(name: str, spec: Spec) -> tuple[float, float]:
    table = spec.tables[name]
    if isinstance(table.rows, PartRows):
        return _bounds(parts(table, spec), table, spec)
    assert isinstance(table.rows, PerRows)
    ends = [end for d in table.rows.draw.distributions for end in spans(d.name, d.parameters, float)]
    return max(0.0, min(low for low, _ in ends)), max(high for _, high in ends)
