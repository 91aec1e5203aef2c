"""References to some rows only: the ancestor is shared, earlier rows are of this table, distinct rows are enough."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.parts import picked_table
from manikin.columns.paths import ancestors, target_table
from manikin.columns.relation import Relation, lineage, relation
from manikin.errors import Problem
from manikin.model import Column, PerRows, Table
from manikin.spec.rules import facts
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
    if asked.within is not None:
        found = _within(context, table, column, target, asked.within)
        if found is not None:
            return found
    return _distinct(context, table, column, target, asked) if asked.distinct else None


def _within(context: Context, table: Table, column: Column, target: Table, within: str) -> Problem | None:
    """Return the problem of an ancestor that not both tables have."""
    spec = context.spec
    mine = [ancestor.name for ancestor in ancestors(table, spec)]
    shared = [name for name in mine if lineage(target, name, spec)]
    if within in shared:
        return None
    if within in mine:
        message = f"rows of {target.name} do not belong to rows of {within}"
    else:
        message = f"{within!r} is no ancestor of {table.name}"
    mend = f"write `within: {shared[0]}`" if shared else "remove `within`; the two tables share no ancestor"
    return _at(context, column, "within", "WITHIN01", message, mend)


def _distinct(
    context: Context, table: Table, column: Column, target: Table, asked: Relation
) -> Problem | None:
    """Return the problem of more rows of one parent than there are rows to point at."""
    if asked.earlier or target_table(column) == table.name:
        message = "the first row has no earlier one, so earlier rows cannot be told apart by it"
        return _at(context, column, "distinct", "DISTINCT01", message, "remove `distinct`")
    if not isinstance(table.rows, PerRows):
        message = f"{table.name} has no parent, whose rows could point at different rows"
        mend = "count the rows `per` a parent, or use `permutation` for values that differ"
        return _at(context, column, "distinct", "DISTINCT01", message, mend)
    if not _has_sound_rows(context, table) or not _has_sound_rows(context, target):
        return None
    most = facts.most_per_parent(table, context.spec)
    there = _room(context, target, asked)
    if most <= there:
        return None
    whose = f"each {asked.within}" if asked.within else "the table"
    at_least = "" if not isinstance(target.rows, PerRows) else "at least " if asked.within else "about "
    message = (
        f"a {table.parent} can have up to {most:,.0f} rows, each of another {target.name}, "
        f"and {whose} has {at_least}{there:,.0f}"
    )
    enough = f"give {target.name} more rows" + (
        f" per {asked.within} by `min: {most:.0f}`" if asked.within else ""
    )
    mend = f"count at most {there:,.0f} by `max: {there:.0f}`, or {enough}" if there >= 1 else enough
    return _at(context, column, "distinct", "DISTINCT02", message, mend)


def _room(context: Context, target: Table, asked: Relation) -> float:
    """Return how many rows of `target` there are to choose from: at least, or as far as can be expected."""
    if asked.within is not None:
        return facts.least_per_ancestor(target, asked.within, context.spec)
    return facts.expected_rows(target, context.spec)


def _has_sound_rows(context: Context, table: Table) -> bool:
    return all(
        context.is_sound((*other.address, "rows")) for other in (table, *ancestors(table, context.spec))
    )


def _at(context: Context, column: Column, role: str, rule: str, message: str, mend: str) -> Problem:
    return context.problem((*column.address, "references", role), rule, message, mend)
