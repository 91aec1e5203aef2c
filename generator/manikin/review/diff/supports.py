"""What a column may hold, as far as the specification alone says it, and which way that moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from manikin.columns.draw import is_choice, on_ruler, options
from manikin.columns.paths import Route
from manikin.model import Column, DataType, Distribution, Draw, Spec, Table
from manikin.review.diff.change import Direction
from manikin.spec.rules import facts

_INF = float("inf")
_WEIGHED = ("months", "weekdays", "hours")
_INTEGER = DataType("integer")


@dataclass(frozen=True)
class Support:
    """Values that are listed, a stretch of numbers, or both; `holes` are parts of it that never come."""

    values: frozenset[Any] = frozenset()
    low: float = _INF
    high: float = -_INF
    holes: frozenset[str] = frozenset()
    is_known: bool = True

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest number, listed ones included."""
        numbers = [float(value) for value in self.values if not isinstance(value, str)]
        return min([self.low, *numbers]), max([self.high, *numbers])

    def joined(self, other: Support) -> Support:
        """Return what either may give."""
        return Support(
            self.values | other.values,
            min(self.low, other.low),
            max(self.high, other.high),
            self.holes & other.holes,
            self.is_known and other.is_known,
        )


UNKNOWN = Support(is_known=False)
EVERY_ROW = Support(frozenset({"any row"}))
"""Of what chooses among the rows that a column points at: how often each, never which there are."""


def of_draw(draw: Draw, datatype: DataType) -> Support:
    """Return what a draw may give."""
    found = [of_distribution(each, datatype) for each in draw.distributions]
    return reduce(Support.joined, found) if found else UNKNOWN


def of_counts(draw: Draw) -> Support:
    """Return which numbers of rows a draw may give."""
    return of_draw(draw, _INTEGER)


def of_distribution(distribution: Distribution, datatype: DataType) -> Support:
    """Return what a distribution may give."""
    parameters = distribution.parameters
    if distribution.name == "weights" or (distribution.name == "zipf" and "values" not in parameters):
        return EVERY_ROW
    if is_choice(distribution):
        found = options(distribution, datatype)
        return Support(
            frozenset(value for value, weight in zip(found.values, found.weights, strict=True) if weight > 0)
        )
    if distribution.name == "bernoulli":
        share = parameters if isinstance(parameters, int | float) else parameters.get("p", 0.5)
        return Support(frozenset(value for value, part in ((True, share), (False, 1 - share)) if part > 0))
    if distribution.name == "calendar":
        days = DataType("date")
        holes = frozenset(
            f"{name} {place}" for name in _WEIGHED for place in _empty(parameters.get(name, ()))
        )
        return Support(
            frozenset(), float(days.parse(parameters["from"])), float(days.parse(parameters["to"])), holes
        )
    if not datatype.is_ordered:
        return UNKNOWN
    low, high = facts.bounds(distribution.name, on_ruler(distribution, datatype), datatype)
    holes = (
        frozenset(
            str(key) for key, weight in parameters.items() if distribution.name == "histogram" and not weight
        )
        if isinstance(parameters, Mapping)
        else frozenset()
    )
    return Support(frozenset(), low, high, holes)


def _empty(weights: Iterable[float]) -> Iterable[int]:
    return (place for place, weight in enumerate(weights) if not weight)


def of_column(table: Table, column: Column, spec: Spec) -> Support:
    """Return what a column may hold."""
    if column.kind == "distribution" and column.draw is not None:
        return of_draw(column.draw, column.type)
    found = facts.domain(Route((), table, column), spec)
    if found.values is not None:
        return Support(frozenset(found.values))
    if found == facts.ANYTHING:
        return UNKNOWN
    return Support(frozenset(), found.low, found.high)


def exceeds(one: Support, other: Support) -> bool:
    """Return whether the one may give what the other may not; both must be known."""
    if one.low > one.high and other.low > other.high:
        return bool(one.values - other.values)
    (low, high), (least, most) = one.ends, other.ends
    # A stretch holds more than the values listed within it.
    is_wider = low < least or high > most or other.low > other.high
    return is_wider or bool(other.holes - one.holes)


def moved(old: Support, new: Support, *, was: Support | None = None, now: Support | None = None) -> Direction:
    """Return which way it moved from what could be to what may be now.

    Parameters
    ----------
    old, new : Support
        What changed, such as one case of a column.
    was, now : Support, optional
        The whole that it is a part of, such as the column, if it is a part.
    """
    was, now = was or old, now or new
    if not all(support.is_known for support in (old, new, was, now)):
        return Direction.UNDETERMINED
    return together(more=exceeds(new, was), less=exceeds(old, now))


def together(*, more: bool, less: bool) -> Direction:
    """Return the direction of what may hold more, less, both or neither."""
    if more and less:
        return Direction.BOTH
    if more:
        return Direction.LOOSENS
    return Direction.TIGHTENS if less else Direction.NONE
