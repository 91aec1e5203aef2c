"""Pairs: tables and columns that are there and can be compared, and rules that are true or false."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from manikin.columns.pairing import can_meet, compiled_for
from manikin.errors import Problem
from manikin.expressions import ExpressionError
from manikin.model import Pair, Table
from manikin.model.pairs import OTHER
from manikin.spec.rules.checks import warned
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the tables' pairs."""
    for table in context.tables:
        names: set[str] = set()
        for pair in table.pairs:
            if pair.name in names:
                message = f"two pairs of {table.name} have the same name"
                mend = "name each after what it says"
                yield context.problem((*pair.address, "name"), "PAIRS01", message, mend)
            names.add(pair.name)
            found = list(_sides(context, table, pair))
            yield from found
            if not found:
                yield from _rules(context, table, pair)


def _sides(context: Context, table: Table, pair: Pair) -> Iterator[Problem]:
    other = context.spec.tables.get(pair.table)
    if other is None:
        message = f"there is no table {pair.table!r}{_meant(pair.table, context.named)}"
        mend = "there are: " + ", ".join(context.named[:12])
        yield context.problem((*pair.address, "with"), "PAIRS01", message, mend)
        return
    if OTHER in table.by_name:
        message = f"{table.name} has a column {OTHER!r}, the word that stands for the row that matches"
        yield context.problem(pair.address, "PAIRS01", message, "rename the column")
    elif not can_meet(table, other, context.spec):
        message = f"the rows of {table.name} and of {other.name} are below no common table"
        mend = "pair tables of one lineage, or a vocabulary"
        yield context.problem((*pair.address, "with"), "PAIRS01", message, mend)
    else:
        yield from _columns(context, table, other, pair)


def _columns(context: Context, table: Table, other: Table, pair: Pair) -> Iterator[Problem]:
    for mine, theirs in pair.match:
        at = (*pair.address, "match", mine)
        for name, there, is_key in ((mine, table, True), (theirs, other, False)):
            if name not in there.by_name:
                message = f"{there.name} has no column {name!r}{_meant(name, there.by_name)}"
                yield context.problem(at, "PAIRS01", message, "name one of its columns", key=is_key)
                break
        else:
            one, two = table.by_name[mine].type, other.by_name[theirs].type
            if one.arrow != two.arrow:
                message = f"{table.name}.{mine} is {one.name} and {other.name}.{theirs} is {two.name}, so they are never equal"
                yield context.problem(at, "PAIRS01", message, "match columns of the same type", key=True)


def _rules(context: Context, table: Table, pair: Pair) -> Iterator[Problem]:
    for role, text in (("where", pair.where), ("sql", pair.sql)):
        if not text:
            continue
        at = (*pair.address, role)
        try:
            expression = compiled_for(text, pair, table, context.spec)
        except ExpressionError as error:
            yield context.problem(at, error.rule, error.message, error.mend)
            continue
        for warning in expression.warnings:
            yield warned(context, at, warning)
        far = [
            path
            for path in sorted(expression.columns)
            if path.startswith(f"{OTHER}.") and path.count(".") > 1
        ]
        if not pa.types.is_boolean(expression.type):
            message = f"the rule gives {expression.type}, and a rule is true or false"
            yield context.problem(at, "CHECK01", message, "compare something, such as `value > other.value`")
        elif far:
            message = f"`{far[0]}` looks beyond the row that matches"
            mend = f"name columns of {pair.table} itself after `{OTHER}.`"
            yield context.problem(at, "PAIRS01", message, mend)


def _meant(name: str, known: object) -> str:
    near = nearest(name, list(known))  # type: ignore[call-overload]
    return f"; did you mean {near!r}?" if near else ""
