"""Choosing between values: CASE, if, coalesce, nullif, least, greatest.

A value that is not chosen need not have an answer: CASE WHEN n > 0 THEN total / n END is fine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from manikin.expressions.comparison import compared, truth
from manikin.expressions.context import Builder, Context
from manikin.expressions.convert import to_type, together
from manikin.expressions.families import Family
from manikin.expressions.fault import MISFIT, ExpressionError
from manikin.expressions.term import Datum, Rows, Term, constant, guarded, make, shared

_MISSING: Final = constant(pa.scalar(None, pa.null()))


def _case(node: exp.Case, context: Context) -> Term:
    subject = shared(context.term(node.this)) if node.this else None
    conditions = [
        truth(branch.this, context, "WHEN")
        if subject is None
        else compared(pc.equal, subject, context.term(branch.this))
        for branch in node.args["ifs"]
    ]
    values = [context.term(branch.args["true"]) for branch in node.args["ifs"]]
    default = node.args.get("default")
    return _choose(conditions, [*values, context.term(default) if default else _MISSING])


def _if(node: exp.If, context: Context) -> Term:
    condition = truth(node.this, context, "if(…)")
    values = [context.term(node.args[key]) if node.args.get(key) else _MISSING for key in ("true", "false")]
    return _choose([condition], values)


def _choose(conditions: list[Term], values: list[Term]) -> Term:
    """Return the value of the first condition that holds, or the last value."""
    values = list(together("chooses between", *values))
    kind = values[0].type
    if kind == pa.null():
        return _MISSING

    def run(rows: Rows) -> Datum:
        open_: Datum = pa.scalar(True)
        held: list[Datum] = []
        found: list[Datum] = []
        for condition, value in zip(conditions, values, strict=False):
            before = open_
            holds = pc.fill_null(guarded(condition, rows, _just(before)), False)
            found.append(guarded(value, rows, _just(pc.and_(before, holds))))
            held.append(holds)
            open_ = pc.and_not(before, holds)
        rest = guarded(values[-1], rows, _just(open_))
        if len(held) == 1:
            return pc.if_else(held[0], found[0], rest)
        return pc.case_when(pc.make_struct(*held), *found, rest)

    return make(kind, run, (*conditions, *values))


def _just(wanted: Datum) -> Callable[[], Datum]:
    return lambda: wanted


def _coalesce(node: exp.Coalesce, context: Context) -> Term:
    terms = together("chooses between", *(context.term(part) for part in (node.this, *node.expressions)))
    if terms[0].type == pa.null():
        return _MISSING

    def run(rows: Rows) -> Datum:
        found = terms[0].run(rows)
        for term in terms[1:]:
            found = _filled(found, term, rows)
        return found

    return make(terms[0].type, run, terms)


def _filled(found: Datum, term: Term, rows: Rows) -> Datum:
    return pc.coalesce(found, guarded(term, rows, lambda: pc.is_null(found)))


def _nullif(node: exp.Nullif, context: Context) -> Term:
    value, other = shared(context.term(node.this)), context.term(node.expression)
    if value.family is Family.MISSING:
        return _MISSING
    same = compared(pc.equal, value, other)

    def run(rows: Rows) -> Datum:
        return pc.if_else(pc.fill_null(same.run(rows), False), pa.scalar(None, value.type), value.run(rows))

    return make(value.type, run, (value, same))


def _extreme(node: exp.Func, context: Context) -> Term:
    terms = together("chooses between", *(context.term(part) for part in (node.this, *node.expressions)))
    if terms[0].family is Family.MISSING:
        return _MISSING
    if terms[0].family is Family.BOOLEAN:
        raise ExpressionError(MISFIT, "least and greatest do not take true or false", "write AND or OR")
    kernel = pc.min_element_wise if type(node) is exp.Least else pc.max_element_wise

    def run(rows: Rows) -> Datum:
        return kernel(*(term.run(rows) for term in terms), skip_nulls=True)

    return make(terms[0].type, run, terms)


def typed_or_refused(term: Term) -> Term:
    """Return the term if it has a type.

    Raises
    ------
    ExpressionError
        SQL04 if it is NULL and nothing tells of what type.
    """
    if term.family is Family.MISSING:
        raise ExpressionError(
            MISFIT, "the expression is always missing", "write CAST(NULL AS …) if that is meant"
        )
    return to_type(term, term.type)


BUILDERS: Final[Mapping[type[Any], Builder]] = {
    exp.Case: _case,
    exp.If: _if,
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
    exp.Least: _extreme,
    exp.Greatest: _extreme,
}
