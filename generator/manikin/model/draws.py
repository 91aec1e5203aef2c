"""Draws: distributions, the cases that choose among them, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manikin.model.datatype import Scalar

Address = tuple[str | int, ...]
"""Where something stands in the written specification: keys and indices from the root."""


@dataclass(frozen=True)
class Distribution:
    """A named distribution and its parameters as written."""

    name: str
    parameters: Any
    address: Address = ()


@dataclass(frozen=True)
class Condition:
    """What one column must be for a case to hold, as written.

    A scalar, a list of scalars, a comparison such as ``>= 65`` or a range such as ``40..64``
    (both ends included); ``null`` matches a missing value.
    """

    path: str
    matches: Scalar | tuple[Scalar, ...]
    address: Address = ()


@dataclass(frozen=True)
class Case:
    """One case: its conditions (none for ``otherwise``) and what is drawn when all of them hold."""

    when: tuple[Condition, ...] | None
    distribution: Distribution
    address: Address = ()


@dataclass(frozen=True)
class Draw:
    """A distribution, or several of which the `given` columns choose one."""

    distribution: Distribution | None
    given: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    address: Address = ()

    @property
    def distributions(self) -> tuple[Distribution, ...]:
        """Every distribution that may be drawn from."""
        return (self.distribution,) if self.distribution else tuple(c.distribution for c in self.cases)


@dataclass(frozen=True)
class Missing:
    """The share of rows without a value, as a draw of ``bernoulli`` distributions."""

    draw: Draw
    address: Address = ()


@dataclass(frozen=True)
class MissingPatterns:
    """Which columns of a row are missing together: one draw of a number of `patterns` for each row."""

    name: str
    patterns: tuple[tuple[str, ...], ...]
    """For each number the columns that are missing; none of them for the empty one."""
    draw: Draw
    """Of ``choice`` distributions over the numbers, written as text."""
    address: Address = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that some pattern names, by name."""
        return tuple(sorted({name for pattern in self.patterns for name in pattern}))
