"""Rounding, signs and square roots. Halves go away from zero, as in DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from manikin.expressions.cells import Numbers, cells_of, datum_of, half_away
from manikin.expressions.context import Builder, Context
from manikin.expressions.convert import to_type
from manikin.expressions.families import MOST_DIGITS, NUMBERS, Family
from manikin.expressions.fault import MISFIT, ExpressionError
from manikin.expressions.term import Datum, Kernel, Term, apply, expect, finite

AWAY: Final = "half_towards_infinity"
"""Arrow's name for rounding halves away from zero."""
_MOST_PLACES: Final = 15


def _number(node: exp.Expr, context: Context, who: str) -> Term:
    term = expect(context.term(node), NUMBERS, who)
    return to_type(term, pa.int64()) if term.family is Family.MISSING else term


def _abs(node: exp.Abs, context: Context) -> Term:
    term = _number(node.this, context, "abs")
    return apply(term.type, pc.abs_checked if term.family is Family.INTEGER else pc.abs, term)


def _sign(node: exp.Sign, context: Context) -> Term:
    return apply(
        pa.int64(), lambda values: pc.cast(pc.sign(values), pa.int64()), _number(node.this, context, "sign")
    )


def _sqrt(node: exp.Sqrt, context: Context) -> Term:
    term = to_type(_number(node.this, context, "sqrt"), pa.float64())
    return apply(pa.float64(), lambda values: finite(pc.sqrt(values)), term)


def _floor(node: exp.Func, context: Context) -> Term:
    name, kernel = ("floor", pc.floor) if type(node) is exp.Floor else ("ceil", pc.ceil)
    term = _number(node.this, context, name)
    if term.family is not Family.DECIMAL:
        return apply(pa.float64(), kernel, to_type(term, pa.float64()))
    return apply(pa.decimal128(term.type.precision, 0), _roomy(kernel, term.type, 0), term)


def _round(node: exp.Round, context: Context) -> Term:
    term = _number(node.this, context, "round")
    places = _places(node, context)
    if term.family is Family.FLOAT:
        return apply(pa.float64(), lambda values: _round_floats(values, places), term)
    if term.family is Family.INTEGER:
        if places >= 0:
            return term
        return apply(pa.int64(), lambda values: pc.round(values, ndigits=places, round_mode=AWAY), term)
    scale = term.type.scale
    if places >= scale:
        return term
    kept = max(0, places)
    rounded = _roomy(lambda values: pc.round(values, ndigits=places, round_mode=AWAY), term.type, kept)
    return apply(pa.decimal128(term.type.precision, kept), rounded, term)


def _places(node: exp.Round, context: Context) -> int:
    if node.args.get("decimals") is None:
        return 0
    given = context.term(node.args["decimals"]).constant
    if given is None or given.type != pa.int64() or not given.is_valid or abs(given.as_py()) > _MOST_PLACES:
        raise ExpressionError(
            MISFIT, f"round takes fixed digits from -{_MOST_PLACES} to {_MOST_PLACES}", "write round(x, 2)"
        )
    return int(given.as_py())


def _roomy(kernel: Kernel, kind: pa.DataType, scale: int) -> Kernel:
    """Return `kernel` with room for one more digit (9.9 rounds to 10), then to fewer after the point."""
    wide = pa.decimal256(kind.precision + _MOST_PLACES, kind.scale)
    result = pa.decimal128(min(MOST_DIGITS, kind.precision), scale)
    return lambda values: pc.cast(kernel(pc.cast(values, wide)), result)


def _round_floats(values: Datum, places: int) -> Datum:
    cells = cells_of(values)
    scale = 10.0 ** abs(places)
    rounded: Numbers
    with np.errstate(over="ignore", invalid="ignore"):
        if places == 0:
            rounded = half_away(cells.numbers)
        elif places > 0:
            rounded = half_away(cells.numbers * scale) / scale
        else:
            rounded = half_away(cells.numbers / scale) * scale
    # A number too large to be scaled has no digits after the point to round.
    rounded = np.where(np.isfinite(rounded), rounded, cells.numbers)
    return datum_of(rounded, cells.missing, pa.float64())


BUILDERS: Final[Mapping[type[Any], Builder]] = {
    exp.Abs: _abs,
    exp.Sign: _sign,
    exp.Sqrt: _sqrt,
    exp.Floor: _floor,
    exp.Ceil: _floor,
    exp.Round: _round,
}
