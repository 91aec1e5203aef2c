"""A drawn distance between two moments, in ticks of a column's ruler.

Knows a distribution and a unit; where the moments come from is unknown here. A bound truncates the draw:
the uniform is rescaled to the share of the distribution that the bound leaves, so nothing is moved and
nothing piles up at the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from manikin import distributions
from manikin.columns.draw import convert
from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.errors import InfeasibleError
from manikin.model import DataType, Distribution
from manikin.model.datatype import TICKS
from manikin.randomness import Floats, Integers

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_HALVINGS = 30
_GUIDED = 14
_LISTED = 1 << 15
"""Rooms up to this are worked out once: ninety years of days, nine hours of seconds."""
_OFTEN = 512
"""Of fewer rows at once, each is worked out by itself."""


@dataclass(frozen=True)
class _Measure:
    """A ruler whose numbers are written in a unit of time."""

    ticks: float

    def location(self, value: float) -> float:
        """Return a number of units in ticks."""
        return value * self.ticks

    def spread(self, value: float) -> float:
        """Return a number of units in ticks."""
        return value * self.ticks


def ticks_in(unit: str, datatype: DataType) -> float:
    """Return how many units of the type's ruler one `unit` of time is."""
    return SECONDS[unit] / 86_400 if datatype.name == "date" else SECONDS[unit] * TICKS[datatype.precision]


class Distance:
    """A drawn distance made ready.

    Parameters
    ----------
    by : Mapping
        One distribution of numbers, by its name.
    unit : str
        What the numbers count: one of `SECONDS`.
    datatype : DataType
        The type of the moments, whose ticks are drawn.

    Raises
    ------
    InfeasibleError
        If nothing lies between the distribution's `min` and `max`.
    """

    def __init__(self, by: Mapping[str, Any], unit: str, datatype: DataType) -> None:
        ((name, parameters),) = by.items()
        ticks = ticks_in(unit, datatype)
        if name in distributions.COUNTS:
            self._sampler = distributions.prepare(name, parameters, discrete=True)
            self._factor = round(ticks)
        else:
            converted = convert(Distribution(name, parameters), _Measure(ticks))
            self._sampler = distributions.prepare(name, converted, discrete=True)
            self._factor = 1

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest distance that can be drawn, in ticks."""
        low, high = self._sampler.bounds
        return low * self._factor, high * self._factor

    def draw(self, u: Floats) -> Integers:
        """Return distances in ticks, shape of `u`."""
        return (self._sampler.draw(u) * self._factor).astype(np.int64)

    def within(self, u: Floats, room: Integers, where: Mask, bound: str) -> Integers:
        """Return distances in ticks that stay within `room`, drawn from what is left of the distribution.

        Parameters
        ----------
        u : ndarray of shape (rows,)
            The uniforms.
        room : ndarray of int64 of shape (rows,)
            The most ticks there may be.
        where : ndarray of bool of shape (rows,)
            The rows that have a bound.
        bound : str
            The column and its bound, for the message.

        Raises
        ------
        InfeasibleError
            If even the least distance is too long somewhere.
        """
        least, most = self.bounds
        rows = np.flatnonzero(where & (room < most))
        if not rows.size:
            return self.draw(u)
        if bool((room[rows] < least).any()):
            msg = (
                f"{bound} leaves no room in {int((room[rows] < least).sum())} rows for a distance of "
                f"{least:g} or more"
            )
            raise InfeasibleError(msg)
        scaled = u.copy()
        scaled[rows] *= self._shares(room[rows])
        found = self.draw(scaled)
        # So little is left of the distribution that no uniform falls there: its far end, where it is all but even.
        far = rows[found[rows] > room[rows]]
        found[far] = least + np.floor(u[far] * (room[far] - least + 1)).astype(np.int64)
        return found

    @cached_property
    def _guide(self) -> Floats:
        """The draws at the inner points of 2**_GUIDED even steps from 0 to 1, in ticks."""
        steps = np.arange(1, 1 << _GUIDED) / (1 << _GUIDED)
        return self.draw(steps).astype(np.float64)

    def _shares(self, room: Integers) -> Floats:
        """Return `_share`, looked up where the rooms lie so close together that many are the same."""
        low, high = int(room.min()), int(room.max())
        if high >= _LISTED or low < 0 or room.size < _OFTEN:
            return self._share(room)
        return self._listed.take(room)

    @cached_property
    def _listed(self) -> Floats:
        """The shares of the rooms that are listed."""
        return self._share(np.arange(_LISTED))

    def _share(self, room: Integers) -> Floats:
        """Return the greatest uniform whose draw stays within `room`, to within 2**-30 of itself."""
        # A guide of draws at even steps settles the first halvings at once; a draw never falls as u grows.
        low = np.searchsorted(self._guide, room, side="right") / (1 << _GUIDED)
        high = low + 1.0 / (1 << _GUIDED)
        for _ in range(_HALVINGS - _GUIDED):
            middle = (low + high) * 0.5
            inside = self.draw(middle) <= room
            low = np.where(inside, middle, low)
            high = np.where(inside, high, middle)
        return low


def _has_text(parameters: Any) -> bool:
    if isinstance(parameters, Mapping):
        return any(_has_text(value) for value in parameters.values())
    if isinstance(parameters, list | tuple):
        return any(_has_text(value) for value in parameters)
    return isinstance(parameters, str)


def unit_faults(unit: str, datatype: DataType, at: tuple[str | int, ...]) -> Iterable[Fault]:
    """Yield a unit that the type cannot tell apart; `at` is its address below the column."""
    if datatype.name == "date" and unit not in {"days", "weeks"}:
        mend = "use days or weeks, or make the column a datetime"
        yield Fault("TYPE02", f"a date has no {unit}", mend, at)


def faults(
    by: Mapping[str, Any], unit: str, datatype: DataType, at: tuple[str | int, ...]
) -> Iterable[Fault]:
    """Yield what is wrong with a distribution of distances; `at` is its address below the column."""
    ((name, parameters),) = by.items()
    where = (*at, name)
    if name in {"choice", "calendar"} or (name == "zipf" and "values" in parameters):
        mend = "use a distribution of numbers such as `exponential: {mean: 3}` or `histogram`"
        yield Fault("DIST01", f"a distance cannot be drawn from {name}", mend, where)
        return
    if _has_text(parameters):
        mend = "write numbers; `unit` says what they count"
        yield Fault("DIST02", "a distance is a number, and text stands among its parameters", mend, where)
        return
    found = [
        Fault("DIST02", message, "", (*where, *inside))
        for inside, message in distributions.faults(name, parameters)
    ]
    yield from found
    if not found:
        yield from _side(Distribution(name, by), unit, datatype, where)


def _side(
    distribution: Distribution, unit: str, datatype: DataType, where: tuple[str | int, ...]
) -> Iterable[Fault]:
    """Yield a distance that could be negative, or that nothing is left of."""
    try:
        low, _ = Distance(distribution.parameters, unit, datatype).bounds
    except InfeasibleError as error:
        yield Fault("DIST02", error.message, "", where)
        return
    if low < 0:
        message = f"{distribution.name} can be negative, so the date could fall on the other side"
        yield Fault("DIST03", message, "give `min: 0` or more, which truncates", where)
