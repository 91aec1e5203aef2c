"""References to some rows only: a row is shared, earlier rows are of this table, distinct rows are enough."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.parts import picked_table
from manikin.columns.paths import UnknownPathError, ancestors, target_table
from manikin.columns.relation import Relation, followed, lineage, relation, shared_table
from manikin.errors import Problem
from manikin.model import Column, PerRows, Table
from manikin.spec.rules import fanout
from manikin.spec.rules.context import Context


def check(context: Context) -> Iterator[Problem]:
    """Yield references that ask what the tables cannot give."""
    for table, column in context.columns:
        target = context.spec.tables.get(picked_table(column))
        asked = relation(column, table)
        if target is None or asked == Relation():
            continue
        found = _first(context, table, column, target)
        if found is not None:
            yield found


def _first(context: Context, table: Table, column: Column, target: Table) -> Problem | None:
    asked = relation(column, table)
    if asked.earlier and target_table(column) != (table.part_of or table.name):
        message = f"`earlier` points at rows of this table, and {target.name} is another"
        return _at(context, column, "earlier", "EARLIER01", message, "remove `earlier`, or use `within`")
    if asked.levels is not None and target.name != table.name:
        message = f"`levels` counts rows of this table above one another, and {target.name} is another"
        return _at(context, column, "levels", "LEVELS01", message, "remove `levels`")
    if asked.within is not None:
        found = _within(context, table, column, target, asked.within)
        if found is not None:
            return found
    return _distinct(context, table, column, target, asked) if asked.distinct else None


def _within(context: Context, table: Table, column: Column, target: Table, within: str) -> Problem | None:
    """Return the problem of a row that rows of the table pointed at do not belong to."""
    spec = context.spec
    mine = [table.name, *(ancestor.name for ancestor in ancestors(table, spec))]
    known = [name for name in mine if lineage(target, name, spec)]
    try:
        there = shared_table(within, table, spec).name
    except UnknownPathError as error:
        why = f": {error.message}" if "." in within else ""
        message = f"{within!r} is no ancestor of {table.name}, nor a reference{why}"
    else:
        if lineage(target, there, spec) is None:
            message = f"rows of {target.name} do not belong to rows of {there}"
        elif target.name == table.name and any(followed(column, table, spec)):
            message = f"earlier rows are picked within an ancestor, and {within!r} is a reference"
        else:
            return None
    mend = f"write `within: {known[0]}`" if known else "remove `within`; the two tables share no ancestor"
    return _at(context, column, "within", "WITHIN01", message, mend)


def _distinct(
    context: Context, table: Table, column: Column, target: Table, asked: Relation
) -> Problem | None:
    """Return the problem of more rows of one parent than there are rows to point at."""
    if asked.earlier or target_table(column) == table.name:
        message = "the first row has no earlier one, so earlier rows cannot be told apart by it"
        return _at(context, column, "distinct", "DISTINCT01", message, "remove `distinct`")
    if asked.within == table.name:
        message = f"no two rows of {table.name} share a {target.name}, so all are distinct"
        return _at(context, column, "distinct", "DISTINCT01", message, "remove `distinct`")
    if not isinstance(table.rows, PerRows):
        message = f"{table.name} has no parent, whose rows could point at different rows"
        mend = "count the rows `per` a parent, or use `permutation` for values that differ"
        return _at(context, column, "distinct", "DISTINCT01", message, mend)
    if not _has_sound_rows(context, table) or not _has_sound_rows(context, target):
        return None
    most = fanout.most_per_parent(table, context.spec)
    shared = shared_table(asked.within, table, context.spec).name if asked.within else None
    there = _room(context, target, shared)
    if most <= there:
        return None
    whose = f"each {shared}" if shared else "the table"
    at_least = "" if not isinstance(target.rows, PerRows) else "at least " if shared else "about "
    message = (
        f"a {table.parent} can have up to {most:,.0f} rows, each of another {target.name}, "
        f"and {whose} has {at_least}{there:,.0f}"
    )
    enough = f"give {target.name} more rows" + (f" per {shared} by `min: {most:.0f}`" if shared else "")
    mend = f"count at most {there:,.0f} by `max: {there:.0f}`, or {enough}" if there >= 1 else enough
    return _at(context, column, "distinct", "DISTINCT02", message, mend)


def _room(context: Context, target: Table, shared: str | None) -> float:
    """Return how many rows of `target` there are to choose from: at least, or as far as can be expected."""
    if shared is not None:
        return fanout.least_per_ancestor(target, shared, context.spec)
    return fanout.expected_rows(target, context.spec)


def _has_sound_rows(context: Context, table: Table) -> bool:
    return all(
        context.is_sound((*other.address, "rows")) for other in (table, *ancestors(table, context.spec))
    )


def _at(context: Context, column: Column, role: str, rule: str, message: str, mend: str) -> Problem:
    return context.problem((*column.address, "references", role), rule, message, mend)
