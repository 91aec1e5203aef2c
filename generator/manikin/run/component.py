"""Rules that are settled together, since they share drawn columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from manikin import expressions

_CERTAINTY: Final = 40
"""A row that keeps its rules in a share `p` of draws fails as many as _CERTAINTY / p of them once in e⁴⁰ = 2·10¹⁷."""


@dataclass(frozen=True)
class Rule:
    """A check made ready, and the least share of draws that must keep it."""

    name: str
    expression: expressions.Expression
    keeps: float


@dataclass(frozen=True)
class Apart:
    """Columns that no two rows have alike; of those rows only for which `where` is true."""

    name: str
    columns: tuple[str, ...]
    where: expressions.Expression | None


@dataclass(frozen=True)
class Component:
    """Rules that share drawn columns, and so are settled together.

    Parameters
    ----------
    rules : tuple of Rule
        What each row keeps on its own.
    apart : tuple of Apart
        What rows keep among one another.
    family : str or None
        The ancestor under each row of which rows are compared; None where none are.
    redrawn : frozenset of str
        The columns that are drawn again.
    fresh : frozenset of str
        The redrawn columns and all columns of the row that need them.
    """

    rules: tuple[Rule, ...]
    apart: tuple[Apart, ...]
    family: str | None
    redrawn: frozenset[str]
    fresh: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """What is kept, in words: the checks by their names, then the combinations."""
        checks = tuple(f"the check {rule.name!r}" for rule in self.rules)
        return checks + tuple(f"`unique` of {apart.name}" for apart in self.apart)

    @property
    def words(self) -> tuple[str, ...]:
        """The rules as the specification words them, as many as `names`."""
        return (*(rule.name for rule in self.rules), *(apart.name for apart in self.apart))

    @property
    def shares(self) -> tuple[float, ...]:
        """The least share of draws that must keep each of `names`."""
        return (*(rule.keeps for rule in self.rules), *(LEAST for _ in self.apart))

    @property
    def least(self) -> float:
        """The least share of draws that must keep all of them."""
        return min(self.shares)

    @property
    def attempts(self) -> int:
        """How often a row is drawn at most."""
        return math.ceil(_CERTAINTY / self.least)


LEAST: Final = 0.01
"""The share of draws that must keep a combination."""
