"""Distinct values: a way that can promise them, and enough of them, with the arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator

from manikin.columns import KINDS
from manikin.errors import Problem
from manikin.model import Column, PartRows, PerRows, Table
from manikin.spec.rules import facts, fanout
from manikin.spec.rules.context import Context
from manikin.spec.rules.together import ALWAYS_DISTINCT


def check(context: Context) -> Iterator[Problem]:
    """Yield the columns whose values cannot all differ."""
    for table, column in context.columns:
        if not (column.unique or column.kind in ALWAYS_DISTINCT) or not context.is_sound(
            (*table.address, "rows")
        ):
            continue
        values = KINDS[column.kind].distinct(column, table, context.spec)
        if values is not None:
            yield from _room(context, table, column, values)
        elif column.unique and column.kind not in ALWAYS_DISTINCT and not _follows(context, table, column):
            message = f"`{_way(column)}` cannot promise that no value comes twice"
            mend = (
                "use `uniform` over whole numbers or dates, a `choice` of equal weights, a `pattern`, `permutation` or "
                "`identifier`; or remove `unique`"
            )
            yield context.problem((*column.address, "unique"), "UNIQUE02", message, mend, key=True)


def _follows(context: Context, table: Table, column: Column) -> bool:
    """Return whether the values differ because each parent has at most one row."""
    return facts.parent_keys([column], table, context.spec) and fanout.is_at_most_one(table, context.spec)


def _way(column: Column) -> str:
    if column.draw is not None and column.draw.distribution is not None and column.kind == "distribution":
        return column.draw.distribution.name
    return "cases" if column.kind == "distribution" else column.kind


def _room(context: Context, table: Table, column: Column, values: int) -> Iterator[Problem]:
    parent: Table | None = table
    while parent is not None:
        if not context.is_sound((*parent.address, "rows")):
            return
        parent = context.spec.tables.get(parent.parent or "")
    rows = fanout.expected_rows(table, context.spec)
    if rows <= values:
        return
    about = "about " if isinstance(table.rows, PerRows | PartRows) else ""
    what = f"`{column.parameters}`" if column.kind == "pattern" else f"`{_way(column)}`"
    message = f"{about}{math.floor(rows):,} rows need distinct values of {what}, which has {values:,}"
    mend = "ask for fewer rows, or widen it until there are enough values"
    yield context.problem((*column.address, column.kind), "UNIQUE01", message, mend)
