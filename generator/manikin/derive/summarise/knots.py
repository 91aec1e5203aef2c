"""Quantiles that enough people stand around: fixed shares, values on the public grid, never an extreme.

From the counts of rows in each bin of the grid, the bin where each share falls; then the people below the first
knot, between neighbours and above the last are counted truly, and a knot with too few beside it is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Knots
from manikin.derive.permits import kept_points
from manikin.derive.rows import PERSON
from manikin.derive.summarise.grid import Grid
from manikin.derive.summarise.tally import KEY, Subject
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHARES: Final = ("0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.95")
"""The shares of rows that are told of; fixed, so that none is chosen by the data."""


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
    keyed = about.rows.mutate(**{KEY: grid.bin(column)})
    keyed = keyed.filter(keyed[KEY].notnull())
    answer = about.door.ask(keyed.group_by(KEY).agg(n=keyed.count())).to_pydict()
    pairs = sorted(zip(answer[KEY], answer["n"], strict=True))
    if not pairs or _people(about, keyed) < policy.numbers_from:
        return None
    reached = list(accumulate(rows for _, rows in pairs))
    chosen: dict[int, str] = {}
    for share in SHARES:
        place, _ = pairs[bisect_left(reached, float(share) * reached[-1])]
        # Of several shares in one bin the middle one would need the data to choose; the first is as good.
        chosen.setdefault(place, share)
    places = _surrounded(about, keyed, sorted(chosen), policy)
    if len(places) < 2:
        return None
    fresh = tuple((chosen[place], grid.place(place)) for place in places)
    counted = [(grid.place(place), rows) for place, rows in pairs]
    return Knots(kept_points(policy, fresh, counted, about.most), unit)


def _surrounded(about: Subject, keyed: ir.Table, places: Sequence[int], policy: Policy) -> list[int]:
    """Return the places with enough people below the first, between neighbours and from the last on."""
    kept = list(places)
    while kept:
        people = _segments(about, keyed, kept)
        thin = [number for number, count in enumerate(people) if count < policy.threshold]
        if not thin:
            return kept
        # A thin segment is joined to its neighbour by taking out the knot above it, or the last.
        del kept[min(thin[0], len(kept) - 1)]
    return []


def _segments(about: Subject, keyed: ir.Table, places: Sequence[int]) -> list[int]:
    """Return how many people stand in each segment that the places cut."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    number: Any = ibis.cases(
        *((keyed[KEY] < place, segment) for segment, place in enumerate(places)), else_=len(places)
    )
    cut = keyed.mutate(segment=number)
    people = cut[PERSON].nunique() if about.has_people else cut.count()
    answer = about.door.ask(cut.group_by("segment").agg(people=people)).to_pydict()
    found = dict(zip(answer["segment"], answer["people"], strict=True))
    return [found.get(segment, 0) for segment in range(len(places) + 1)]


def _people(about: Subject, keyed: ir.Table) -> int:
    people = keyed[PERSON].nunique() if about.has_people else keyed.count()
    return int(about.door.ask(keyed.aggregate(n=people)).to_pydict()["n"][0])
