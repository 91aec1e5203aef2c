"""Values of one type as another where that loses nothing by itself, as operators need it.

What an expression asks for by CAST is in `casts`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.expressions.cells import counts_of, datum_of
from manikin.expressions.families import SQL_NAMES, Family, union
from manikin.expressions.fault import MISFIT, ExpressionError
from manikin.expressions.literals import EXAMPLES
from manikin.expressions.term import Datum, Term, apply, constant

_EXACT_POWERS: Final = 22
"""Powers of ten up to this one are exact floats."""
_EXACT_COUNT: Final = 2**53
"""Whole numbers up to this one are exact floats."""


def to_type(term: Term, kind: pa.DataType) -> Term:
    """Return `term` as the type `kind`, which must hold its values."""
    if term.type == kind:
        return term
    if term.family is Family.MISSING:
        return constant(pa.scalar(None, kind))
    if term.family is Family.INTEGER and pa.types.is_decimal(kind):
        return apply(kind, lambda values: pc.cast(pc.cast(values, pa.decimal256(76, kind.scale)), kind), term)
    if term.family is Family.DECIMAL and pa.types.is_floating(kind):
        return apply(kind, floats_from_decimals, term)
    # Whole numbers beyond 2**53 become the nearest float, as in DuckDB.
    safe = not pa.types.is_floating(kind)
    return apply(kind, lambda values: pc.cast(values, kind, safe=safe), term)


def together(what: str, *terms: Term) -> tuple[Term, ...]:
    """Return the terms as one type that holds all their values.

    Raises
    ------
    ExpressionError
        SQL04 if there is no such type; `what` starts the sentence, such as "compares".
    """
    kind = terms[0].type
    for term in terms[1:]:
        found = union(kind, term.type)
        if found is None:
            raise _misfit(what, *_clash(terms))
        kind = found
    return tuple(to_type(term, kind) for term in terms)


def floats_from_decimals(values: Datum) -> Datum:
    """Return decimals as the nearest floats."""
    scale = values.type.scale
    if scale > _EXACT_POWERS:
        return _by_text(values)
    counts, is_long = counts_of(values)
    floats = datum_of(np.asarray(counts.numbers / 10.0**scale), counts.missing, pa.float64())
    # A quotient of two exact floats is the nearest; a longer count is not exact.
    inexact = is_long | (np.abs(counts.numbers) > _EXACT_COUNT)
    if not inexact.any():
        return floats
    return pc.if_else(pa.array(inexact) if inexact.ndim else bool(inexact), _by_text(values), floats)


def _by_text(values: Datum) -> Datum:
    return pc.cast(pc.cast(values, pa.string()), pa.float64())


def _clash(terms: tuple[Term, ...]) -> tuple[Term, Term]:
    return next((a, b) for a in terms for b in terms if union(a.type, b.type) is None)


def _misfit(what: str, left: Term, right: Term) -> ExpressionError:
    families = {left.family, right.family}
    other = next(iter(families - {Family.TEXT}), Family.TEXT)
    if Family.TEXT in families and other in (Family.DATE, Family.TIME, Family.DATETIME):
        mend = f"write {EXAMPLES[other]} for a fixed value, or CAST(… AS {SQL_NAMES[other]}) on the text"
    elif Family.TEXT in families:
        mend = f"put the value in quotes if text is meant, or write CAST(… AS {SQL_NAMES[other]}) on the text"
    else:
        mend = "write CAST(… AS …) on one of them"
    return ExpressionError(MISFIT, f"{what} {left.family} with {right.family}", mend)
