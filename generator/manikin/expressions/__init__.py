"""Expressions: SQL over one row, with DuckDB's meaning, computed by Arrow kernels.

`compile` passes text through the gate and returns an `Expression` with its type and its columns;
`Expression.evaluate` computes it over rows. Nothing here runs SQL. To add a function: its line in
`functions`, its node in `grammar`, its builder in the module of its group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from manikin.expressions.compiler import compiled
from manikin.expressions.families import Family, family
from manikin.expressions.fault import FAILURES, EvaluationError, ExpressionError, reason_of
from manikin.expressions.functions import FUNCTIONS, Function
from manikin.expressions.term import Rows, Term, as_array
from manikin.expressions.text import narrow

__all__ = ["FUNCTIONS", "EvaluationError", "Expression", "ExpressionError", "Function", "compile"]

_NO_CONSTANTS: Mapping[str, tuple[pa.DataType, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Expression:
    """An expression that passed the gate and whose types fit.

    Parameters
    ----------
    text : str
        As it was written.
    columns : tuple of str
        The dotted paths it needs, in the order it names them.
    type : pa.DataType
        Of its values: int64, float64, decimal128, bool, string, date32, time or timestamp.
    warnings : tuple of str
        What is allowed but perhaps not meant, each beginning with its rule.
    """

    text: str
    columns: tuple[str, ...]
    type: pa.DataType
    warnings: tuple[str, ...]
    term: Term = field(repr=False, compare=False)

    def evaluate(self, columns: Mapping[str, pa.Array], rows: int) -> pa.Array:
        """Return the values for some rows; the same for a row whatever rows stand beside it.

        Parameters
        ----------
        columns : mapping of str to pa.Array
            At least `self.columns`, each of length `rows`; text may be dictionary-encoded.
        rows : int
            How many rows.

        Returns
        -------
        pa.Array
            Of type `self.type`, length `rows`.

        Raises
        ------
        EvaluationError
            If some row has no answer: division by zero, overflow, a text longer than 4,096
            characters, text that is not what a CAST reads.
        """
        if rows == 0:
            return pa.array([], self.type)
        try:
            return self._computed(Rows(columns, rows))
        except FAILURES:
            pass  # perhaps only in what no row needs, such as the branch of a CASE
        try:
            return self._computed(Rows(columns, rows, careful=True))
        except FAILURES as failure:
            raise EvaluationError(self.text, reason_of(failure)) from None

    def _computed(self, rows: Rows) -> pa.Array:
        found = self.term.run(rows)
        if family(self.type) is Family.TEXT:
            narrow(found)
        values = as_array(found, rows.count)
        return values if values.type == self.type else pc.cast(values, self.type)


def compile(  # noqa: A001 - the word for it; the built-in is never wanted here
    text: str,
    scope: Mapping[str, pa.DataType],
    constants: Mapping[str, tuple[pa.DataType, Any]] = _NO_CONSTANTS,
) -> Expression:
    """Return the expression that `text` is.

    Parameters
    ----------
    text : str
        SQL, at most 2,000 characters.
    scope : mapping of str to pa.DataType
        The columns that may be named, by dotted path.
    constants : mapping of str to (pa.DataType, value)
        Names that stand for one value.

    Raises
    ------
    ExpressionError
        SQL01 if it is not SQL or not allowed, SQL02 for an unknown column, SQL03 for an unknown
        function, SQL04 if types do not fit, SQL05 for a wrong literal, SQL07 if a part without
        columns has no answer.
    """
    return _compiled(text, tuple(scope.items()), tuple(constants.items()))


@lru_cache(maxsize=1024)
def _compiled(
    text: str, scope: tuple[tuple[str, pa.DataType], ...], constants: tuple[tuple[str, Any], ...]
) -> Expression:
    # The rules ask first and the plan asks again: long expressions are worth reading once.
    term, columns, warnings = compiled(text, dict(scope), dict(constants))
    return Expression(text, columns, term.type, warnings, term)
