"""Checks that are settled together, since they share drawn columns."""

from __future__ import annotations

from dataclasses import dataclass

from manikin import expressions


@dataclass(frozen=True)
class Component:
    """Checks that share drawn columns, and so are settled together."""

    checks: tuple[tuple[str, expressions.Expression], ...]
    redrawn: frozenset[str]
    fresh: frozenset[str]
    """The redrawn columns and all columns of the row that need them."""
