"""Checks: one form each, true or false for every row, possible, and about something that can be drawn again."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from manikin.columns.claims import as_sql, looks_at
from manikin.columns.expression import compiled
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.needs import first_needs, redrawable
from manikin.errors import Problem, Severity
from manikin.expressions import ExpressionError
from manikin.expressions.possible import never
from manikin.model import Check, FileRows, Table
from manikin.spec.rules.context import Context
from manikin.spec.rules.reaches import reaches

_FORMS = ("sql", "if", "at_least_one")


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
            form = _form(context, rule)
            if form is not None:
                yield form
            else:
                yield from _judged(context, table, rule)


def _form(context: Context, rule: Check) -> Problem | None:
    """Return the problem of a check that says nothing, or says it in two ways."""
    written = context.keys(rule.address)
    forms = [name for name in _FORMS if name in written]
    if "then" in written and "if" not in written:
        message, mend = "`then` stands without `if`", "say with `if` which rows the rule speaks of"
    elif "if" in written and "then" not in written:
        message, mend = "`if` stands without `then`", "say with `then` what must be true of these rows"
    elif not forms:
        message = "the check has a name and says nothing"
        mend = "add `sql:`, or `if:` with `then:`, or `at_least_one:` with a list of columns"
    elif len(forms) > 1:
        message = f"the check says it by {' and by '.join(f'`{name}`' for name in forms)}"
        mend = "keep one, and make a check of its own of the other"
    else:
        return None
    return context.problem(rule.address, "CHECK04", message, mend)


def _judged(context: Context, table: Table, rule: Check) -> Iterator[Problem]:
    parts = {"if": rule.when, "then": rule.then} if rule.when else {_where(rule): as_sql(rule)}
    found = [problem for name, text in parts.items() for problem in _part(context, table, rule, name, text)]
    yield from found
    if any(problem.severity is Severity.ERROR for problem in found):
        return
    yield from _whole(context, table, rule)


def _where(rule: Check) -> str:
    return "at_least_one" if rule.at_least_one else "then" if rule.when else "sql"


def _part(context: Context, table: Table, rule: Check, name: str, text: str) -> Iterator[Problem]:
    at = (*rule.address, name)
    try:
        expression = compiled(text, table, context.spec)
    except ExpressionError as error:
        yield context.problem(at, error.rule, error.message, error.mend)
        return
    for warning in expression.warnings:
        yield warned(context, at, warning)
    if not pa.types.is_boolean(expression.type):
        message = f"the check gives {expression.type}, and a rule is true or false"
        yield context.problem(at, "CHECK01", message, "compare something, such as `departed_at > arrived_at`")


def _whole(context: Context, table: Table, rule: Check) -> Iterator[Problem]:
    at = (*rule.address, _where(rule))
    try:
        compiled(as_sql(rule), table, context.spec)
    except ExpressionError as error:
        yield context.problem(at, error.rule, error.message, error.mend)
        return
    if not context.has_order(table):
        return
    if rule.redraw and not redrawable(looks_at(rule), table, context.spec, context.walks.of(table.name)):
        yield context.problem(at, "CHECK02", *_fixed(context, table, rule))
    elif not rule.at_least_one:
        yield from _possible(context, table, rule)


def _possible(context: Context, table: Table, rule: Check) -> Iterator[Problem]:
    """Yield that no values of the columns can keep the check, or that it speaks of no row."""
    look = reaches(context, table)
    if rule.when:
        why = never(rule.when, look)
        if why is not None:
            message = f"the check speaks of no row: {why}"
            mend = "look for a misspelt value or a sign the wrong way round"
            at = (*rule.address, "if")
            yield context.problem(at, "CHECK06", message, mend, severity=Severity.WARNING)
            return
    why = never(rule.then or rule.sql, look)
    if why is not None:
        at = (*rule.address, _where(rule))
        mend = "mend the comparison, or give the columns values that can keep it"
        if rule.when:
            mend = "mend it, or say with `sql` that the rows of `if` are never to be"
        yield context.problem(at, "CHECK05", f"no row can keep the check: {why}", mend)


def _fixed(context: Context, table: Table, rule: Check) -> tuple[str, str]:
    """Return why rows that fail could not be drawn again, and what to do."""
    along = context.walks.of(table.name)
    for name in first_needs(looks_at(rule), table, context.spec):
        kind = table.by_name[name].kind
        if name in along:
            message = f"{name} is made from the row before, so no row of one parent is drawn again alone"
            return (
                message,
                f"say it in the way {name} is filled, or let the check also look at another column",
            )
        if kind in OF_FAMILIES:
            message = f"{name} is filled by `{kind}`, where the rows of one parent hang together, so none is drawn again"
            return message, f"say it in `{kind}` itself, or add `redraw: false` if that makes sure of it"
        if kind == "aggregate":
            message = (
                f"{name} is what the rows below say, and they are not drawn again for the row above them"
            )
            mend = (
                "say it below: `unique` with `where` for at most one of a kind, an `expression` of an `ordinal` such "
                "as `position = 1` for exactly one, `min` of the count for at least one row"
            )
            return message, mend
    message = (
        "the check looks at nothing that is drawn for the row, so rows that fail could not be drawn again"
    )
    mend = "look at a drawn column that is neither a key nor unique, or add `redraw: false` if it holds by itself"
    return message, mend


def warned(context: Context, at: tuple[str | int, ...], warning: str) -> Problem:
    """Return a warning of an expression, which begins with its rule, as a problem."""
    rule, _, message = warning.partition(": ")
    return context.problem(at, rule, message, severity=Severity.WARNING)
