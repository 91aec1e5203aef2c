"""Whether a condition can be true at all, from what its columns can be: intervals and lists, by arithmetic.

Says "never" only where that is certain; whatever it does not know may be true. A missing value makes
nothing true, so missing values need not be thought of here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final, TypeAlias

from sqlglot import exp

from manikin.expressions import gate
from manikin.expressions.context import bare
from manikin.expressions.fault import ExpressionError
from manikin.expressions.reach import Reach, cut, moment_of, point, whole

Look = Callable[[str], Reach | None]
"""Gives what a path can be; None if that is not known."""
_Known: TypeAlias = Mapping[str, Reach]
_FLIPPED: Final[Mapping[Any, Any]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.EQ: exp.EQ,
}
_OPPOSITE: Final[Mapping[Any, Any]] = {
    exp.GT: exp.LTE,
    exp.GTE: exp.LT,
    exp.LT: exp.GTE,
    exp.LTE: exp.GT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}


def never(text: str, look: Look) -> str | None:
    """Return why a condition is true for no values that its columns can take; None if it may be true.

    Parameters
    ----------
    text : str
        SQL that the gate lets through.
    look : callable
        Gives what each column can be.
    """
    try:
        tree = gate.parse(text)
    except ExpressionError:
        return None
    judge = _Judge(look)
    if judge.may_be(tree, {}, truth=True):
        return None
    return "; ".join(dict.fromkeys(judge.reasons)) or None


def compared(text: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of each comparison of order that a condition asks for, the smaller side first.

    A side is the path of a column, or "" for anything else.
    """
    try:
        tree = gate.parse(text)
    except ExpressionError:
        return
    for part in _chain(tree, exp.And):
        kind: Any = type(part)
        if kind in (exp.GT, exp.GTE, exp.LT, exp.LTE):
            sides = [_path(bare(part.this)), _path(bare(part.expression))]
            yield (sides[1], sides[0]) if kind in (exp.GT, exp.GTE) else (sides[0], sides[1])


def _path(node: exp.Expr) -> str:
    return gate.path_of(node) if type(node) in (exp.Column, exp.Dot) else ""


class _Judge:
    def __init__(self, look: Look) -> None:
        self._look = look
        self.reasons: list[str] = []

    def may_be(self, node: exp.Expr, known: _Known, *, truth: bool) -> bool:
        """Return whether a condition can be true, or false, where columns are as `known`."""
        node = bare(node)
        kind: Any = type(node)
        if kind is exp.Not:
            return self.may_be(node.this, known, truth=not truth)
        if kind is exp.Boolean:
            return bool(node.this) is truth
        if kind in _OPPOSITE:
            return self._compared(node, kind if truth else _OPPOSITE[kind], known)
        parts = list(_parts(node, kind))
        if not parts:
            return True
        if (kind in (exp.And, exp.Between)) is truth:
            return self._all(parts, known, truth=truth)
        return self._any(parts, known, truth=truth)

    def _any(self, parts: list[exp.Expr], known: _Known, *, truth: bool) -> bool:
        told = len(self.reasons)
        if any(self.may_be(part, known, truth=truth) for part in parts):
            del self.reasons[told:]  # why the others cannot be is of no interest
            return True
        return False

    def _all(self, parts: list[exp.Expr], known: _Known, *, truth: bool) -> bool:
        """Return whether several conditions can be so together, each narrowing what columns can be."""
        narrowed, said = dict(known), dict[str, list[str]]()
        for part in parts:
            found = self._narrowed(bare(part), narrowed, truth=truth)
            if found is None:
                continue
            path, reach = found
            said.setdefault(path, []).append(_shown(part, truth=truth))
            narrowed[path] = reach
            if reach.is_empty:
                verb = "leave" if len(said[path]) > 1 else "leaves"
                self.reasons.append(f"{' and '.join(said[path])} {verb} no value, since {reach.text}")
                return False
        return all(self.may_be(part, narrowed, truth=truth) for part in parts)

    def _narrowed(self, node: exp.Expr, known: _Known, *, truth: bool) -> tuple[str, Reach] | None:
        """Return a column and what it can still be where it is compared with one value; None otherwise."""
        kind: Any = type(node)
        if kind not in _OPPOSITE:
            return None
        kind = kind if truth else _OPPOSITE[kind]
        if kind not in _FLIPPED:
            return None
        left, right = bare(node.this), bare(node.expression)
        if type(right) in (exp.Column, exp.Dot):
            left, right, kind = right, left, _FLIPPED[kind]
        if type(left) not in (exp.Column, exp.Dot):
            return None
        here, there = self._reach(left, known), self._reach(right, known)
        if here is None or there is None or here.kind != there.kind:
            return None
        if there.kind == "text":
            if kind is not exp.EQ or here.values is None or there.values is None:
                return None
            return gate.path_of(left), replace(here, values=here.values & there.values)
        if there.low != there.high:
            return None
        return gate.path_of(left), cut(here, kind, there.low)

    def _compared(self, node: exp.Expr, kind: Any, known: _Known) -> bool:
        left, right = self._reach(node.this, known), self._reach(node.expression, known)
        if left is None or right is None or left.kind != right.kind:
            return True
        if left.kind == "text":
            apart = left.values is not None and right.values is not None and not left.values & right.values
            can = not (apart and kind is exp.EQ)
        else:
            can = {
                exp.GT: left.high > right.low,
                exp.GTE: left.high >= right.low,
                exp.LT: left.low < right.high,
                exp.LTE: left.low <= right.high,
                exp.EQ: left.low <= right.high and right.low <= left.high,
                exp.NEQ: not left.low == left.high == right.low == right.high,
            }[kind]
        if not can:
            self.reasons.append(" and ".join(part.text for part in (left, right) if part.text))
        return bool(can)

    def _reach(self, node: exp.Expr, known: _Known) -> Reach | None:
        node = bare(node)
        kind = type(node)
        if kind in (exp.Column, exp.Dot):
            path = gate.path_of(node)
            return known.get(path) or self._look(path)
        if kind is exp.Literal:
            if node.is_string:
                return Reach("text", values=frozenset({node.this}))
            return point("number", Fraction(node.this))
        if kind is exp.Cast:
            return moment_of(node)
        if kind is exp.Neg:
            return whole(exp.Sub, point("number", Fraction(0)), self._reach(node.this, known))
        if kind in (exp.Add, exp.Sub):
            return whole(kind, self._reach(node.this, known), self._reach(node.expression, known))
        return None


def _parts(node: exp.Expr, kind: Any) -> Iterator[exp.Expr]:
    """Yield the conditions that a chain, a BETWEEN or an IN is made of; none of anything else."""
    if kind in (exp.And, exp.Or):
        yield from _chain(node, kind)
    elif kind is exp.Between:
        yield exp.GTE(this=node.this, expression=node.args["low"])
        yield exp.LTE(this=node.this, expression=node.args["high"])
    elif kind is exp.In:
        for item in node.expressions:
            yield exp.EQ(this=node.this, expression=item)


def _chain(node: exp.Expr, kind: Any) -> Iterator[exp.Expr]:
    """Yield the parts of a chain of ANDs or ORs, in order, however long it is."""
    waiting = [node]
    while waiting:
        part = bare(waiting.pop())
        if type(part) is kind:
            waiting += [part.expression, part.this]
        else:
            yield part


def _shown(node: exp.Expr, *, truth: bool) -> str:
    text = node.sql(gate.DIALECT)
    return f"`{text}`" if truth else f"`NOT ({text})`"
