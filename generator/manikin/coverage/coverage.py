"""What came of a search: the rows chosen, the goals they reach, those they do not, and how small it could be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from manikin.coverage.goal import Goal, LeftOut
from manikin.model import Spec


@dataclass(frozen=True)
class Reached:
    """A goal and how many rows reach it."""

    goal: Goal
    rows: int


@dataclass(frozen=True)
class Coverage:
    """A dataset that reaches every branch that was found.

    Parameters
    ----------
    spec : Spec
        The specification with its weights evened out and as many rows as were chosen.
    addresses : Mapping of str to tuple of int
        The rows chosen of each table without a parent.
    goals : tuple of Reached
        Every goal with the number of rows that reach it.
    left_out : tuple of LeftOut
        What is no goal, and why.
    rows, at_least : Mapping of str to int
        The rows of each table that is generated, and how many it must have for the goals that are reached, since a
        row has but one value in a column.
    looked_at : Mapping of str to int
        How many rows of each table without a parent were looked at.
    """

    spec: Spec
    addresses: Mapping[str, tuple[int, ...]]
    goals: tuple[Reached, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    at_least: Mapping[str, int] = field(default_factory=dict)
    looked_at: Mapping[str, int] = field(default_factory=dict)

    @property
    def not_reached(self) -> tuple[Goal, ...]:
        """The goals that no row reaches."""
        return tuple(reached.goal for reached in self.goals if not reached.rows)
