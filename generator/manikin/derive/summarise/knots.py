"""Quantiles that enough people stand around: fixed shares, values on the public grid, never an extreme.

Where a share falls is read from permitted counts: of the rows below each place of the grid. Then the rows below
the first knot, between neighbours and from the last on are each taken as a cell: where one may not be told, a knot
beside it is left out. So every choice rests on what may be told of regions of the public grid.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Knots
from manikin.derive.permits import kept_points
from manikin.derive.rows import PERSON
from manikin.derive.summarise.grid import Grid
from manikin.derive.summarise.subjects import KEY, Subject
from manikin.derive.summarise.tally import Presence, counted, presence_of
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHARES: Final = ("0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.95")
"""The shares of rows that are told of; fixed, so that none is chosen by the data."""
Counts = Mapping[int, tuple[int, int]]
"""By bin of the grid, rows, and those of them that are about somebody."""


def knots(about: Subject, column: ir.Value, grid: Grid, policy: Policy) -> tuple[Knots | None, Presence]:
    """Return the quantiles of a column, None where too few people have it or none may be told; and who has it.

    Parameters
    ----------
    about : Subject
        The rows.
    column : ibis expression
        A column of theirs.
    grid : Grid
        Where values may lie.
    """
    keyed = grid.on(about, column)
    counts = counted(about, keyed)
    there = presence_of(about, keyed, about.total - counts.pop(None, (0, 0))[0], policy)
    return knots_of(about, keyed, counts, there, grid, policy), there


def knots_of(
    about: Subject,
    keyed: ir.Table,
    counts: Mapping[Any, tuple[int, int]],
    there: Presence,
    grid: Grid,
    policy: Policy,
) -> Knots | None:
    """Return the quantiles of rows whose bins are counted."""
    if not there.present or there.people < policy.numbers_from:
        return None
    chosen = _chosen(counts, grid, policy)
    kept = _surrounded(
        about,
        keyed.filter(keyed[KEY].notnull()),
        counts,
        sorted({mark.bound for mark in chosen}),
        policy,
    )
    # Of the values that most people share, and that none, or few, are below, the lower share stands with the upper one.
    first = next((mark for mark in chosen if mark.bound in kept), None)
    found = [mark for mark in chosen if mark.bound in kept or (first is not None and first.is_above(mark))]
    if len(found) < 2:
        return None
    fresh = tuple((mark.share, grid.place(mark.place)) for mark in found)
    by_place = [(grid.place(place), counts[place][0]) for place in sorted(counts)]
    return Knots(kept_points(policy, fresh, by_place, about.most))


@dataclass(frozen=True)
class _Mark:
    """A share, the place that is told for it, and the least bin of the rows above it."""

    share: str
    place: int
    bound: int

    def is_above(self, other: _Mark) -> bool:
        """Return whether this one ends the rows of the value that the other one begins."""
        return self.place == other.place == other.bound < self.bound


def _chosen(counts: Counts, grid: Grid, policy: Policy) -> list[_Mark]:
    """Return the places that shares fall at, by permitted counts of rows below each bin.

    Where several shares fall into a bin of one value, the first and the last of them are told: so many rows have it.
    Of a bin of several values that end is told which is nearer to the share.
    """
    bins = sorted(counts)
    reached = [policy.permit(rows) for rows in accumulate(counts[place][0] for place in bins)]
    inside: dict[int, list[str]] = {}
    for share in SHARES:
        # The share as a whole number of hundredths, so that no rounding decides.
        number = bisect_left([100 * rows for rows in reached], _hundredths(share) * reached[-1])
        if number < len(bins):
            inside.setdefault(number, []).append(share)
    marks: list[_Mark] = []
    for number, shares in inside.items():
        place, after = bins[number], grid.after(bins[number])
        if after is None:
            marks.append(_Mark(shares[0], place, place))
            if len(shares) > 1:
                marks.append(_Mark(shares[-1], place, place + 1))
            continue
        middle = 100 * (reached[number] + (reached[number - 1] if number else 0))
        below = [share for share in shares if 2 * _hundredths(share) * reached[-1] < middle]
        above = shares[len(below) :]
        if below and (not marks or marks[-1].bound < place):
            marks.append(_Mark(below[0], place, place))
        if above:
            marks.append(_Mark(above[-1], after, after))
    return marks


def _hundredths(share: str) -> int:
    return int(share.partition(".")[2].ljust(2, "0"))


def _surrounded(
    about: Subject, keyed: ir.Table, counts: Counts, places: Sequence[int], policy: Policy
) -> frozenset[int]:
    """Return the places with enough people below the first, between neighbours and from the last on.

    A segment of which nothing may be told is joined to the one above it, the last to the one below it.
    """
    pieces = [(0, 0)] * (len(places) + 1)
    for place, (rows, known) in counts.items():
        number = bisect_right(places, place)
        pieces[number] = (pieces[number][0] + rows, pieces[number][1] + known)
    judge = _Judge(about, keyed, places, pieces, policy)
    kept: list[int] = []
    start = 0
    for number in range(len(places)):
        if judge.tells(start, number):
            kept.append(number)
            start = number + 1
    while kept and not judge.tells(kept[-1] + 1, len(places)):
        del kept[-1]
    return frozenset(places[number] for number in kept)


class _Judge:
    """Judges runs of segments between places: by rows where that settles it, else by their people, asked once."""

    def __init__(
        self,
        about: Subject,
        keyed: ir.Table,
        places: Sequence[int],
        pieces: Sequence[tuple[int, int]],
        policy: Policy,
    ) -> None:
        self._about, self._keyed, self._places, self._pieces, self._policy = (
            about,
            keyed,
            places,
            pieces,
            policy,
        )
        self._people: Mapping[str, Any] | None = None

    def tells(self, first: int, last: int) -> bool:
        """Return whether the rows from one segment to another, both included, may be told of as one."""
        rows = sum(rows for rows, _ in self._pieces[first : last + 1])
        known = sum(known for _, known in self._pieces[first : last + 1])
        if not self._about.has_people or known < self._policy.threshold:
            return self._about.has_people is False and rows >= self._policy.threshold
        if known >= self._about.sure(self._policy):
            return True
        if self._people is None:
            self._people = self._asked()
        run = f"{first}_{last}"
        people, top = self._people[f"people{run}"], self._people[f"top{run}"]
        return bool(people >= self._policy.threshold and top <= self._policy.dominance * known)

    def _asked(self) -> Mapping[str, Any]:
        """Return the people, and the most rows of one of them, for every run of segments that rows do not settle."""
        import ibis  # noqa: PLC0415  only there with the extra `derive`

        keyed = self._keyed
        segment: Any = ibis.cases(
            *((keyed[KEY] < place, number) for number, place in enumerate(self._places)),
            else_=len(self._places),
        )
        cut = keyed.select(**{PERSON: keyed[PERSON], "segment": segment})
        cut = cut.filter(cut[PERSON].notnull())
        numbers = range(len(self._pieces))
        # The sums up to each segment, so that a run is one subtraction.
        each = cut.group_by(PERSON).agg(
            **{f"upto{number}": cut.count(where=cut.segment < number) for number in (*numbers, len(numbers))}
        )
        asked = {}
        for first in numbers:
            for last in numbers[first:]:
                known = sum(known for _, known in self._pieces[first : last + 1])
                if self._policy.threshold <= known < self._about.sure(self._policy):
                    run = each[f"upto{last + 1}"] - each[f"upto{first}"]
                    asked[f"people{first}_{last}"] = each.count(where=run > 0)
                    asked[f"top{first}_{last}"] = run.max()
        answer: Mapping[str, Any] = self._about.door.ask(each.aggregate(**asked), 1).to_pylist()[0]
        return answer
