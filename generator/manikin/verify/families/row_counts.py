"""How many rows: as declared in all, as the distribution can give per parent, and in the parents' order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from math import inf

from manikin.model import DataType, EmptyRows, FixedRows, PartRows, PerRows, Table
from manikin.verify.build import Build
from manikin.verify.conditions import EVERY, Arm, arms
from manikin.verify.endings import ended, ends_early
from manikin.verify.evenness import least_and_most
from manikin.verify.paths import Step, UnavailableError, resolve
from manikin.verify.rows import ROW, Rows, link
from manikin.verify.siblings import Siblings
from manikin.verify.sqltext import select
from manikin.verify.support import Spans, buckets, lies_within, spans
from manikin.verify.verification import (
    Expectation,
    Found,
    NoneOf,
    Query,
    Shares,
    Subject,
    Within,
    attempt,
)

INTEGER = DataType("integer")
COUNT = "n"
OVER = "over"
"""Whether the rows of a parent ended with one that ends them, so that fewer were made than drawn."""


def row_counts(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the number of rows of a table."""
    told = build.manifest.tables[table.name].rows
    yield attempt(
        Subject("rows as in the manifest", "VERIFY04", table.name),
        lambda: (Rows(build, table).select("count(*)"), Within("rows", told, told)),
    )
    if isinstance(table.rows, FixedRows | EmptyRows):
        wanted = declared_rows(build, table)
        yield attempt(
            Subject("rows as declared", "VERIFY04", table.name),
            lambda: (Rows(build, table).select("count(*)"), Within("rows", wanted, wanted)),
        )
    if isinstance(table.rows, PerRows | PartRows):
        yield attempt(Subject("parents' order", "VERIFY05", table.name), partial(_in_order, build, table))
    if isinstance(table.rows, PerRows):
        if table.rows.until:
            last = Subject("no row after the one that ends them", "VERIFY04", table.name)
            yield attempt(last, partial(_none_after, build, table))
        if table.rows.even_over:
            subject = Subject("rows in all, spread evenly", "VERIFY11", table.name)
            yield attempt(subject, partial(_in_all, build, table))
        yield from rows_per_parent(build, table)


def _in_all(build: Build, table: Table) -> tuple[Query, Expectation]:
    """As many rows as the shares give for so many rows of the uppermost table: far fewer ways than drawing each."""
    top = table
    while isinstance(top.rows, PerRows):
        top = build.spec.tables[top.rows.parent]
    low, high = least_and_most(table, build.spec, declared_rows(build, top))
    return Rows(build, table).select("count(*)"), Within("rows", low, high)


def _none_after(build: Build, table: Table) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    condition = ended(build, table, f"{ROW}.")
    query = siblings.rows.inner(
        f"{siblings.before(condition)} AS over", partial(select, "count(*) FILTER (over)")
    )
    return query, NoneOf(f"rows that follow one with which the rows of their {table.parent} end")


def declared_rows(build: Build, table: Table) -> int:
    """Return how many rows a table of a fixed size has, with what was asked for differently."""
    if isinstance(table.rows, EmptyRows):
        return 0
    assert isinstance(table.rows, FixedRows)
    if table.name in build.manifest.rows:
        return build.manifest.rows[table.name]
    scaled = Decimal(table.rows.count) * Decimal(repr(build.manifest.scale))
    return max(1, int(scaled.to_integral_value(ROUND_HALF_EVEN)))


def _in_order(build: Build, table: Table) -> tuple[Query, Expectation]:
    """Parents' places never step back: this also keeps the rows of one parent together."""
    rows = Rows(build, table)
    parent = rows.position((Step(table.parent or ""),))
    steps = f'{parent} AS place, lag({parent}) OVER (ORDER BY t."#") AS before'
    query = rows.inner(
        steps, lambda inner: select("count(*)", inner, "WHERE place IS NULL OR place < before")
    )
    return query, NoneOf("rows that do not follow the order of their parents")


class _Parents:
    """The rows of the parent table, each with its number of children as ``n``."""

    def __init__(self, build: Build, table: Table) -> None:
        assert isinstance(table.rows, PerRows)
        self.build = build
        self.table = table
        self.draw = table.rows.draw
        self.parent = build.spec.tables[table.rows.parent]
        self.rows = Rows(build, self.parent)
        self._join()

    def _join(self) -> None:
        keys = link(self.build, self.table, (Step(self.parent.name),))
        child = self.build.loaded(self.table.name).name
        held = ", ".join(keys.values())
        on = " AND ".join(f"c.{here} = {self.rows.column(key)}" for key, here in keys.items())
        over = f"bool_or({ends_early(self.build, self.table)}) AS {OVER}"
        counts = select(f"{held}, count(*) AS {COUNT}, {over}", child, f"GROUP BY {held}")
        self._counted = f"LEFT JOIN ({counts}) AS c ON {on}"
        self._child = child

    def look(self, path: str) -> tuple[str, DataType]:
        """Return the SQL and type of a path of the child, which begins at the parent."""
        steps, _, column = resolve(path, self.table, self.build.spec)
        if not steps or steps[0].via is not None or steps[0].before:
            raise UnavailableError("a count cannot depend on the child's own columns")
        return self.rows.reached(steps[1:], column), column.type

    def select(self, what: str, where: str) -> Query:
        """Return a query over the parents; `what` may name the count."""
        told = f"coalesce(c.{COUNT}, 0) AS {COUNT}, coalesce(c.{OVER}, false) AS {OVER}"
        query = self.rows.select(told, f"{self._counted} WHERE {where}")
        return self.rows.reading(select(what, f"({query.sql})"), self._child, *query.tables)


