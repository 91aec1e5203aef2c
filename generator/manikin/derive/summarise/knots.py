"""Quantiles that enough people stand around: fixed shares, values on the public grid, never an extreme.

Where a share falls is read from permitted counts: of the rows below each place of the grid. Then the rows below
the first knot, between neighbours and from the last on are each taken as a cell: where one may not be told, a knot
beside it is left out. So every choice rests on what may be told of regions of the public grid.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Knots
from manikin.derive.rows import PERSON
from manikin.derive.summarise.grid import Grid
from manikin.derive.summarise.tally import KEY, Subject, counted, enough, region
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHARES: Final = ("0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.95")
"""The shares of rows that are told of; fixed, so that none is chosen by the data."""
Counts = Mapping[int, tuple[int, int]]
"""By bin of the grid, rows, and those of them that are about somebody."""


def knots(about: Subject, column: ir.Value, grid: Grid, policy: Policy, unit: str = "") -> Knots | None:
    """Return the quantiles of a column; None where too few people have it, or none may be told.

    Parameters
    ----------
    about : Subject
        The rows.
    column : ibis expression
        A column of theirs.
    grid : Grid
        Where values may lie.
    """
    keyed = binned(about, column, grid)
    return knots_of(about, keyed, counted(about, keyed), grid, policy, unit)


def binned(about: Subject, column: ir.Value, grid: Grid) -> ir.Table:
    """Return the bin of each row that has a value, with its person."""
    keyed: ir.Table = about.keyed(grid.bin(column))
    return keyed.filter(keyed[KEY].notnull())


def knots_of(
    about: Subject,
    keyed: ir.Table,
    counts: Mapping[Any, tuple[int, int]],
    grid: Grid,
    policy: Policy,
    unit: str = "",
) -> Knots | None:
    """Return the quantiles of rows whose bins are counted."""
    total = sum(rows for rows, _ in counts.values())
    if policy.permit(total) < policy.numbers_from or not _has_enough_people(about, keyed, total, policy):
        return None
    chosen = _chosen(counts, policy)
    places = _surrounded(about, keyed, counts, sorted(chosen), policy)
    if len(places) < 2:
        return None
    return Knots(tuple((chosen[place], grid.place(place)) for place in places), unit)


def _has_enough_people(about: Subject, keyed: ir.Table, total: int, policy: Policy) -> bool:
    """Return whether the permitted number of people with a value is enough for numbers to rest on."""
    if not region(about, keyed, total, policy):
        return False
    # One person more than so many rows takes the next, so so many rows are at least so many people.
    least = -(-(total - about.nobody) // about.most)
    if policy.permit(least) >= policy.numbers_from:
        return True
    people = keyed[PERSON].nunique() if about.has_people else keyed.count()
    return (
        policy.permit(int(about.door.ask(keyed.aggregate(n=people)).to_pydict()["n"][0]))
        >= policy.numbers_from
    )


def _chosen(counts: Counts, policy: Policy) -> dict[int, str]:
    """Return the bins that shares fall in, each with its first share, by permitted counts of rows below each bin."""
    bins = sorted(counts)
    reached = [policy.permit(rows) for rows in accumulate(counts[place][0] for place in bins)]
    chosen: dict[int, str] = {}
    for share in SHARES:
        # The share as a whole number of hundredths, so that no rounding decides.
        asked = int(share.partition(".")[2].ljust(2, "0")) * reached[-1]
        place = bisect_left([100 * rows for rows in reached], asked)
        if place < len(bins):
            # Of several shares in one bin the first is kept; any other would be as good.
            chosen.setdefault(bins[place], share)
    return chosen


def _surrounded(
    about: Subject, keyed: ir.Table, counts: Counts, places: Sequence[int], policy: Policy
) -> list[int]:
    """Return the places with enough people below the first, between neighbours and from the last on."""
    kept = list(places)
    while kept:
        thin = _thin(about, keyed, counts, kept, policy)
        if thin is None:
            return kept
        # A thin segment is joined to its neighbour by taking out the knot above it, or the last.
        del kept[min(thin, len(kept) - 1)]
    return []


def _thin(
    about: Subject, keyed: ir.Table, counts: Counts, places: Sequence[int], policy: Policy
) -> int | None:
    """Return the first of the segments that places cut of which nothing may be told; None where there is none."""
    cut: dict[Any, tuple[int, int]] = {}
    for place, (rows, known) in counts.items():
        segment = bisect_right(places, place)
        before = cut.get(segment, (0, 0))
        cut[segment] = (before[0] + rows, before[1] + known)
    # What is empty or surely thin needs no question.
    for segment in range(len(places) + 1):
        if cut.get(segment, (0, 0))[0] < policy.threshold:
            return segment
    told = enough(about, keyed.mutate(**{KEY: _segment(keyed, places)}), cut, policy)
    return next((segment for segment in range(len(places) + 1) if segment not in told), None)


def _segment(keyed: ir.Table, places: Sequence[int]) -> Any:
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    return ibis.cases(
        *((keyed[KEY] < place, segment) for segment, place in enumerate(places)), else_=len(places)
    )
