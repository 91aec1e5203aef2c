"""What a reader can tell of the truth behind a number of a view, and behind several together. Reads the view alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from manikin.derive.permits import Address
from manikin.derive.view import TableView, View

Range = tuple[int, int | None]
"""The fewest and the most rows; None where nothing bounds them."""


@dataclass(frozen=True)
class Ranges:
    """What a reader can tell of the truth behind each number of one table.

    Parameters
    ----------
    are_people : bool
        Whether its rows are people; else a hidden number may stand for many rows of few people.
    wider : Mapping
        What is known of numbers that repair put in the place of others.
    """

    view: View
    are_people: bool
    wider: Mapping[Address, Range] = field(default_factory=dict)
    kept: frozenset[Address] = frozenset()

    def of(self, address: Address, count: int) -> Range:
        """Return the fewest and the most rows behind a number."""
        policy = self.view.policy
        if address in self.wider:
            return self.wider[address]
        if not count:
            most = 2 * policy.threshold - 2 if self.view.kept_from else policy.threshold - 1
            return 0, most if self.are_people else None
        if address in self.kept:
            apart = policy.threshold + policy.base // 2
            return max(0, count - apart), count + apart
        return policy.could_be(count)


def ranges(view: View, table: TableView, wider: Mapping[Address, Range]) -> Ranges:
    """Return what a reader can tell of the numbers of a table."""
    are_people = not view.people_table or (
        table.name == view.people_table and table.key == (view.people_column,)
    )
    return Ranges(view, are_people, wider, frozenset(view.kept))


def added(parts: Sequence[Range]) -> Range:
    """Return what is known of several groups together."""
    most = [part[1] for part in parts]
    return sum(part[0] for part in parts), None if None in most else sum(m for m in most if m is not None)
