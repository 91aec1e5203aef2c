"""Permits: what may be said of a cell of which something was said before.

A number that was approved is said again while the truth stays near it; a cell that was not told comes in only
when many people more stand behind it; none goes because it fell. So whoever holds both versions learns of no
change with fewer people behind it than the threshold.

The plain `Policy` is the simplest permit: nothing was said before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Final

from manikin.disclosure.policy import Policy

Address = tuple[str, ...]
Points = tuple[tuple[str, str], ...]
"""Pairs of a share and a place, as `contents.Knots` has them."""
PEOPLE: Final = "manikin_people"
ROWS: Final = "manikin_rows"
PRESENCE: Final = "manikin_presence"
REST: Final = "manikin_rest"
CHILDREN: Final = "manikin_children"
GIVEN: Final = "manikin_given"
PROFILE: Final = "manikin_profile"
SHAPE: Final = "manikin_shape"
TOGETHER: Final = "manikin_together"
DETERMINED: Final = "manikin_determined"
"""Parts of addresses: the number of people, the rows of tables, rows with and without a value, rows whose value is
not told, parents by their children, the cells of a conditional table, the parts of a calendar, shapes and pairs of labels,
of which no number is told, and rows whose columns are missing together."""


@dataclass(frozen=True)
class Sticky(Policy):
    """The rules for a new version.

    Parameters
    ----------
    approved : Mapping
        The numbers told before, by the address of their cell.
    points : Mapping
        The quantiles told before, by the address of their column.
    given : Mapping
        The column that each column was told by cases of, by its address.
    address : Address
        Under which these rules are asked now.
    """

    approved: Mapping[Address, int] = field(default_factory=dict)
    points: Mapping[Address, Points] = field(default_factory=dict)
    given: Mapping[Address, str] = field(default_factory=dict)
    address: Address = ()

    def at(self, *address: str) -> Sticky:
        """Return the rules for the cells under an address below this one."""
        return replace(self, address=(*self.address, *address))

    @property
    def admits_from(self) -> int:
        """The fewest people from which a new cell comes in: from hidden to told, at least the threshold came."""
        return 2 * self.threshold - 1

    @property
    def told_before(self) -> tuple[str, ...]:
        """The labels told before right under this address."""
        depth = len(self.address)
        return tuple(
            cell[-1]
            for cell, count in self.approved.items()
            if count and len(cell) == depth + 1 and cell[:depth] == self.address
        )

    @property
    def has_told(self) -> bool:
        """Whether anything was told before under this address, however far below."""
        depth = len(self.address)
        return any(count and cell[:depth] == self.address for cell, count in self.approved.items())

    def slack(self, most: int = 1) -> int:
        """Return how far the rows of a cell may be from its number while that stays.

        Parameters
        ----------
        most : int
            The most rows of one person, so that a greater change takes more people than the threshold.
        """
        return self.threshold * most + self.base // 2

    def tell(self, cell: str, count: int, *, is_enough: bool, most: int = 1) -> int:
        """Return what may be said of the cell of a label, 0 for nothing; see `Policy.tell`."""
        before = self.approved.get((*self.address, cell), 0)
        if not before:
            return self.permit(count) if is_enough and count >= self.admits_from else 0
        if abs(count - before) <= self.slack(most):
            return before
        # To withdraw it would say that few are left: the least number that is ever told stands for those as well.
        return max(self.permit(count), self.permit(self.threshold))


def sticky(
    policy: Policy,
    approved: Mapping[Address, int],
    points: Mapping[Address, Points],
    given: Mapping[Address, str] | None = None,
) -> Sticky:
    """Return the rules for a new version, from those of the first and what was told.

    What rests on a whole table or column comes in as late as a cell does.
    """
    plain = {part.name: getattr(policy, part.name) for part in fields(Policy)}
    plain["numbers_from"] += policy.threshold
    plain["structure_below"] += policy.threshold
    return Sticky(**plain, approved=approved, points=points, given=given or {})


def kept_points(policy: Policy, fresh: Points, counted: Sequence[tuple[str, int]], most: int) -> Points:
    """Return the quantiles of a column, those told before where the rows around them hardly changed.

    Parameters
    ----------
    policy : Policy
        The rules, at the address of the column.
    fresh : Points
        The quantiles as they are now.
    counted : sequence of (str, int)
        The places of the grid, in order, with the true number of rows there.
    most : int
        The most rows of one person.
    """
    before = policy.points.get(policy.address) if isinstance(policy, Sticky) else None
    if before is None or not isinstance(policy, Sticky):
        return fresh
    total, now = sum(rows for _, rows in counted), dict(fresh)
    settled = dict(before)
    for place, (share, value) in enumerate(before):
        here = order(value)
        below = sum(rows for text, rows in counted if order(text) < here)
        upto = sum(rows for text, rows in counted if order(text) <= here)
        reached, slack = Decimal(share) * total, policy.slack(most)
        if below - slack <= reached <= upto + slack or share not in now:
            continue
        floor = order(settled[before[place - 1][0]]) if place else None
        ceiling = order(before[place + 1][1]) if place + 1 < len(before) else None
        moved = order(now[share])
        if (floor is None or floor <= moved) and (ceiling is None or moved <= ceiling):
            settled[share] = now[share]
    return tuple((share, settled[share]) for share, _ in before)


def order(place: str) -> Any:
    """Return what places of one grid are in the order of: numbers by size, dates and times as they are written."""
    body = place.removeprefix("-")
    return place if "-" in body or ":" in body else Decimal(place)
