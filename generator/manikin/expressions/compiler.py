"""From text to a typed expression: the gate, then each node by the builder of its exact type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from sqlglot import exp

from manikin.expressions import (
    arithmetic,
    calendar,
    casts,
    choice,
    comparison,
    gate,
    literals,
    rounding,
    spans,
    text,
)
from manikin.expressions.context import Builder
from manikin.expressions.families import settled
from manikin.expressions.fault import MISFIT, UNKNOWN_COLUMN, ExpressionError, nearest
from manikin.expressions.term import Term, column, constant

BUILDERS: dict[type[Any], Builder] = {
    **arithmetic.BUILDERS,
    **calendar.BUILDERS,
    **casts.BUILDERS,
    **choice.BUILDERS,
    **comparison.BUILDERS,
    **rounding.BUILDERS,
    **spans.BUILDERS,
    **text.BUILDERS,
}
"""How each type of node becomes a term."""


class Compiler:
    """Makes terms of nodes, and notes which columns they name and what to warn of."""

    def __init__(
        self, scope: Mapping[str, pa.DataType], constants: Mapping[str, tuple[pa.DataType, Any]]
    ) -> None:
        self.scope = scope
        self.constants = constants
        self.columns: list[str] = []
        self.warnings: list[str] = []

    def term(self, node: exp.Expr) -> Term:
        """Return the term of a node that passed the gate."""
        match type(node):
            case exp.Paren:
                return self.term(node.this)
            case exp.Column | exp.Dot:
                return self._named(gate.path_of(node))
            case exp.Literal:
                return constant(literals.text(node.this) if node.is_string else literals.number(node.this))
            case exp.Boolean:
                return constant(pa.scalar(bool(node.this), pa.bool_()))
            case exp.Null:
                return constant(pa.scalar(None, pa.null()))
            case kind:
                return BUILDERS[kind](node, self)

    def warn(self, warning: str) -> None:
        """Note a warning, once."""
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _named(self, path: str) -> Term:
        if path in self.constants:
            kind, value = self.constants[path]
            known = self._settled(path, kind)
            return constant(pa.scalar(value, known))
        if path not in self.scope:
            raise self._unknown(path)
        if path not in self.columns:
            self.columns.append(path)
        return column(path, self._settled(path, self.scope[path]))

    def _settled(self, path: str, kind: pa.DataType) -> pa.DataType:
        found = settled(kind)
        if found is None or found == pa.null():
            what = "a date and time with a timezone" if pa.types.is_timestamp(kind) else "of a type"
            raise ExpressionError(
                MISFIT, f"`{path}` is {what} that expressions do not take", "use another column"
            )
        return found

    def _unknown(self, path: str) -> ExpressionError:
        known = [*self.scope, *self.constants]
        mend = (
            nearest(path, known) or "columns of this row, of its ancestors and of referenced rows may be used"
        )
        return ExpressionError(UNKNOWN_COLUMN, f"there is no column or constant `{path}` here", mend)


def compiled(
    source: str, scope: Mapping[str, pa.DataType], constants: Mapping[str, tuple[pa.DataType, Any]]
) -> tuple[Term, tuple[str, ...], tuple[str, ...]]:
    """Return the term of an expression, the columns it names in order, and warnings.

    Raises
    ------
    ExpressionError
        If the gate refuses it, it names what is unknown, or its types do not fit.
    """
    tree = gate.parse(source)
    compiler = Compiler(scope, constants)
    try:
        term = choice.typed_or_refused(compiler.term(tree))
    except pa.ArrowException:
        # No kernel takes these types: ours to refuse, and the user's to rewrite.
        raise ExpressionError(
            MISFIT, "the types of the expression do not fit together", "write a CAST"
        ) from None
    return term, tuple(compiler.columns), tuple(compiler.warnings)
