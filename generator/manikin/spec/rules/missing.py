"""Missing values: never on the parent's key, and together only with what can be missing."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.paths import Route, is_ancestor_reference
from manikin.errors import Problem
from manikin.model import Column, Table
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with `missing` and `missing_with`."""
    # Also of columns that have another problem: nothing here builds on how a column is filled.
    for table, column in ((home, column) for home in context.tables for column in home.columns):
        role = "missing" if column.missing is not None else "missing_with" if column.missing_with else ""
        if role and is_ancestor_reference(column, table, context.spec):
            message = f"{column.name} says to whom each row belongs, and rows are drawn for their parent"
            yield context.problem((*column.address, role), "MISSING01", message, f"remove `{role}`", key=True)
        for place, name in enumerate(column.missing_with):
            yield from _with(context, table, column, name, place)


def _with(context: Context, table: Table, column: Column, name: str, place: int) -> Iterator[Problem]:
    at = (*column.address, "missing_with", place)
    route = context.route(name, table) if "." not in name else None
    if route is None:
        near = nearest(name, table.by_name)
        hint = f"; did you mean {near!r}?" if near else ""
        mend = f"name a column of {table.name}"
        yield context.problem(at, "MISSING02", f"{table.name} has no column {name!r}{hint}", mend)
    elif _is_never_missing(context, table, route):
        message = f"{name!r} is never missing, so this column would never be either"
        yield context.problem(at, "MISSING02", message, f"give {name} a `missing` share, or remove it here")


def _is_never_missing(context: Context, table: Table, route: Route) -> bool:
    if not context.is_sound(route.column.address) or not context.has_order(table):
        return False
    return not facts.may_be_missing(route, table, context.spec)
