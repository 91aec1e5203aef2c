"""Text: joining, cutting, trimming, capitals. Characters are code points, as in DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from manikin.expressions.casts import to_text
from manikin.expressions.context import Builder, Context
from manikin.expressions.convert import to_type
from manikin.expressions.families import Family
from manikin.expressions.fault import MISFIT, ExpressionError, UncomputableError
from manikin.expressions.joining import joined
from manikin.expressions.term import Datum, Kernel, Term, apply, as_array, expect

MOST_WIDE: Final = 4_096
"""Characters of the longest text that an expression may make."""
_BYTES_A_CHARACTER: Final = 4
_SPACE: Final = " "


def narrow(values: Datum) -> Datum:
    """Return texts if none is longer than `MOST_WIDE` characters."""
    longest = pc.max(as_array(pc.binary_length(values), 1)).as_py() or 0
    if longest > MOST_WIDE and pc.max(as_array(pc.utf8_length(values), 1)).as_py() > MOST_WIDE:
        raise UncomputableError(f"a text is longer than {MOST_WIDE:,} characters")
    return values


def _text(node: exp.Expr, context: Context, who: str) -> Term:
    return to_type(expect(context.term(node), (Family.TEXT,), who), pa.string())


def _joined(nulls: str) -> Kernel:
    def kernel(*parts: Datum) -> Datum:
        # Bounds the memory before anything is joined; `narrow` then looks at each text.
        widest = sum(pc.max(as_array(pc.binary_length(part), 1)).as_py() or 0 for part in parts)
        if widest > 4 * _BYTES_A_CHARACTER * MOST_WIDE:
            raise UncomputableError(f"a text is longer than {MOST_WIDE:,} characters")
        arrays = [part for part in parts if isinstance(part, pa.Array)]
        if not arrays or any(isinstance(part, pa.Scalar) and not part.is_valid for part in parts):
            return narrow(pc.binary_join_element_wise(*parts, "", null_handling=nulls, null_replacement=""))
        pieces = [part.as_py() if isinstance(part, pa.Scalar) else part for part in parts]
        return narrow(joined(pieces, len(arrays[0]), empty=nulls == "replace"))

    return kernel


def _concat(node: exp.Concat, context: Context) -> Term:
    return apply(pa.string(), _joined("replace"), *(to_text(context.term(part)) for part in node.expressions))


def _pipe(node: exp.DPipe, context: Context) -> Term:
    return apply(
        pa.string(), _joined("emit_null"), *(to_text(context.term(p)) for p in (node.this, node.expression))
    )


def _whole(node: exp.Expr | None, context: Context, who: str) -> int | None:
    """Return the fixed whole number that a position or length must be."""
    if node is None:
        return None
    term = context.term(node)
    if term.constant is None or term.family is not Family.INTEGER or not term.constant.is_valid:
        raise ExpressionError(
            MISFIT, f"{who} takes fixed whole numbers as positions", "write the number itself"
        )
    return int(term.constant.as_py())


def _slice(start: int, stop: int | None) -> Kernel:
    if stop is not None and (stop <= start if (stop < 0) == (start < 0) else stop == 0 <= start):
        return lambda values: pc.if_else(pc.is_valid(values), "", pa.scalar(None, pa.string()))
    return lambda values: pc.utf8_slice_codeunits(values, start=start, stop=stop)


def _substring(node: exp.Substring, context: Context) -> Term:
    term = _text(node.this, context, "substring")
    start = _whole(node.args.get("start"), context, "substring")
    length = _whole(node.args.get("length"), context, "substring")
    if start is None:
        raise ExpressionError(MISFIT, "substring takes a start", "write substring(text, 1, 3)")
    if length is not None and length < 0:
        raise ExpressionError(MISFIT, "substring takes no negative length", "write a length of 0 or more")
    if start < 0:
        stop = None if length is None or start + length >= 0 else start + length
        return apply(pa.string(), _slice(start, stop) if length != 0 else _slice(0, 0), term)
    # The position before the first character counts as a place: substring('abc', 0, 2) is 'a'.
    end = None if length is None else max(0, start - 1 + length)
    return apply(pa.string(), _slice(max(0, start - 1), end), term)


def _left(node: exp.Left, context: Context) -> Term:
    count = _whole(node.expression, context, "left")
    return apply(pa.string(), _slice(0, count), _text(node.this, context, "left"))


def _right(node: exp.Right, context: Context) -> Term:
    count = _whole(node.expression, context, "right") or 0
    cut = _slice(-count, None) if count else _slice(0, 0)
    return apply(pa.string(), cut, _text(node.this, context, "right"))


_TRIMS: Final[Mapping[str | None, Callable[..., Datum]]] = {
    None: pc.utf8_trim,
    "LEADING": pc.utf8_ltrim,
    "TRAILING": pc.utf8_rtrim,
}


def _trim(node: exp.Trim, context: Context) -> Term:
    term = _text(node.this, context, "trim")
    kernel = _TRIMS[node.args.get("position")]
    characters = _SPACE
    if node.expression:
        given = context.term(node.expression)
        if given.constant is None or given.family is not Family.TEXT:
            raise ExpressionError(MISFIT, "trim takes fixed characters in quotes", "write trim(text, '-')")
        characters = given.constant.as_py()
    if not characters:
        return term
    return apply(pa.string(), lambda values: kernel(values, characters=characters), term)


def _starts_with(node: exp.StartsWith, context: Context) -> Term:
    term, start = (_text(part, context, "starts_with") for part in (node.this, node.expression))
    if start.constant is None or not start.constant.is_valid:
        raise ExpressionError(
            MISFIT, "starts_with takes a fixed start in quotes", "write starts_with(text, 'A')"
        )
    prefix = start.constant.as_py()
    return apply(pa.bool_(), lambda values: pc.starts_with(values, prefix), term)


def _cased(node: exp.Func, context: Context) -> Term:
    kernel, name = (pc.utf8_upper, "upper") if type(node) is exp.Upper else (pc.utf8_lower, "lower")
    return apply(pa.string(), kernel, _text(node.this, context, name))


def _length(node: exp.Length, context: Context) -> Term:
    term = _text(node.this, context, "length")
    return apply(pa.int64(), lambda values: pc.cast(pc.utf8_length(values), pa.int64()), term)


BUILDERS: Final[Mapping[type[Any], Builder]] = {
    exp.Concat: _concat,
    exp.DPipe: _pipe,
    exp.Substring: _substring,
    exp.Left: _left,
    exp.Right: _right,
    exp.Trim: _trim,
    exp.StartsWith: _starts_with,
    exp.Upper: _cased,
    exp.Lower: _cased,
    exp.Length: _length,
}
