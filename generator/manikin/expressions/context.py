"""What a builder of terms is given by the compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sqlglot import exp

from manikin.expressions.term import Term


class Context(Protocol):
    """The compiler, as builders see it."""

    def term(self, node: exp.Expr) -> Term:
        """Return the term of a node.

        Raises
        ------
        ExpressionError
            If it names what is unknown or its types do not fit.
        """

    def warn(self, warning: str) -> None:
        """Note what is allowed but perhaps not meant."""


Builder = Callable[[Any, Context], Term]
"""Makes a term of a node of one type."""


def bare(node: exp.Expr) -> exp.Expr:
    """Return the node inside any brackets."""
    while type(node) is exp.Paren:
        node = node.this
    return node