def rows_per_parent(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of how many rows each row of the parent has."""
    assert isinstance(table.rows, PerRows)
    subject = Subject("rows per parent", "VERIFY04", table.name)
    try:
        parents = _Parents(build, table)
        cases = arms(table.rows.draw, parents.look)
    except UnavailableError as reason:
        yield from _without_cases(build, table, reason)
        return
    for arm in cases:
        yield attempt(subject, partial(_possible, parents, arm))
        if arm.distribution.name in {"histogram", "bernoulli"}:
            shares = Subject("shares of rows per parent", "VERIFY11", table.name)
            yield attempt(shares, partial(_as_often, parents, arm))


def _possible(parents: _Parents, arm: Arm) -> tuple[Query, Expectation]:
    inside = _inside(spans(arm.distribution.name, arm.distribution.parameters, float))
    query = parents.select(f"count(*) FILTER (NOT ({inside}))", arm.where)
    return query, NoneOf(f"rows of {parents.parent.name} with a number of rows that cannot be{arm.label}")


def _inside(found: Spans) -> str:
    """Return the SQL of a number of rows that can be: one that can be drawn, or fewer where they ended early."""
    drawn = lies_within(COUNT, INTEGER, found)
    if drawn is None:
        return EVERY
    most = max((high for _, high in found), default=0)
    fewer = f"({OVER} AND {COUNT} <= {most:.0f})" if most < inf else OVER
    return f"{drawn} OR {fewer}"


def _as_often(parents: _Parents, arm: Arm) -> tuple[Query, Expectation]:
    name, parameters = arm.distribution.name, arm.distribution.parameters
    if name == "bernoulli":
        bars: tuple[tuple[str, float, float, float], ...] = (
            ("none", 0, 0, 1 - float(parameters)),
            ("one", 1, 1, float(parameters)),
        )
    else:
        bars = buckets(parameters)
        if "min" in parameters or "max" in parameters:
            raise UnavailableError("the histogram is cut off, which shifts its shares")
        assert isinstance(parents.table.rows, PerRows)
        if parents.table.rows.until:
            # How many were drawn is not seen where a row ended them; whether any were is.
            none = sum(bar[3] / (bar[2] + 1) for bar in bars if bar[1] == 0)
            bars = (("none", 0, 0, none), ("some", 1, max(bar[2] for bar in bars), 1 - none))
    conditions = [f"count(*) FILTER ({COUNT} BETWEEN {low:.0f} AND {high:.0f})" for _, low, high, _ in bars]
    query = parents.select(f"unnest([{', '.join(conditions)}])", arm.where)
    return query, Shares(
        tuple(f"{label} per {parents.parent.name}{arm.label}" for label, *_ in bars),
        tuple(bar[3] for bar in bars),
    )


def _without_cases(build: Build, table: Table, reason: UnavailableError) -> Iterator[Found]:
    """Fall back to what any case can give: for each parent if children show theirs, or else in all."""
    assert isinstance(table.rows, PerRows)
    draw = table.rows.draw
    found = tuple(span for d in draw.distributions for span in spans(d.name, d.parameters, float))
    subject = Subject("rows per parent", "VERIFY04", table.name)
    try:
        parents = _Parents(build, table)
    except UnavailableError as lacking:
        low = min((span[0] for span in found), default=0)
        low = min(low, 1) if table.rows.until else low
        high = max((span[1] for span in found), default=inf)
        parent = build.manifest.tables.get(table.rows.parent)
        if parent is None:
            yield attempt(subject, partial(_unavailable, lacking))
            return
        expect = Within("rows", parent.rows * low, parent.rows * high if high < inf else inf)
        yield attempt(
            Subject("rows for all parents", "VERIFY04", table.name),
            lambda: (Rows(build, table).select("count(*)"), expect),
        )
        return
    inside = _inside(found)
    query = parents.select(f"count(*) FILTER (NOT ({inside}))", EVERY)
    broken = NoneOf(f"rows of {parents.parent.name} with a number of rows that cannot be in any case")
    yield attempt(subject, lambda: (query, broken))
    if any(d.name in {"histogram", "bernoulli"} for d in draw.distributions):
        shares = Subject("shares of rows per parent", "VERIFY11", table.name)
        yield attempt(shares, partial(_unavailable, reason))


def _unavailable(reason: UnavailableError) -> tuple[Query, Expectation]:
    raise reason
