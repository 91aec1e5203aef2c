"""Comparisons, and AND, OR, NOT with three values: true, false and missing.

AND and OR look at the right side only where the left does not decide already, so that a guard such as
``n <> 0 AND total / n > 2`` holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from manikin.expressions.context import Builder, Context, bare
from manikin.expressions.convert import to_type, together
from manikin.expressions.families import Family
from manikin.expressions.fault import MISFIT, ExpressionError
from manikin.expressions.term import Datum, Kernel, Rows, Term, apply, expect, guarded, make

_KERNELS: Final[Mapping[type[Any], Kernel]] = {
    exp.EQ: pc.equal,
    exp.NEQ: pc.not_equal,
    exp.LT: pc.less,
    exp.LTE: pc.less_equal,
    exp.GT: pc.greater,
    exp.GTE: pc.greater_equal,
}
_COMPARES: Final = "compares"


def truth(node: exp.Expr, context: Context, who: str) -> Term:
    """Return the term of a condition, which is true, false or missing."""
    return to_type(expect(context.term(node), (Family.BOOLEAN,), who), pa.bool_())


def compared(kernel: Kernel, left: Term, right: Term) -> Term:
    """Return a comparison of two terms brought to one type."""
    sides = _typed(together(_COMPARES, left, right))
    return apply(pa.bool_(), kernel, *sides)


def _compare(node: exp.Binary, context: Context) -> Term:
    return compared(_KERNELS[type(node)], context.term(node.this), context.term(node.expression))


def _and(node: exp.And, context: Context) -> Term:
    left, right = truth(node.this, context, "AND"), truth(node.expression, context, "AND")

    def run(rows: Rows) -> Datum:
        found = left.run(rows)
        return pc.and_kleene(found, guarded(right, rows, lambda: pc.fill_null(found, True)))

    return make(pa.bool_(), run, (left, right))


def _or(node: exp.Or, context: Context) -> Term:
    left, right = truth(node.this, context, "OR"), truth(node.expression, context, "OR")

    def run(rows: Rows) -> Datum:
        found = left.run(rows)
        return pc.or_kleene(found, guarded(right, rows, lambda: pc.invert(pc.fill_null(found, False))))

    return make(pa.bool_(), run, (left, right))


def _not(node: exp.Not, context: Context) -> Term:
    return apply(pa.bool_(), pc.invert, truth(node.this, context, "NOT"))


def _is(node: exp.Is, context: Context) -> Term:
    wanted = node.expression
    if type(wanted) is exp.Null:
        return apply(pa.bool_(), pc.is_null, context.term(node.this))
    term = truth(node.this, context, "IS TRUE or IS FALSE")
    if wanted.this:
        return apply(pa.bool_(), lambda values: pc.fill_null(values, False), term)
    return apply(pa.bool_(), lambda values: pc.fill_null(pc.invert(values), False), term)


def _same(left: Datum, right: Datum) -> Datum:
    """Return whether both are equal or both missing; never missing itself."""
    return pc.coalesce(pc.equal(left, right), pc.and_(pc.is_null(left), pc.is_null(right)))


def _null_safe(node: exp.Binary, context: Context) -> Term:
    same = compared(_same, context.term(node.this), context.term(node.expression))
    return same if type(node) is exp.NullSafeEQ else apply(pa.bool_(), pc.invert, same)


def _between(node: exp.Between, context: Context) -> Term:
    parts = [context.term(part) for part in (node.this, node.args["low"], node.args["high"])]
    value, low, high = _typed(together(_COMPARES, *parts))
    return apply(
        pa.bool_(),
        lambda v, a, b: pc.and_kleene(pc.greater_equal(v, a), pc.less_equal(v, b)),
        value,
        low,
        high,
    )


def _in(node: exp.In, context: Context) -> Term:
    parts = [context.term(part) for part in (node.this, *node.expressions)]
    value, *others = _typed(together(_COMPARES, *parts))
    if value.family in (Family.TEXT, Family.INTEGER, Family.DATE) and all(other.constant for other in others):
        found = [other.constant for other in others if other.constant is not None]
        return apply(pa.bool_(), _member_of([one for one in found if one.is_valid], len(others)), value)

    def run(first: Datum, *rest: Datum) -> Datum:
        result = pc.equal(first, rest[0])
        for one in rest[1:]:
            result = pc.or_kleene(result, pc.equal(first, one))
        return result

    return apply(pa.bool_(), run, value, *others)


def _member_of(values: list[pa.Scalar], listed: int) -> Kernel:
    """Return a kernel for IN a list; with a NULL in the list, what is not found is missing."""
    kind = values[0].type if values else None
    chosen = pa.array([value.as_py() for value in values], kind) if values else None

    def kernel(found: Datum) -> Datum:
        if chosen is None:
            return pc.and_(pa.scalar(None, pa.bool_()), pc.is_valid(found))
        member = pc.is_in(found, value_set=chosen)
        keep = pc.is_valid(found) if len(values) == listed else member
        return pc.if_else(keep, member, pa.scalar(None, pa.bool_()))

    return kernel


def _like(node: exp.Like, context: Context, escape: str = "") -> Term:
    term = to_type(expect(context.term(node.this), (Family.TEXT,), "LIKE"), pa.string())
    pattern = bare(node.expression)
    if type(pattern) is not exp.Literal or not pattern.is_string:
        raise ExpressionError(
            MISFIT, "LIKE takes a fixed pattern in quotes", "write x LIKE 'A%', or use starts_with(…)"
        )
    like = apply(pa.bool_(), _matcher(_pieces(pattern.this, escape)), term)
    return apply(pa.bool_(), pc.invert, like) if node.args.get("negate") else like


def _escape(node: exp.Escape, context: Context) -> Term:
    sign = bare(node.expression)
    if type(sign) is not exp.Literal or not sign.is_string or len(sign.this) != 1:
        raise ExpressionError(MISFIT, "ESCAPE takes one character in quotes", "write ESCAPE '!'")
    return _like(node.this, context, sign.this)


def _pieces(pattern: str, escape: str) -> list[tuple[str, bool]]:
    """Return the characters of a pattern, each with whether it stands for itself."""
    pieces: list[tuple[str, bool]] = []
    signs = iter(pattern)
    for sign in signs:
        if escape and sign == escape:
            following = next(signs, "")
            if following not in ("%", "_", escape):
                raise ExpressionError(
                    MISFIT, "the escape sign of LIKE stands before nothing to escape", "leave it out"
                )
            pieces.append((following, True))
        else:
            pieces.append((sign, sign not in "%_"))
    return pieces


def _matcher(pieces: list[tuple[str, bool]]) -> Kernel:
    pattern = "".join(f"\\{sign}" if plain and sign in "%_\\" else sign for sign, plain in pieces)
    return lambda values: pc.match_like(values, pattern)


def _typed(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the terms, with a type where all of them are NULL."""
    return tuple(to_type(term, pa.bool_()) if term.family is Family.MISSING else term for term in terms)


BUILDERS: Final[Mapping[type[Any], Builder]] = {
    **dict.fromkeys(_KERNELS, _compare),
    exp.And: _and,
    exp.Or: _or,
    exp.Not: _not,
    exp.Is: _is,
    exp.NullSafeEQ: _null_safe,
    exp.NullSafeNEQ: _null_safe,
    exp.Between: _between,
    exp.In: _in,
    exp.Like: _like,
    exp.Escape: _escape,
}
