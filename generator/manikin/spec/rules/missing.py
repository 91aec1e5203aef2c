"""Missing values: never on the parent's key, and together only with what can be missing."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.paths import Route, is_ancestor_reference
from manikin.errors import Problem
from manikin.model import Column, Distribution, MissingPatterns, Table
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with `missing`, `missing_with` and `missing_patterns`."""
    # Also of columns that have another problem: nothing here builds on how a column is filled.
    for table in context.tables:
        for patterns in table.missing_patterns:
            yield from _patterns(context, table, patterns)
    for table, column in ((home, column) for home in context.tables for column in home.columns):
        role = "missing" if column.missing is not None else "missing_with" if column.missing_with else ""
        if role and is_ancestor_reference(column, table, context.spec):
            message = f"{column.name} says to whom each row belongs, and rows are drawn for their parent"
            yield context.problem((*column.address, role), "MISSING01", message, f"remove `{role}`", key=True)
        for place, name in enumerate(column.missing_with):
            yield from _with(context, table, column, name, place)


def _patterns(context: Context, table: Table, patterns: MissingPatterns) -> Iterator[Problem]:
    at, written = patterns.address, context.keys(patterns.address)
    if ("patterns" in written) == ("cases" in written) or ("given" in written) != ("cases" in written):
        mend = "write `patterns:`, or `given:` with `cases:`"
        yield context.problem(at, "MISSING03", "neither patterns alone nor cases of them", mend, key=True)
        return
    for part in patterns.draw.distributions:
        yield from _listed(context, table, part)
    if context.is_sound(at):
        yield from _members(context, table, patterns)


def _listed(context: Context, table: Table, part: Distribution) -> Iterator[Problem]:
    """Yield patterns that name what is no column, that stand twice, or of which none can be drawn."""
    seen: set[frozenset[str]] = set()
    for place, pattern in enumerate(context.node(part.address)):
        at = (*part.address, place, "missing")
        names = pattern["missing"]
        for number, name in enumerate(names):
            if name not in table.by_name:
                near = nearest(name, table.by_name)
                hint = f"; did you mean {near!r}?" if near else ""
                mend = f"name a column of {table.name}"
                message = f"{table.name} has no column {name!r}{hint}"
                yield context.problem((*at, number), "MISSING03", message, mend)
        if frozenset(names) in seen or len(set(names)) < len(names):
            yield context.problem(
                at, "MISSING03", "the same columns again", "keep one, with the sum of the weights"
            )
        seen.add(frozenset(names))
    if not any(part.parameters.values()):
        message, mend = "the weights are all 0", "give at least one pattern a weight above 0"
        yield context.problem(part.address, "MISSING03", message, mend, key=True)


def _members(context: Context, table: Table, patterns: MissingPatterns) -> Iterator[Problem]:
    if not patterns.columns:
        message, mend = "no pattern names a column", "name columns in `missing`, or remove the patterns"
        yield context.problem(patterns.address, "MISSING03", message, mend, key=True)
    for name in patterns.columns:
        column = table.by_name[name]
        assert column.missing_by is not None
        reason = ""
        if column.missing is not None or column.missing_with:
            role = "missing" if column.missing is not None else "missing_with"
            reason = f"{name} has `{role}` too, and its patterns alone say where it is missing"
        elif column.missing_by.name != patterns.name:
            reason = f"{name} is in the patterns {column.missing_by.name} as well"
        elif is_ancestor_reference(column, table, context.spec):
            reason = f"{name} says to whom each row belongs, and is never missing"
        elif column.unique or column.name in table.key:
            reason = f"{name} {'is unique' if column.unique else 'is in the key'}, and is never missing"
        if reason:
            yield context.problem(patterns.address, "MISSING03", reason, "remove one of the two", key=True)


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
