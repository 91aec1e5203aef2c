"""Calculation with numbers, as DuckDB does it: / gives floats, // whole numbers, overflow is an error.

Decimals keep every digit; their precision grows by DuckDB's rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from manikin.expressions import spans
from manikin.expressions.context import Builder, Context, bare
from manikin.expressions.convert import to_type
from manikin.expressions.families import FAST_DIGITS, MOST_DIGITS, NUMBERS, Family, digits, union
from manikin.expressions.fault import MISFIT, ExpressionError
from manikin.expressions.term import Datum, Kernel, Term, apply, expect, finite

_WORDS: Final = {
    exp.Add: "+ adds",
    exp.Sub: "- subtracts",
    exp.Mul: "* multiplies",
    exp.Div: "/ divides",
    exp.IntDiv: "// divides",
    exp.Mod: "% divides",
}


def _add(node: exp.Add, context: Context) -> Term:
    return _sum(node, pc.add_checked, pc.add, context)


def _sub(node: exp.Sub, context: Context) -> Term:
    return _sum(node, pc.subtract_checked, pc.subtract, context)


def _sum(node: exp.Binary, exact: Kernel, floating: Kernel, context: Context) -> Term:
    moved = spans.moved(node, context)
    if moved:
        return moved
    first, second = context.term(node.this), context.term(node.expression)
    combined = spans.combined(node, first, second)
    if combined:
        return combined
    left, right, kind = _numbers(_WORDS[type(node)], first, second)
    if pa.types.is_floating(kind):
        return apply(kind, lambda a, b: finite(floating(a, b)), left, right)
    if pa.types.is_integer(kind):
        return apply(kind, exact, left, right)
    result = pa.decimal128(_capped(kind.precision + 1, left, right), kind.scale)
    return _decimals(exact, result, kind.precision + 1, to_type(left, kind), to_type(right, kind))


def _mul(node: exp.Mul, context: Context) -> Term:
    left, right, kind = _operands(node, context)
    if pa.types.is_floating(kind):
        return apply(kind, lambda a, b: finite(pc.multiply(a, b)), left, right)
    if pa.types.is_integer(kind):
        return apply(kind, pc.multiply_checked, left, right)
    (precision, scale), (other_precision, other_scale) = digits(left.type), digits(right.type)
    if scale + other_scale > MOST_DIGITS:
        raise ExpressionError(
            MISFIT, f"* gives more than {MOST_DIGITS} digits after the point", "use round(…, 6)"
        )
    result = pa.decimal128(_capped(precision + other_precision, left, right), scale + other_scale)
    return _decimals(
        pc.multiply_checked, result, precision + other_precision + 1, _decimal(left), _decimal(right)
    )


def _div(node: exp.Div, context: Context) -> Term:
    left, right, _ = _operands(node, context)
    parts = (to_type(left, pa.float64()), to_type(right, pa.float64()))
    return apply(pa.float64(), lambda a, b: finite(pc.divide(a, b)), *parts)


def _int_div(node: exp.IntDiv, context: Context) -> Term:
    left, right, kind = _operands(node, context)
    if not pa.types.is_integer(kind):
        raise ExpressionError(MISFIT, "// divides whole numbers only", "write floor(x / y)")
    return apply(kind, pc.divide_checked, left, right)


def _mod(node: exp.Mod, context: Context) -> Term:
    left, right, kind = _operands(node, context)
    parts = (to_type(left, kind), to_type(right, kind))
    if pa.types.is_floating(kind):
        return apply(kind, lambda a, b: finite(pc.remainder(a, b)), *parts)
    return apply(kind, pc.remainder_checked, *parts)


def _neg(node: exp.Neg, context: Context) -> Term:
    term = expect(context.term(node.this), NUMBERS, "a minus sign")
    kernel = pc.negate_checked if pa.types.is_integer(term.type) else pc.negate
    return apply(term.type, kernel, term) if term.family is not Family.MISSING else term


def _operands(node: exp.Binary, context: Context) -> tuple[Term, Term, pa.DataType]:
    """Return both sides and the type both go into; floats and whole numbers already as that type."""
    what = _WORDS[type(node)]
    if exp.Interval in (type(bare(node.this)), type(bare(node.expression))):
        raise ExpressionError(
            MISFIT, f"{what} an INTERVAL", "add an INTERVAL to a date, or subtract it from one"
        )
    return _numbers(what, context.term(node.this), context.term(node.expression))


def _numbers(what: str, *sides: Term) -> tuple[Term, Term, pa.DataType]:
    who = what.split(maxsplit=1)[0]
    left, right = (expect(side, NUMBERS, who) for side in sides)
    kind = union(left.type, right.type)
    if kind is None or kind == pa.null():
        kind = pa.int64()
    if pa.types.is_decimal(kind):
        typed = [to_type(side, kind) if side.family is Family.MISSING else side for side in (left, right)]
    else:
        typed = [to_type(side, kind) for side in (left, right)]
    return typed[0], typed[1], kind


def _decimal(term: Term) -> Term:
    return to_type(term, pa.decimal128(*digits(term.type)))


def _capped(precision: int, left: Term, right: Term) -> int:
    """Return how many digits DuckDB gives a result: 18 if both sides have no more, or up to 38."""
    most = max(digits(left.type)[0], digits(right.type)[0])
    return min(precision, FAST_DIGITS if most <= FAST_DIGITS else MOST_DIGITS)


def _decimals(kernel: Kernel, result: pa.DataType, needed: int, left: Term, right: Term) -> Term:
    """Compute decimals wide enough for every digit, and then check that they fit `result`."""

    def run(a: Datum, b: Datum) -> Datum:
        if needed > MOST_DIGITS:
            a, b = (pc.cast(side, pa.decimal256(side.type.precision, side.type.scale)) for side in (a, b))
        return pc.cast(kernel(a, b), result)

    return apply(result, run, left, right)


BUILDERS: Final[Mapping[type[Any], Builder]] = {
    exp.Add: _add,
    exp.Sub: _sub,
    exp.Mul: _mul,
    exp.Div: _div,
    exp.IntDiv: _int_div,
    exp.Mod: _mod,
    exp.Neg: _neg,
}
