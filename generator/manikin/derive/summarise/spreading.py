"""Numbers and dates told by cases: the quantiles of a column for each value, or range, of another.

Which column explains another is decided as for labels, from permitted counts: numbers are cut where the quantiles of the
whole column lie, which are told already. Then each case is judged as a column of its own: enough people in
all, below, between and above its quantiles, none with too great a share. A case of which that cannot be
told is left out. What is said of all rows is the sum of the cases, so that it and they have no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Knots, Spreads
from manikin.derive.permits import GIVEN, PRESENCE, Sticky
from manikin.derive.pooling import pooled
from manikin.derive.rows import PERSON
from manikin.derive.structure.typing import Typed
from manikin.derive.summarise.axes import Axis
from manikin.derive.summarise.grid import Grid, grid
from manikin.derive.summarise.knots import knots_of
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import Presence, counted
from manikin.derive.view import ColumnView, TableView
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEAST_SHOWN: Final = 0.9
"""The share of a column's rows that must lie in cases whose quantiles are told."""
_WIDE: Final = 64
"""More cases than any column has."""
_SHIFT: Final = 10**16
"""Beyond every bin, so that no number is below zero."""
_BIN: Final = "manikin: bin"
_CASE: Final = "manikin: case"


@dataclass(frozen=True)
class Segments:
    """A column of numbers or dates as what is explained: its rows between the quantiles of the whole column."""

    name: str
    bounds: tuple[int, ...]
    places: Grid

    @property
    def labels(self) -> list[tuple[int, str]]:
        """The number and the name of each segment."""
        return [(number, str(number)) for number in range(len(self.bounds) + 1)]

    def code(self, rows: ir.Table) -> Any:
        """Return the number of the segment of each row; null where there is no value."""
        import ibis  # noqa: PLC0415  only there with the extra `derive`

        place = self.places.bin(rows[self.name])
        below = ((place < self.places.least(bound), number) for number, bound in enumerate(self.bounds))
        code: Any = ibis.cases(*below, else_=len(self.bounds))
        return place.isnull().ifelse(None, code).cast("int64")


def targets(table: TableView, types: Mapping[str, Typed]) -> dict[str, Grid]:
    """Return the grids of the columns whose quantiles may be told by cases."""
    filled = {*table.key, *(name for name, _ in table.copies)}
    filled |= {name for reference in table.references for name in reference.columns}
    found = {}
    for column in table.columns:
        is_told = isinstance(column.content, Knots) and column.name not in filled
        places = grid(column.name, types[column.name]) if is_told else None
        if places is not None:
            found[column.name] = places
    return found


def segments(column: ColumnView, places: Grid) -> Segments:
    """Return the segments of a column between the places of its quantiles, which are told."""
    assert isinstance(column.content, Knots)
    numbers = [places.number(place) for _, place in column.content.points]
    # A number that many rows have is a segment of its own.
    heaps = {number + 1 for number, after in pairwise(numbers) if number == after}
    return Segments(column.name, tuple(sorted({*numbers, *heaps})), places)


def spreads(about: Subject, given: Axis, column: ColumnView, places: Grid, policy: Policy) -> Spreads | None:
    """Return the quantiles of a column for each cell of another; None where too few rows lie in those that may be told.

    Parameters
    ----------
    about : Subject
        The rows.
    given : Axis
        The other column.
    places : Grid
        Where values may lie.
    """
    rows = about.rows.mutate(**{_BIN: places.bin(about.rows[column.name]), _CASE: given.code(about.rows)})
    # In two steps, since SQL would repeat the whole of the first wherever the second speaks of it.
    rows = rows if places.cut is None else rows.mutate(**{_BIN: places.cut(rows[_BIN])})
    rows = rows.filter(rows[_BIN].notnull() & rows[_CASE].notnull())
    here = replace(about, rows=rows)
    by_case: dict[int, dict[int, tuple[int, int]]] = {}
    for key, found in counted(here, here.keyed((rows[_BIN] + _SHIFT) * _WIDE + rows[_CASE])).items():
        number, case = divmod(int(str(key)), _WIDE)
        by_case.setdefault(case, {})[number - _SHIFT] = found
    cases = tuple(_cases(here, given, by_case, places, policy.at(column.name, GIVEN)))
    shown = sum(count for _, count, _ in cases)
    is_enough = shown >= LEAST_SHOWN * column.present or isinstance(policy, Sticky)
    if not cases or not is_enough:
        return None
    return Spreads(given.name, cases, Knots(pooled([(count, some.points) for _, count, some in cases])))


def _cases(
    about: Subject,
    given: Axis,
    by_case: Mapping[int, Mapping[int, tuple[int, int]]],
    places: Grid,
    policy: Policy,
) -> Iterator[tuple[str, int, Knots]]:
    """Yield what may be told of each case: its name, its rows, their quantiles."""
    people = _people(about)
    for code, when in enumerate(given.cells):
        counts = by_case.get(code, {})
        rows, known = (sum(pair[part] for pair in counts.values()) for part in (0, 1))
        many, top = people.get(code, (0, 0)) if about.has_people else (rows, 1)
        is_enough = many >= policy.admits_from and (not about.has_people or top <= policy.dominance * known)
        here = policy.at(when)
        count = here.at(PRESENCE).tell("present", rows, is_enough=is_enough, most=about.most)
        inside = replace(about, rows=about.rows.filter(about.rows[_CASE] == code))
        keyed = inside.keyed(inside.rows[_BIN])
        there = Presence(count, 0, policy.permit(many) if is_enough else 0)
        found = knots_of(inside, keyed, dict(counts), there, places, here)
        if found is not None:
            yield when, count, found


def _people(about: Subject) -> dict[int, tuple[int, int]]:
    """Return the people of each case, and the most rows of one of them."""
    if not about.has_people:
        return {}
    each = about.rows.group_by([_CASE, PERSON]).agg(n=about.rows.count())
    each = each.filter(each[PERSON].notnull())
    judged = each.group_by(_CASE).agg(people=each.count(), top=each.n.max())
    return {row[_CASE]: (row["people"], row["top"]) for row in about.door.ask(judged, _WIDE).to_pylist()}
