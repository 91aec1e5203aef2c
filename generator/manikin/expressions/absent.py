"""Which columns an expression must have a value of, to have one itself. By its form alone; computes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlglot import exp

from manikin.expressions import gate
from manikin.expressions.fault import ExpressionError

Paths = frozenset[str]
_NONE: Final[Paths] = frozenset()
_NEVER_MISSING: Final = (exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Literal, exp.Boolean)
_MAKES_NULL: Final = (exp.Null, exp.Nullif, exp.DateFromParts, exp.TryCast)


def decisive(text: str, is_always_there: Callable[[str], bool]) -> Paths | None:
    """Return paths of which one must be missing for an expression to be; None if it can be of itself.

    Parameters
    ----------
    text : str
        SQL that the gate lets through.
    is_always_there : callable
        Whether what a path leads to is never missing; asked only where one of several values is taken.
    """
    try:
        return _of(gate.parse(text), is_always_there)
    except ExpressionError:
        return None


def _of(node: Any, is_always_there: Callable[[str], bool]) -> Paths | None:
    kind = type(node)
    if kind in {exp.Column, exp.Dot}:
        return frozenset({gate.path_of(node)})
    if issubclass(kind, _NEVER_MISSING):
        return _NONE
    if issubclass(kind, _MAKES_NULL):
        return None
    if kind is exp.Coalesce:
        return _any_of([_of(child, is_always_there) for child in node.iter_expressions()], is_always_there)
    if kind is exp.Case:
        # A condition that is missing does not hold; what matters is what each way gives.
        ways = [way.args["true"] for way in node.args["ifs"]] + [node.args.get("default") or exp.Null()]
        return _all_of(_of(way, is_always_there) for way in ways)
    if kind is exp.If:
        ways = [node.args["true"], node.args.get("false") or exp.Null()]
        return _all_of(_of(way, is_always_there) for way in ways)
    return _all_of(_of(child, is_always_there) for child in node.iter_expressions())


def _all_of(found: Iterable[Paths | None]) -> Paths | None:
    """Return what decides where each of several values must be there."""
    together = _NONE
    for paths in found:
        if paths is None:
            return None
        together |= paths
    return together


def _any_of(found: list[Paths | None], is_always_there: Callable[[str], bool]) -> Paths | None:
    """Return what decides where one of several values is enough: each that decides for one, decides for all."""
    known = [paths for paths in found if paths is not None]
    if any(all(map(is_always_there, sorted(paths))) for paths in known):
        return _NONE
    return known[-1] if known else None
