"""What may be told of a column: each kind holds permitted counts, shared labels or places on public grids.

Part of the view, see `manikin.derive.view`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Nothing:
    """Only the type is told of a column."""

    KIND: ClassVar = "nothing"


@dataclass(frozen=True)
class Categories:
    """Labels that enough people share, with permitted counts of rows, in the order of labels.

    `other` is the permitted count of all remaining rows together, or 0.
    """

    KIND: ClassVar = "categories"
    counts: tuple[tuple[str, int], ...]
    other: int = 0


@dataclass(frozen=True)
class Knots:
    """Quantiles: pairs of a share and a value on the public grid, both as text in their plainest form.

    Below the first, between any two and above the last stand enough people; two shares of one value tell that so
    many rows have just that. For dates the values are dates on the grid of months (of years for births), for times
    times of day, for a distance numbers in `unit`.
    """

    KIND: ClassVar = "knots"
    points: tuple[tuple[str, str], ...]
    unit: str = ""


@dataclass(frozen=True)
class Calendar:
    """When in the year, the week and the day: permitted counts, or none where a profile has a small one.

    `first` and `last` are the public bounds of the period, on the grid of months; never the first or last seen.
    """

    KIND: ClassVar = "calendar"
    first: str
    last: str
    months: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()


def profiles(content: Calendar) -> Mapping[str, tuple[int, ...]]:
    """Return the profiles of a calendar by their names."""
    return {"months": content.months, "weekdays": content.weekdays, "hours": content.hours}


def daily(content: Calendar) -> tuple[float, ...]:
    """Return how many rows each month of a calendar has on each of its days in the period."""
    days = [0] * 12
    year, month = int(content.first[:4]), int(content.first[5:7])
    while f"{year:04}-{month:02}" <= content.last[:7]:
        days[month - 1] += monthrange(year, month)[1]
        year, month = year + month // 12, month % 12 + 1
    return tuple(count / max(1, number) for count, number in zip(content.months, days, strict=True))


@dataclass(frozen=True)
class Shape:
    """What identifiers look like: a pattern made of lengths and kinds of characters alone."""

    KIND: ClassVar = "shape"
    pattern: str


@dataclass(frozen=True)
class Words:
    """Text that is never learnt from; `sort` is a word of `TEXT_SORTS` that says what will stand in its place."""

    KIND: ClassVar = "words"
    sort: str


TEXT_SORTS = (
    "address", "city", "company", "email", "family name", "full name", "given name", "nhs number", "phone",
    "postcode", "text", "url",
)  # fmt: skip
"""The sorts of text that are recognised, by detectors and by names of columns."""


@dataclass(frozen=True)
class Distance:
    """How long after another column of the row a date lies: quantiles of the distance."""

    KIND: ClassVar = "distance"
    column: str
    knots: Knots


@dataclass(frozen=True)
class Determined:
    """A column that follows from another one of the row: pairs of labels that enough people share."""

    KIND: ClassVar = "determined"
    column: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Conditional:
    """Counts of a column for each value, or range on the public grid, of another column.

    `cases` pairs what the other column must be, as `when` writes it, with the counts there.
    """

    KIND: ClassVar = "conditional"
    given: str
    cases: tuple[tuple[str, Categories], ...]
    otherwise: Categories


@dataclass(frozen=True)
class Spreads:
    """Quantiles of a column for each value, or range on the public grid, of another column.

    `cases` names what the other column must be, as `when` writes it, the permitted count of rows that have a value
    there, and their quantiles. `otherwise` is worked out from those alone, see `manikin.derive.pooling`.
    """

    KIND: ClassVar = "spreads"
    given: str
    cases: tuple[tuple[str, int, Knots], ...]
    otherwise: Knots

    @property
    def shown(self) -> int:
        """The rows of all cases."""
        return sum(count for _, count, _ in self.cases)


Content = (
    Nothing | Categories | Knots | Calendar | Shape | Words | Distance | Determined | Conditional | Spreads
)
CONTENTS: Mapping[str, type] = {
    kind.KIND: kind
    for kind in (
        Nothing,
        Categories,
        Knots,
        Calendar,
        Shape,
        Words,
        Distance,
        Determined,
        Conditional,
        Spreads,
    )
}
