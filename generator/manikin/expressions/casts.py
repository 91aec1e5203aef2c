"""CAST: what an expression turns into another type on purpose.

Text is read in one form only (12, 1.5, true, 2026-03-01), where DuckDB reads more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from manikin.expressions import literals, written
from manikin.expressions.cells import cells_of, decimals_of, half_away, refuse_where
from manikin.expressions.context import Builder, Context, bare
from manikin.expressions.convert import floats_from_decimals, to_type
from manikin.expressions.families import MOST_DIGITS, Family, family, time_of
from manikin.expressions.fault import MISFIT, WRONG_LITERAL, ExpressionError, UncomputableError
from manikin.expressions.term import Datum, Term, apply, as_array, constant, finite

_TARGETS: Final = {
    exp.DType.BOOLEAN: pa.bool_(),
    exp.DType.INT: pa.int64(),
    exp.DType.BIGINT: pa.int64(),
    exp.DType.DOUBLE: pa.float64(),
    exp.DType.TEXT: pa.string(),
    exp.DType.DATE: pa.date32(),
    exp.DType.TIME: pa.time64("us"),
    exp.DType.TIMESTAMPNTZ: pa.timestamp("us"),
}
_MOMENTS: Final = frozenset({Family.DATE, Family.TIME, Family.DATETIME})
_AWAY: Final = "half_towards_infinity"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORMS: Final = {
    Family.INTEGER: r"^-?[0-9]{1,19}$",
    Family.DECIMAL: r"^-?[0-9]{1,19}(\.[0-9]{1,19})?$",
    Family.FLOAT: r"^-?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?$",
    Family.BOOLEAN: r"^(?i:true|false|t|f|yes|no|1|0)$",
    Family.DATE: f"^{_DAY}$",
    Family.TIME: f"^{_CLOCK}$",
    Family.DATETIME: f"^{_DAY}([ T]{_CLOCK})?$",
}
"""How text must look to be read as a value of each family."""
_SMALL: Final = 2**31
_MOST_COUNT: Final = 2.0**63


def to_text(term: Term) -> Term:
    """Return the term as text, written as DuckDB writes it."""
    if term.family in (Family.TEXT, Family.MISSING):
        return to_type(term, pa.string())
    return apply(pa.string(), _written, term)


def _cast(node: exp.Cast, context: Context) -> Term:
    target = node.args["to"]
    inner = bare(node.this)
    kind = _decimal(target) if target.this is exp.DType.DECIMAL else _TARGETS[target.this]
    if type(inner) is exp.Literal and inner.is_string and family(kind) in _MOMENTS:
        return constant(literals.moment(inner.this, family(kind)))
    term = context.term(node.this)
    if term.family is Family.MISSING:
        return to_type(term, kind)
    found = _converted(term, kind)
    return apply(pa.int64(), _small, found) if target.this is exp.DType.INT else found


def _decimal(target: exp.DataType) -> pa.DataType:
    sizes = [int(size.this.this) for size in target.expressions] or [18, 3]
    precision, scale = (*sizes, 0)[:2]
    if not 1 <= precision <= MOST_DIGITS or not 0 <= scale <= precision:
        mend = "write DECIMAL(18, 2) for 18 digits, 2 of them after the point; at most 38"
        raise ExpressionError(WRONG_LITERAL, "a decimal type has a wrong size", mend)
    return pa.decimal128(precision, scale)


def _converted(term: Term, kind: pa.DataType) -> Term:
    wanted = family(kind)
    if wanted is Family.TEXT:
        return to_text(term)
    if wanted is term.family and wanted is not Family.DECIMAL:
        return term
    if wanted is Family.TIME and term.family is Family.DATETIME:
        kind = time_of(term.type.unit)
    if wanted is Family.DATETIME and term.family is Family.DATE:
        kind = pa.timestamp("s")
    convert = _CONVERSIONS.get((term.family, wanted))
    if convert is None:
        raise ExpressionError(
            MISFIT, f"CAST does not turn {term.family} into {wanted}", "use a function that does"
        )
    return apply(kind, lambda values: convert(values, kind), term)


def _plain(values: Datum, kind: pa.DataType) -> Datum:
    return pc.cast(values, kind)


def _nearest_float(values: Datum, kind: pa.DataType) -> Datum:
    return pc.cast(values, kind, safe=False)


def _floats(values: Datum, _: pa.DataType) -> Datum:
    return floats_from_decimals(values)


def _truth(values: Datum, _: pa.DataType) -> Datum:
    return pc.not_equal(values, pa.scalar(Decimal(0) if pa.types.is_decimal(values.type) else 0, values.type))


def _whole_from_decimal(values: Datum, kind: pa.DataType) -> Datum:
    wide = pc.cast(values, pa.decimal256(values.type.precision + 1, values.type.scale))
    return pc.cast(pc.cast(pc.round(wide, ndigits=0, round_mode=_AWAY), pa.decimal128(MOST_DIGITS, 0)), kind)


def _whole_from_float(values: Datum, kind: pa.DataType) -> Datum:
    return pc.cast(pc.round(values, ndigits=0, round_mode="half_to_even"), kind)


def _decimal_from_decimal(values: Datum, kind: pa.DataType) -> Datum:
    wide = pc.cast(values, pa.decimal256(76, max(values.type.scale, kind.scale)))
    return pc.cast(pc.round(wide, ndigits=kind.scale, round_mode=_AWAY), kind)


def _decimal_from_whole(values: Datum, kind: pa.DataType) -> Datum:
    return pc.cast(pc.cast(values, pa.decimal256(76, kind.scale)), kind)


def _decimal_from_truth(values: Datum, kind: pa.DataType) -> Datum:
    return _decimal_from_whole(pc.cast(values, pa.int64()), kind)


def _decimal_from_float(values: Datum, kind: pa.DataType) -> Datum:
    cells = cells_of(values)
    counts = half_away(cells.numbers * 10.0**kind.scale)
    most = min(_MOST_COUNT, 10.0**kind.precision)
    refuse_where(~(np.abs(counts) < most), cells.missing, "a result is too large for its type")
    return decimals_of(np.where(np.abs(counts) < most, counts, 0.0).astype(np.int64), cells.missing, kind)


def _read(values: Datum, kind: pa.DataType) -> Datum:
    """Return what texts say, if all of them are written in the one form of the family."""
    wanted = family(kind)
    if pc.all(as_array(pc.match_substring_regex(values, _FORMS[wanted]), 1)).as_py() is False:
        raise UncomputableError(f"a text is not {wanted} in the form that CAST reads")
    return _READERS.get(wanted, _plain)(values, kind)


def _read_decimal(values: Datum, kind: pa.DataType) -> Datum:
    return _decimal_from_decimal(pc.cast(values, pa.decimal128(MOST_DIGITS, 19)), kind)


def _read_float(values: Datum, kind: pa.DataType) -> Datum:
    return finite(pc.cast(values, kind))


def _read_truth(values: Datum, _: pa.DataType) -> Datum:
    yes = pc.is_in(pc.utf8_lower(values), value_set=pa.array(["true", "t", "yes", "1"]))
    return pc.if_else(pc.is_valid(values), yes, pa.scalar(None, pa.bool_()))


def _read_time(values: Datum, kind: pa.DataType) -> Datum:
    return pc.cast(pc.cast(pc.binary_join_element_wise("1970-01-01", values, " "), pa.timestamp("us")), kind)


def _small(values: Datum) -> Datum:
    inside = pc.and_(pc.greater_equal(values, -_SMALL), pc.less(values, _SMALL))
    if pc.all(as_array(inside, 1)).as_py() is False:
        raise UncomputableError("a result is too large for INTEGER; BIGINT holds more")
    return values


def _written(values: Datum) -> Datum:
    kind = values.type
    if pa.types.is_floating(kind):
        return written.floats(values)
    if pa.types.is_decimal(kind):
        return written.decimals(values)
    found = pc.cast(values, pa.string())
    if family(kind) in (Family.TIME, Family.DATETIME) and kind.unit != "s":
        return pc.utf8_rtrim(pc.utf8_rtrim(found, characters="0"), characters=".")
    return found


_READERS: Final[Mapping[Family, Callable[[Datum, pa.DataType], Datum]]] = {
    Family.DECIMAL: _read_decimal,
    Family.FLOAT: _read_float,
    Family.BOOLEAN: _read_truth,
    Family.TIME: _read_time,
}
_CONVERSIONS: Final[Mapping[tuple[Family, Family], Callable[[Datum, pa.DataType], Datum]]] = {
    (Family.INTEGER, Family.DECIMAL): _decimal_from_whole,
    (Family.INTEGER, Family.FLOAT): _nearest_float,
    (Family.INTEGER, Family.BOOLEAN): _truth,
    (Family.DECIMAL, Family.INTEGER): _whole_from_decimal,
    (Family.DECIMAL, Family.DECIMAL): _decimal_from_decimal,
    (Family.DECIMAL, Family.FLOAT): _floats,
    (Family.DECIMAL, Family.BOOLEAN): _truth,
    (Family.FLOAT, Family.INTEGER): _whole_from_float,
    (Family.FLOAT, Family.DECIMAL): _decimal_from_float,
    (Family.FLOAT, Family.BOOLEAN): _truth,
    (Family.BOOLEAN, Family.INTEGER): _plain,
    (Family.BOOLEAN, Family.FLOAT): _plain,
    (Family.BOOLEAN, Family.DECIMAL): _decimal_from_truth,
    (Family.DATE, Family.DATETIME): _plain,
    (Family.DATETIME, Family.DATE): _plain,
    (Family.DATETIME, Family.TIME): _plain,
    **{(Family.TEXT, wanted): _read for wanted in _FORMS},
}
"""The conversions there are."""
BUILDERS: Final[Mapping[type[Any], Builder]] = {exp.Cast: _cast}
