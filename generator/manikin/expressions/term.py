"""Terms: a typed piece of an expression that can be computed over rows.

Knows Arrow arrays and how a piece that needs one dictionary-encoded column only is computed once a
distinct value. Knows no SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from manikin.expressions.families import Family, family, settled
from manikin.expressions.fault import (
    FAILURES,
    MISFIT,
    NOT_COMPUTABLE,
    ExpressionError,
    UncomputableError,
    reason_of,
)

Datum: TypeAlias = pa.Array | pa.Scalar
"""Values of all rows, or one value that holds for each."""
Kernel = Callable[..., Datum]


@dataclass(frozen=True)
class Rows:
    """The columns of some rows, by path, as they came."""

    columns: Mapping[str, pa.Array]
    count: int
    careful: bool = False
    """Whether what is not chosen must not be computed, because it failed before."""
    plain: dict[str, pa.Array] = field(default_factory=dict)
    """Columns already brought to the type they are computed in."""
    known: dict[object, Datum] = field(default_factory=dict)
    """What `shared` terms have computed."""

    def column(self, path: str) -> pa.Array:
        """Return a column in the type it is computed in; length `count`."""
        if path not in self.plain:
            self.plain[path] = _plain(self.columns[path])
        return self.plain[path]

    def only(self, where: pa.Array, paths: Iterable[str]) -> Rows:
        """Return the rows at the indices `where`, with the columns `paths`."""
        return Rows({path: self.column(path).take(where) for path in paths}, len(where), self.careful)


@dataclass(frozen=True)
class Term:
    """A typed piece of an expression.

    Parameters
    ----------
    type : pa.DataType
        Of the values that `run` returns; ``null`` for NULL without a type.
    run : callable
        Computes the values from rows; raises one of `FAILURES` where a row has no answer.
    columns : frozenset of str
        The paths it needs.
    constant : pa.Scalar or None
        The value, if it needs no column.
    """

    type: pa.DataType
    run: Callable[[Rows], Datum]
    columns: frozenset[str]
    constant: pa.Scalar | None = None

    @property
    def family(self) -> Family:
        """The family of the type."""
        return family(self.type)


def constant(value: pa.Scalar) -> Term:
    """Return the term of one value."""
    return Term(value.type, lambda _: value, frozenset(), value)


def column(path: str, kind: pa.DataType) -> Term:
    """Return the term of a column."""
    return Term(kind, lambda rows: rows.column(path), frozenset({path}))


def make(kind: pa.DataType, run: Callable[[Rows], Datum], parts: Iterable[Term]) -> Term:
    """Return the term that `run` computes from `parts`; computed at once if no part needs a column."""
    columns = frozenset[str]().union(*(part.columns for part in parts))
    if not columns:
        return constant(_folded(run))
    if len(columns) == 1:
        return Term(kind, _by_distinct_value(run, *columns), columns)
    return Term(kind, run, columns)


def apply(kind: pa.DataType, kernel: Kernel, *parts: Term) -> Term:
    """Return the term that computes `parts` and hands their values to `kernel`."""
    return make(kind, lambda rows: kernel(*(part.run(rows) for part in parts)), parts)


def expect(term: Term, allowed: Iterable[Family], who: str) -> Term:
    """Return `term` if it is of an allowed family or NULL.

    Raises
    ------
    ExpressionError
        SQL04, naming `who` wants what.
    """
    families = tuple(allowed)
    if term.family in families or term.family is Family.MISSING:
        return term
    wanted = " or ".join(dict.fromkeys(families))
    raise ExpressionError(MISFIT, f"{who} takes {wanted}, not {term.family}", "write a CAST if that is meant")


def as_array(datum: Datum, count: int) -> pa.Array:
    """Return the values as an array of length `count`."""
    if isinstance(datum, pa.Scalar):
        return pa.repeat(datum, count) if datum.is_valid else pa.nulls(count, datum.type)
    return datum


def guarded(term: Term, rows: Rows, wanted: Callable[[], Datum]) -> Datum:
    """Return the values of `term`, which need an answer only where `wanted` is true.

    Nearly always all rows have an answer, so that all are computed together; if not, the whole
    expression is computed once more with care, and here for the wanted rows alone. The outcome is
    the same.
    """
    if not rows.careful or term.constant is not None:
        return term.run(rows)
    where = pc.indices_nonzero(as_array(wanted(), rows.count))
    if len(where) == rows.count:
        return term.run(rows)
    if len(where) == 0:
        return pa.scalar(None, term.type)
    found = as_array(term.run(rows.only(where, term.columns)), len(where))
    return pc.take(found, pc.index_in(pa.array(range(rows.count), where.type), value_set=where))


def shared(term: Term) -> Term:
    """Return a term that is computed once for the same rows, however often it is asked."""
    key = object()

    def run(rows: Rows) -> Datum:
        if key not in rows.known:
            rows.known[key] = term.run(rows)
        return rows.known[key]

    return Term(term.type, run, term.columns, term.constant)


def finite(values: Datum) -> Datum:
    """Return floats if all that are not missing are finite."""
    if pc.all(as_array(pc.is_finite(values), 1)).as_py() is False:
        raise UncomputableError("a result is not a finite number (division by zero, or too large)")
    return values


def _plain(array: pa.Array) -> pa.Array:
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    kind = settled(whole.type)
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    return whole if whole.type == kind else pc.cast(whole, kind)


def _folded(run: Callable[[Rows], Datum]) -> pa.Scalar:
    try:
        value = run(Rows({}, 1, careful=True))
    except FAILURES as failure:
        raise ExpressionError(
            NOT_COMPUTABLE,
            f"a part without columns can never be computed: {reason_of(failure)}",
            "mend or leave out that part",
        ) from None
    return value if isinstance(value, pa.Scalar) else value[0]


def _by_distinct_value(run: Callable[[Rows], Datum], path: str) -> Callable[[Rows], Datum]:
    def run_once_a_value(rows: Rows) -> Datum:
        encoded = rows.columns[path]
        few = isinstance(encoded, pa.DictionaryArray) and 4 * len(encoded.dictionary) <= rows.count
        # With care every value counts, and the dictionary may hold some that no row has.
        if not few or rows.careful:
            return run(rows)
        # The extra last entry stands for a missing value, which may well have an answer.
        last = len(encoded.dictionary)
        values = pa.concat_arrays([_plain(encoded.dictionary), pa.nulls(1, settled(encoded.type))])
        found = as_array(run(Rows({path: values}, last + 1)), last + 1)
        return pc.take(found, pc.fill_null(pc.cast(encoded.indices, pa.int64()), last))

    return run_once_a_value
