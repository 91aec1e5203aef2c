"""References: there is a table, it has rows and a key, and the whole key is brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from manikin.columns import vocabulary
from manikin.columns.paths import Route, is_ancestor_reference, target_table
from manikin.errors import Problem
from manikin.model import Column, EmptyRows, FileRows, Table
from manikin.model.draws import Address
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the reference columns, before their kind is asked."""
    for table, column in context.columns:
        name = target_table(column)
        if name is None:
            continue
        target = context.spec.tables.get(name)
        if target is None or target.part_of is not None:
            yield _unknown(context, column, name)
        else:
            yield from _target(context, table, column, target)


def _unknown(context: Context, column: Column, name: str) -> Problem:
    near = nearest(name, context.named)
    hint = f"; did you mean {near!r}?" if near else ""
    mend = "there are: " + ", ".join(context.named[:12])
    return context.problem(_place(column), "REFS01", f"there is no table {name!r}{hint}", mend)


def _place(column: Column, role: str = "table") -> Address:
    at = (*column.address, "references")
    return (*at, role) if isinstance(column.parameters, Mapping) and role in column.parameters else at


def _target(context: Context, table: Table, column: Column, target: Table) -> Iterator[Problem]:
    if not target.key:
        message = f"{target.name} has no key that could be referred to"
        yield context.problem(_place(column), "REFS03", message, f"add `key:` to {target.name}")
        return
    named = column.parameters.get("column") if isinstance(column.parameters, Mapping) else None
    if named is None and len(target.key) > 1:
        message = f"the key of {target.name} has {len(target.key)} columns: {', '.join(target.key)}"
        mend = (
            f"write `references: {{table: {target.name}, column: {target.key[0]}}}` and bring the others "
            f"by `copy: {column.name}.{target.key[1]}`"
        )
        yield context.problem(_place(column), "REFS05", message, mend)
        return
    key = named or target.key[0]
    if key not in target.key:
        message = f"{key!r} is not in the key of {target.name}"
        yield context.problem(
            _place(column, "column"), "REFS03", message, "name one of: " + ", ".join(target.key)
        )
        return
    there = target.by_name.get(key)
    if there is None:
        return
    if there.type.arrow != column.type.arrow:
        message = f"{target.name}.{key} is {there.type.name}, this column is {column.type.name}"
        yield context.problem((*column.address, "type"), "REFS03", message, "give both the same type")
    yield from _rows(context, table, column, target)
    yield from _weights(context, column, target)
    if len(target.key) > 1 and context.is_sound(column.address):
        yield from _whole(context, table, column, target, key)


def _rows(context: Context, table: Table, column: Column, target: Table) -> Iterator[Problem]:
    empty = isinstance(target.rows, EmptyRows) or (
        isinstance(target.rows, FileRows) and context.spec.files[target.rows.file].num_rows == 0
    )
    if (
        empty
        and not isinstance(table.rows, EmptyRows)
        and not is_ancestor_reference(column, table, context.spec)
    ):
        message = f"{target.name} has no rows, so there is nothing to refer to"
        yield context.problem(
            _place(column), "REFS02", message, f"give {target.name} rows, or remove the reference"
        )


def _weights(context: Context, column: Column, target: Table) -> Iterator[Problem]:
    """Yield weights of rows that no draw can follow."""
    distribution = column.draw.distribution if column.draw else None
    if distribution is None or distribution.name != "weights" or not isinstance(target.rows, FileRows):
        return
    there = target.by_name.get(str(distribution.parameters))
    if there is None or there.type.name not in {"integer", "decimal", "float"}:
        return
    weights = vocabulary.numbers(target, there.name, context.spec)
    if any(weight < 0 for weight in weights) or not any(weights):
        what = (
            "has a weight below 0" if any(weight < 0 for weight in weights) else "has weights that are all 0"
        )
        mend = f"mend the file of {target.name}: weights are 0 or more, at least one above 0"
        yield context.problem(distribution.address, "REFS06", f"{target.name}.{there.name} {what}", mend)


def _whole(context: Context, table: Table, column: Column, target: Table, key: str) -> Iterator[Problem]:
    """Yield the columns of a composite key that no column of the row brings from the same row."""
    spec = context.spec
    held = [Route((), table, other) for other in table.columns]
    for name in target.key:
        wanted = context.route(f"{column.name}.{name}", table)
        if (
            name == key
            or wanted is None
            or any(facts.is_same_value(route, wanted, table, spec) for route in held)
        ):
            continue
        message = f"the key of {target.name} is {' and '.join(target.key)}, and nothing brings {name!r}"
        mend = f"add a column with `copy: {column.name}.{name}`"
        yield context.problem(_place(column), "REFS05", message, mend)
