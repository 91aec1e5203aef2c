"""Combinations that never come twice: their columns exist, rows can be drawn again, and there are enough."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pyarrow as pa

from manikin.columns.combinations import Combination, declared, looks_at
from manikin.columns.expression import compiled
from manikin.columns.needs import redrawable
from manikin.columns.paths import Route
from manikin.columns.relation import lineage, relation
from manikin.errors import Problem
from manikin.expressions import ExpressionError
from manikin.model import Column, FileRows, Table
from manikin.model.draws import Address
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context
from manikin.spec.rules.together import are_distinct, family_of, most_alike, most_of_one
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with combinations that no two rows may have alike."""
    for table in context.tables:
        if isinstance(table.rows, FileRows):
            continue
        for combination in declared(table):
            found = [
                *_names(context, table, combination),
                *_where(context, table, combination),
            ]
            yield from found
            if not found and _is_sound(context, table, combination):
                problem = _keeping(context, table, combination)
                if problem is not None:
                    yield problem


def _is_sound(context: Context, table: Table, combination: Combination) -> bool:
    columns = [table.by_name[name].address for name in combination.columns]
    return context.has_order(table) and context.is_sound(
        *columns, combination.address, (*table.address, "key"), (*table.address, "rows")
    )


def _place(context: Context, combination: Combination, *inside: str | int) -> Address:
    """Return the address of a part of the combination, as it is written."""
    at = combination.address
    if inside and inside[0] == "columns" and isinstance(context.node(at), list):
        inside = inside[1:]
    return (*at, *inside)


def _names(context: Context, table: Table, combination: Combination) -> Iterator[Problem]:
    if combination.address[-1] == "key":
        return  # told by the rules of keys
    for place, name in enumerate(combination.columns):
        at = _place(context, combination, "columns", place)
        if name not in table.by_name:
            near = nearest(name, table.by_name)
            hint = f"; did you mean {near!r}?" if near else ""
            mend = "there are: " + ", ".join(list(table.by_name)[:12])
            yield context.problem(at, "UNIQUE03", f"{table.name} has no column {name!r}{hint}", mend)
        elif name in combination.columns[:place]:
            message = f"{name} stands in the combination twice"
            yield context.problem(at, "UNIQUE03", message, "name it once")


def _where(context: Context, table: Table, combination: Combination) -> Iterator[Problem]:
    if not combination.where:
        return
    at = _place(context, combination, "where")
    try:
        condition = compiled(combination.where, table, context.spec)
    except ExpressionError as error:
        yield context.problem(at, error.rule, error.message, error.mend)
        return
    if not pa.types.is_boolean(condition.type):
        message = f"`where` gives {condition.type}, and a condition is true or false"
        yield context.problem(at, "CHECK01", message, "compare something, such as `ended_on is null`")


def _keeping(context: Context, table: Table, combination: Combination) -> Problem | None:
    """Return why rows that are alike could not be drawn again until they differ."""
    spec = context.spec
    columns = [table.by_name[name] for name in combination.columns]
    if are_distinct(columns, table, spec):
        return None
    names = " and ".join(combination.columns)
    family = family_of(columns, table, spec)
    if family is None:
        message = (
            f"{names} can be the same in any two rows of {table.name}, however far apart, so no row knows which "
            "were drawn before"
        )
        parent = f"the key of {table.parent}" if table.parent else "the key of a parent"
        mend = (
            f"let it hold {parent}, so that only rows of one parent are compared; or number all combinations with "
            "`permutation` and read them off by `expression`; or make one of the columns `unique`"
        )
        return context.problem(combination.address, "UNIQUE04", message, mend)
    again = redrawable(looks_at(combination), table, spec, context.walks.of(table.name))
    if not again:
        message = f"rows of one {family} can have the same {names}, and nothing of it is drawn, so none can be drawn again"
        mend = "add a drawn column or an `ordinal`, or count at most one row by `max: 1`"
        return context.problem(combination.address, "UNIQUE04", message, mend)
    between = lineage(table, family, spec) or ()
    for name in sorted(again):
        if relation(table.by_name[name], table).within in between:
            message = (
                f"{name} points within a {relation(table.by_name[name], table).within}, and rows of a whole {family} "
                "would be drawn again"
            )
            mend = f"let it point within {family}, or tell the rows of each {between[0]} apart"
            return context.problem(combination.address, "UNIQUE04", message, mend)
    return _room(context, table, combination, family)


def _may_be_missing(context: Context, table: Table, column: Column) -> bool:
    return facts.may_be_missing(Route((), table, column), table, context.spec)


def _room(context: Context, table: Table, combination: Combination, family: str) -> Problem | None:
    """Return the arithmetic where one family can have more rows than there are combinations."""
    columns = [table.by_name[name] for name in combination.columns]
    if combination.where or any(_may_be_missing(context, table, column) for column in columns):
        return None  # rows can be drawn again until they claim nothing
    most = most_of_one(table, family, context.spec)
    there = most_alike(columns, table, context.spec)
    if most <= there:
        return None
    names = " and ".join(combination.columns)
    message = (
        f"a {family} can have up to {most:,.0f} rows of {table.name}, each with another {names}, and there "
        f"{'is' if there == 1 else 'are'} {math.floor(there):,}"
    )
    mend = f"count at most {math.floor(there):,} by `max: {math.floor(there)}`, or widen what is drawn"
    return context.problem(combination.address, "UNIQUE05", message, mend)
