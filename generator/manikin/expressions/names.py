"""Which names an expression uses, before anything is known of their types."""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp

from manikin.expressions import gate
from manikin.expressions.fault import ExpressionError


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[str, ...]:
    """Return the dotted paths that `text` names, constants among them, in the order it names them.

    What the gate refuses names nothing: it is told where it is compiled.
    """
    try:
        tree = gate.parse(text)
    except ExpressionError:
        return ()
    found: dict[str, None] = {}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if type(node) in {exp.Column, exp.Dot}:
            found[gate.path_of(node)] = None
        else:
            waiting.extend(reversed(list(node.iter_expressions())))
    return tuple(found)
