"""The rows that end those of a parent: by columns that are known before rows are counted."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.conditions import matcher
from manikin.columns.ending import obstacles
from manikin.columns.paths import Route
from manikin.errors import Problem
from manikin.model import Condition, PerRows, Table
from manikin.spec.rules import facts
from manikin.spec.rules.atoms import atoms
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest, shown


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with `until` under `rows`."""
    for table in context.tables:
        if (
            isinstance(table.rows, PerRows)
            and table.rows.until
            and context.is_sound((*table.address, "rows"))
        ):
            yield from _until(context, table, table.rows.until)


def _until(context: Context, table: Table, until: tuple[Condition, ...]) -> Iterator[Problem]:
    for condition in until:
        yield from _condition(context, table, condition)
    sound = all(context.is_sound(table.by_name[c.path].address) for c in until if c.path in table.by_name)
    if not sound or not context.is_sound((*table.address, "rows")) or not context.has_order(table):
        return
    for (where, name), why in obstacles(table, context.spec):
        what = f"{where}.{name}" if where != table.name else name
        message = f"where the rows of one {table.parent} end rests on {what}, and {why}"
        mend = (
            "let it rest on `states`, or on columns that are drawn or worked out for their row alone, no check "
            "looking at them"
        )
        yield context.problem((*table.address, "rows", "until"), "ROWS04", message, mend, key=True)


def _condition(context: Context, table: Table, condition: Condition) -> Iterator[Problem]:
    at = condition.address
    column = table.by_name.get(condition.path)
    if column is None:
        near = nearest(condition.path, table.by_name)
        hint = f"; did you mean {near!r}?" if near else ""
        message = f"{table.name} has no column {condition.path!r}{hint}"
        yield context.problem(at, "ROWS04", message, f"name a column of {table.name} itself", key=True)
        return
    if not context.is_sound(column.address):
        return
    try:
        match = matcher(condition, column.type)
    except ValueError as error:
        message = f"{error}, and {condition.path} is {column.type.name}"
        yield context.problem(at, "CASES04", message, "write a value, a range or a comparison of that type")
        return
    if match.null or column.missing is not None or column.missing_with:
        message = f"{condition.path} can be missing, and then nothing says whether rows follow"
        if match.null:
            message = "a missing value, which says nothing of what has happened"
        yield context.problem(at, "ROWS04", message, "name a value of a column without `missing`", key=True)
        return
    can_be = facts.domain(Route((), table, column), context.spec)
    if not any(atom.meets(match) for atom in atoms(column.type, can_be, [match], missing=False)):
        message = f"{condition.path} can never be {shown(condition.matches)}, so it ends no rows"
        yield context.problem(at, "ROWS04", message, "name a value that it can have")
