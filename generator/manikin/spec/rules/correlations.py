"""Correlations: between drawn columns of the table, each pair once, possible all together."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from manikin.columns.correlation import Group, groups
from manikin.columns.draw import is_choice, options
from manikin.distributions.copula import nearest
from manikin.errors import Problem
from manikin.model import Column, Correlation, Table
from manikin.spec.rules.context import Context
from manikin.text import plain

_DRAWN = frozenset({"distribution", "after", "before"})


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the orders of categories and the tables' correlations."""
    yield from _orders(context)
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
        elif context.is_sound(table.by_name[name].address) and (reason := _unordered(table, name)):
            yield context.problem((*pair.address, "between", place), "CORRELATION03", *reason)


def _unfit(table: Table, name: str) -> tuple[str, str] | None:
    """Return why a column cannot be correlated, and a way out; None if it can."""
    column = table.by_name.get(name)
    if column is None:
        near = difflib.get_close_matches(name, table.by_name, 1)
        mend = f"did you mean {near[0]!r}?" if near else "name columns of this table"
        return f"{table.name} has no column {name!r}", mend
    if column.kind not in _DRAWN or column.unique:
        what = "unique" if column.unique else f"filled by `{column.kind}`"
        return (
            f"{name} is {what}, so there is no draw to correlate",
            "correlate columns with a `distribution`, or a distance in time (`after`, `before`)",
        )
    return None


def _orders(context: Context) -> Iterator[Problem]:
    """Yield orders that do not name each category of their column once."""
    for _, column in context.columns:
        at = (*column.address, "order")
        if not column.order:
            continue
        if not _is_listed_text(column) or column.unique:
            message = (
                f"{column.name} is not drawn from a list of texts, so it has no categories to put in order"
            )
            yield context.problem(at, "ORDER01", message, "remove `order`", key=True)
            continue
        assert column.draw is not None
        listed = {str(v) for part in column.draw.distributions for v in options(part, column.type).values}
        for place, value in enumerate(column.order):
            if value in column.order[:place]:
                message = f"{plain(value)!r} stands in the order twice"
                yield context.problem((*at, place), "ORDER01", message, "keep one")
            elif value not in listed:
                message = f"{plain(value)!r} is no category of {column.name}"
                mend = "remove it, or write it as it is drawn"
                yield context.problem((*at, place), "ORDER01", message, mend)
        lacking = sorted(listed - set(column.order))
        if lacking:
            message = f"the order lacks {', '.join(plain(value) for value in lacking[:6])}"
            yield context.problem(at, "ORDER01", message, "put every category in its place", key=True)


def _is_listed_text(column: Column) -> bool:
    draw = column.draw
    return (
        column.type.name == "string"
        and column.kind == "distribution"
        and draw is not None
        and all(is_choice(part) for part in draw.distributions)
    )


def _unordered(table: Table, name: str) -> tuple[str, str] | None:
    """Return why it is not known which value of a column is the greater, and a way out; None if it is."""
    column = table.by_name[name]
    if column.order or column.draw is None:
        return None
    if column.type.name == "string":
        mend = "add `order: […]` to the column, its categories from least to greatest"
        return f"{name} holds words, and nothing says which is more than which", mend
    for part in column.draw.distributions:
        if (is_choice(part) and not isinstance(part.parameters, Mapping)) or part.name == "zipf":
            values = options(part, column.type).values if is_choice(part) else ()
            if list(values) != sorted(values):
                mend = "list them from least to greatest, or give weights"
                return f"{name} lists its values in another order than their own", mend
    return None


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
