"""SQL in words where it is simple: comparisons, lists, ranges, what is missing, joined by and, or and not.

Anything else is not guessed at: it is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlglot import exp

from manikin.expressions.fault import ExpressionError
from manikin.expressions.gate import parse
from manikin.review.words import numbers

_MOST_PARTS: Final = 6
_COMPARED: Final[dict[type[exp.Expr], str]] = {
    exp.EQ: "is",
    exp.NEQ: "is not",
    exp.GT: "is greater than",
    exp.GTE: "is at least",
    exp.LT: "is less than",
    exp.LTE: "is at most",
}
_LATER: Final = {
    exp.GT: "is after",
    exp.GTE: "is not before",
    exp.LT: "is before",
    exp.LTE: "is not after",
}
_SIGNS: Final[dict[type[exp.Expr], str]] = {exp.Add: "plus", exp.Sub: "minus", exp.Mul: "times"}


class _TooHardError(Exception):
    """Something that has no plain words."""


def said(sql: str, is_moment: Callable[[str], bool] = lambda _: False) -> str:
    """Return SQL in words; empty where it is not simple enough.

    Parameters
    ----------
    sql : str
        An expression that the language allows.
    is_moment : callable
        Tells whether a path is a date or a time, of which people say "after".
    """
    try:
        tree = parse(sql)
        if sum(1 for _ in tree.find_all(exp.Predicate, exp.Not)) > _MOST_PARTS:
            return ""
        return _truth(tree, is_moment)
    except (ExpressionError, _TooHardError):
        return ""


def _truth(node: Any, is_moment: Callable[[str], bool]) -> str:
    match node:
        case exp.Paren():
            return _truth(node.this, is_moment)
        case exp.And():
            return f"{_truth(node.this, is_moment)} and {_truth(node.expression, is_moment)}"
        case exp.Or() if not (isinstance(node.this, exp.And) or isinstance(node.expression, exp.And)):
            return f"{_truth(node.this, is_moment)}, or {_truth(node.expression, is_moment)}"
        case exp.Not():
            return _negated(node.this, is_moment)
        case exp.Is() if isinstance(node.expression, exp.Null):
            return f"{_value(node.this)} is missing"
        case exp.In() if node.args.get("expressions"):
            return f"{_value(node.this)} is {numbers.listed([_value(one) for one in node.expressions], 'or')}"
        case exp.Between():
            return f"{_value(node.this)} is from {_value(node.args['low'])} to {_value(node.args['high'])}"
        case exp.Column():
            return f"{_value(node)} is true"
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            is_time = any(is_moment(_path(side)) for side in (node.this, node.expression))
            verb = (_LATER if is_time else _COMPARED).get(type(node), _COMPARED[type(node)])
            return f"{_value(node.this)} {verb} {_value(node.expression)}"
    raise _TooHardError


def _negated(node: Any, is_moment: Callable[[str], bool]) -> str:
    match node:
        case exp.Paren() if not isinstance(node.this, exp.And | exp.Or):
            return _negated(node.this, is_moment)
        case exp.Is() if isinstance(node.expression, exp.Null):
            return f"{_value(node.this)} is not missing"
        case exp.In() if node.args.get("expressions"):
            return f"{_value(node.this)} is none of {numbers.listed([_value(one) for one in node.expressions], 'or')}"
        case exp.Column():
            return f"{_value(node)} is not true"
    raise _TooHardError


def _path(node: Any) -> str:
    return ".".join(part.name for part in node.parts) if isinstance(node, exp.Column) else ""


def _value(node: Any) -> str:
    match node:
        case exp.Paren():
            return _value(node.this)
        case exp.Column():
            return _path(node)
        case exp.Boolean():
            return "true" if node.this else "false"
        case exp.Literal():
            return (
                str(node.this)
                if node.is_string
                else numbers.number(float(node.this) if "." in node.this else int(node.this))
            )
        case exp.Neg() if isinstance(node.this, exp.Literal):
            return f"-{_value(node.this)}"
        case exp.Add() | exp.Sub() | exp.Mul():
            return f"{_value(node.this)} {_SIGNS[type(node)]} {_value(node.expression)}"
    raise _TooHardError
