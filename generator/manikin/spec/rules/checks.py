"""Checks: true or false for every row, and about something that can be drawn again."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from manikin.columns.expression import compiled
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.needs import own_needs, redrawable
from manikin.errors import Problem, Severity
from manikin.expressions import ExpressionError
from manikin.model import Check, Column, DataType, FileRows, Table
from manikin.spec.rules.context import Context


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the tables' checks."""
    for table in context.tables:
        if isinstance(table.rows, FileRows):
            continue
        names: set[str] = set()
        for rule in table.checks:
            if rule.name in names:
                message = f"two checks of {table.name} have the same name"
                yield context.problem(
                    (*rule.address, "name"), "CHECK03", message, "name each after what it says"
                )
            names.add(rule.name)
            yield from _sql(context, table, rule)


def _sql(context: Context, table: Table, rule: Check) -> Iterator[Problem]:
    at = (*rule.address, "sql")
    try:
        expression = compiled(rule.sql, table, context.spec)
    except ExpressionError as error:
        yield context.problem(at, error.rule, error.message, error.mend)
        return
    for warning in expression.warnings:
        yield warned(context, at, warning)
    if not pa.types.is_boolean(expression.type):
        message = f"the check gives {expression.type}, and a rule is true or false"
        yield context.problem(at, "CHECK01", message, "compare something, such as `departed_at > arrived_at`")
    elif rule.redraw and context.has_order(table) and not redrawable(rule.sql, table, context.spec):
        yield context.problem(at, "CHECK02", *_fixed(context, table, rule))


def _fixed(context: Context, table: Table, rule: Check) -> tuple[str, str]:
    """Return why rows that fail could not be drawn again, and what to do."""
    probe = Column("", DataType("boolean"), "expression", rule.sql)
    for name in own_needs(probe, table, context.spec):
        kind = table.by_name[name].kind
        if kind in OF_FAMILIES:
            message = f"{name} is filled by `{kind}`, where the rows of one parent hang together, so none is drawn again"
            return message, f"say it in `{kind}` itself, or add `redraw: false` if that makes sure of it"
    message = (
        "the check looks at nothing that is drawn for the row, so rows that fail could not be drawn again"
    )
    return (
        message,
        "look at a drawn column that is neither a key nor unique, or add `redraw: false` if it holds as the columns are made",
    )


def warned(context: Context, at: tuple[str | int, ...], warning: str) -> Problem:
    """Return a warning of an expression, which begins with its rule, as a problem."""
    rule, _, message = warning.partition(": ")
    return context.problem(at, rule, message, severity=Severity.WARNING)
