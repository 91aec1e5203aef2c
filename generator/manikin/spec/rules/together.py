"""Which columns differ from row to row by the way they are made, and whose rows they tell apart. Judges nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from manikin.columns import KINDS
from manikin.columns.combinations import Combination, declared
from manikin.columns.paths import Route, Step, UnknownPathError, ancestors, resolve, target_table
from manikin.columns.relation import lineage, relation
from manikin.model import Column, Spec, Table
from manikin.spec.rules import facts, fanout

ALWAYS_DISTINCT = frozenset({"sequence", "permutation", "identifier", "uuid"})
"""Kinds whose values differ whether or not `unique` says so."""


def is_distinct(column: Column, table: Table, spec: Spec) -> bool:
    """Return whether a column's values differ by construction."""
    if column.kind in ALWAYS_DISTINCT or column.unique:
        return True
    if column.kind == "template":
        return KINDS["template"].distinct(column, table, spec) is not None
    return facts.parent_keys([column], table, spec) and fanout.is_at_most_one(table, spec)


def are_distinct(columns: Sequence[Column], table: Table, spec: Spec) -> bool:
    """Return whether the columns together differ from row to row by construction."""
    if any(is_distinct(column, table, spec) for column in columns):
        return True
    if not facts.parent_keys(columns, table, spec):
        return False
    if fanout.is_at_most_one(table, spec) or any(column.kind == "ordinal" for column in columns):
        return True
    return any(_tells_apart(column, columns, table, spec) for column in columns)


def _tells_apart(column: Column, columns: Sequence[Column], table: Table, spec: Spec) -> bool:
    """Return whether the columns hold the whole key of a row that no other row of the parent points at."""
    if not relation(column, table).distinct:
        return False
    held = [Route((), table, other) for other in columns]
    wanted = [
        _route(f"{column.name}.{name}", table, spec) for name in spec.tables[target_table(column) or ""].key
    ]
    return all(
        route is not None and any(facts.is_same_value(route, other, table, spec) for other in held)
        for route in wanted
    )


def _route(path: str, table: Table, spec: Spec) -> Route | None:
    try:
        return resolve(path, table, spec)
    except UnknownPathError:
        return None


def to_keep(table: Table, spec: Spec) -> tuple[Combination, ...]:
    """Return the combinations that are not kept by the way their columns are made."""
    return tuple(
        combination
        for combination in declared(table)
        if not are_distinct([table.by_name[name] for name in combination.columns], table, spec)
    )


def family_of(columns: Sequence[Column], table: Table, spec: Spec) -> str | None:
    """Return the nearest ancestor whose key the columns hold: only its rows can be alike; None if there is none."""
    steps: list[Step] = []
    held = [Route((), table, column) for column in columns]
    for above in ancestors(table, spec):
        steps.append(Step(above.name, None))
        keys = [
            Route(tuple(steps), above, above.by_name[name]) for name in above.key if name in above.by_name
        ]
        if keys and all(any(facts.is_same_value(key, one, table, spec) for one in held) for key in keys):
            return above.name
    return None


def most_of_one(table: Table, ancestor: str, spec: Spec) -> float:
    """Return how many rows of `table` a row of an ancestor can have at most."""
    return math.prod(
        fanout.most_per_parent(spec.tables[name], spec) for name in lineage(table, ancestor, spec) or ()
    )


def most_alike(columns: Sequence[Column], table: Table, spec: Spec) -> float:
    """Return how many combinations the columns can have under one row of the ancestor whose key they hold."""
    return math.prod(_values(column, table, spec) for column in columns)


def _values(column: Column, table: Table, spec: Spec) -> float:
    made = facts.home(Route((), table, column), spec)
    if made.steps and all(step.column is None for step in made.steps):
        return 1.0
    target = target_table(column)
    if target is not None:
        return fanout.expected_rows(spec.tables[target], spec)
    if column.kind == "pattern":
        return float(KINDS["pattern"].distinct(column, table, spec) or math.inf)
    found = facts.domain(made, spec)
    if found.values is not None:
        return float(len(found.values))
    return found.high - found.low + 1 if column.type.is_discrete else math.inf
