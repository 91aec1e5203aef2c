"""Correlations: between drawn columns of the table, each pair once, possible all together."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from manikin.columns.correlation import Group, groups
from manikin.distributions.copula import nearest
from manikin.errors import Problem
from manikin.model import Column, Correlation, Table
from manikin.spec.rules.context import Context


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the tables' correlations."""
    for table in context.tables:
        seen: dict[frozenset[str], int] = {}
        found = [problem for pair in table.correlations for problem in _pair(context, table, pair, seen)]
        yield from found
        if not found:
            yield from _together(context, table)


def _pair(
    context: Context, table: Table, pair: Correlation, seen: dict[frozenset[str], int]
) -> Iterator[Problem]:
    names = frozenset(pair.between)
    if len(names) == 1:
        mend = "name two columns"
        yield context.problem((*pair.address, "between", 1), "CORRELATION01", "a column with itself", mend)
        return
    if names in seen:
        message = f"this pair again, first as number {seen[names] + 1} of the list"
        yield context.problem((*pair.address, "between"), "CORRELATION01", message, "keep one of the two")
    seen.setdefault(names, len(seen))
    for place, name in enumerate(pair.between):
        reason = _unfit(table, name)
        if reason:
            yield context.problem((*pair.address, "between", place), "CORRELATION01", *reason)


def _unfit(table: Table, name: str) -> tuple[str, str] | None:
    """Return why a column cannot be correlated, and a way out; None if it can."""
    column = table.by_name.get(name)
    if column is None:
        near = difflib.get_close_matches(name, table.by_name, 1)
        mend = f"did you mean {near[0]!r}?" if near else "name columns of this table"
        return f"{table.name} has no column {name!r}", mend
    if column.kind != "distribution" or column.unique:
        what = "unique" if column.unique else f"filled by `{column.kind}`"
        return (
            f"{name} is {what}, so there is no draw to correlate",
            "correlate columns with a `distribution`",
        )
    if _has_mixture(column):
        mend = "describe the same shape by `quantiles`"
        return f"{name} is drawn from a mixture, whose values do not follow the order of one draw", mend
    return None


def _has_mixture(column: Column) -> bool:
    return column.draw is not None and any(part.name == "mixture" for part in column.draw.distributions)


def _together(context: Context, table: Table) -> Iterator[Problem]:
    for group in groups(table):
        if group.copula is None:
            address = next(
                p.address for p in table.correlations if p.between[0] in {c.name for c in group.columns}
            )
            names = ", ".join(column.name for column in group.columns)
            message = (
                f"the correlations between {names} contradict one another: no values can have all of them"
            )
            yield context.problem(address, "CORRELATION02", message, _nearest(group))


def _nearest(group: Group) -> str:
    """Return the nearest correlations that are possible, in words."""
    advised = nearest(group.ranks)
    pairs = [
        f"{one.name} with {other.name} {advised[i][j]:.2f}"
        for i, one in enumerate(group.columns)
        for j, other in enumerate(group.columns[:i])
        if group.ranks[i][j]
    ]
    return "near them and possible: " + ", ".join(pairs)
