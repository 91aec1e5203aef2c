"""``quantiles``: the shape that a table of percentiles draws, straight lines between them.

For waiting times and lengths of stay published as percentiles. Keys are probabilities between 0 and 1, values never fall.
Beyond the outermost percentiles the line goes on to `min` (at 0) and `max` (at 1) where they are given, else with the slope of the
segment beside it, so that nothing piles up at the last percentile. Two percentiles of the same value give that value their share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from manikin.distributions.family import Fault, Interval, Parameters, Tails, location
from manikin.distributions.outline import Outline
from manikin.distributions.weights import Weights
from manikin.randomness import Floats, Integers

NAME = "quantiles"
TITLE = "the shape that a table of percentiles draws, straight lines between them"
PARAMETERS: Mapping[str, Any] = {
    "type": "object",
    "description": "A value for each probability, such as `0.5: 170`; `min` and `max` end the line.",
    "minProperties": 2,
    "propertyNames": {"pattern": "^(0?\\.[0-9]{1,12}|min|max)$"},
    "properties": {"min": location("Where the line begins."), "max": location("Where the line ends.")},
    "additionalProperties": location("The value below which this share lies."),
}
EXAMPLE: Any = {"0.02": 12, "0.10": 45, "0.25": 92, "0.50": 170, "0.75": 236, "0.90": 410, "0.98": 890}


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield probabilities of 0, too few or repeated ones, and values that fall."""
    knots = _knots(parameters)
    for p, _, key in knots:
        if not 0.0 < p < 1.0:
            yield (key,), "a probability of 0; write `min` for the least value"
    if len(knots) < 2:
        yield (), "fewer than two probabilities; give two or more, or use another distribution"
        return
    for (p, value, key), (after, higher, later) in pairwise(knots):
        if p == after:
            yield (later,), f"{later} is the same probability as {key}; remove one"
        if higher < value:
            yield (later,), f"the value at {later} is below the value at {key}; values must not fall"
    if "min" in parameters and parameters["min"] > knots[0][1]:
        yield ("min",), f"`min` is above the value at {knots[0][2]}; lower it"
    if "max" in parameters and parameters["max"] < knots[-1][1]:
        yield ("max",), f"`max` is below the value at {knots[-1][2]}; raise it"


class Piecewise:
    """Straight lines between knots of a quantile function.

    Parameters
    ----------
    p : ndarray of shape (knots,)
        Probabilities from 0 to 1, rising.
    values : ndarray of shape (knots,)
        Never falling.
    is_discrete : bool
        Whether the nearest whole unit is drawn.
    """

    def __init__(self, p: Floats, values: Floats, *, is_discrete: bool) -> None:
        self._p, self._values, self._is_discrete = p, values, is_discrete
        self._steps = values[1:] - values[:-1]
        self._picks = Weights(p[1:] - p[:-1])

    @property
    def bounds(self) -> Interval:
        """The outermost values."""
        low, high = float(self._values[0]), float(self._values[-1])
        return (float(np.floor(low + 0.5)), float(np.ceil(high - 0.5))) if self._is_discrete else (low, high)

    @property
    def mean(self) -> float:
        """The mean before rounding to whole units."""
        middles = 0.5 * (self._values[1:] + self._values[:-1])
        return float((middles * (self._p[1:] - self._p[:-1])).sum())

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`."""
        piece, rest = self._picks.split(u)
        gathered = self._steps.take(piece, mode="clip")
        rest *= gathered
        rest += self._values.take(piece, out=gathered, mode="clip")
        values = np.minimum(rest, self._values[1:].take(piece, out=gathered, mode="clip"), out=rest)
        return np.clip(np.rint(values), *self.bounds).astype(np.int64) if self._is_discrete else values

    def cdf(self, x: Floats) -> Floats:
        """Return the probability at or below `x`, shape of `x`; of ties as far as the last of them."""
        if self._is_discrete:
            return np.where(x < self.bounds[0], 0.0, self._line(np.floor(x) + 0.5))
        return self._line(x)

    @property
    def outline(self) -> Outline:
        """The lines that rise, and each value that several probabilities share."""
        flat = self._steps <= 0.0
        widths = self._p[1:] - self._p[:-1]
        places, codes = np.unique(self._values[:-1][flat], return_inverse=True)
        shares = np.bincount(codes, widths[flat], places.size).astype(np.float64)
        if flat.all():
            return Outline(places, shares)
        knots = np.concatenate([[0.0], np.cumsum(np.where(flat, 0.0, widths))])
        knots, widths = knots / knots[-1], widths / knots[-1]

        def tails(x: Floats) -> Tails:
            after = np.searchsorted(self._values, x, side="right")
            piece = np.clip(after - 1, 0, self._steps.size - 1)
            step = np.where(flat[piece], 1.0, self._steps[piece])
            share = np.clip((x - self._values[piece]) / step, 0.0, 1.0)
            rest = np.clip((self._values[piece + 1] - x) / step, 0.0, 1.0)
            width = np.where(flat[piece], 0.0, widths[piece])
            return knots[piece] + share * width, 1.0 - knots[piece + 1] + rest * width

        return Outline(places, shares, np.unique(self._values), tails)

    def within(self, low: float, high: float) -> tuple[Piecewise, float] | None:
        """Return the part in [`low`, `high`] and its share of this one, or None where it is nothing."""
        if self._is_discrete:
            low, high = float(np.ceil(low)) - 0.5, float(np.floor(high)) + 0.5
        low, high = max(low, float(self._values[0])), min(high, float(self._values[-1]))
        if low > high:
            return None
        start, end = self._line_before(np.array([low])), self._line(np.array([high]))
        mass = float(end[0] - start[0])
        if mass <= 0.0:
            return None
        inside = (self._p > start[0]) & (self._p < end[0])
        p = np.concatenate([[0.0], (self._p[inside] - start[0]) / mass, [1.0]])
        values = np.concatenate([[low], self._values[inside], [high]])
        return Piecewise(p, values, is_discrete=self._is_discrete), mass

    def _line(self, x: Floats) -> Floats:
        """Return the probability at or below `x` before rounding to whole units."""
        after = np.searchsorted(self._values, x, side="right")
        return np.where(after == 0, 0.0, np.where(after == self._p.size, 1.0, self._between(x, after)))

    def _line_before(self, x: Floats) -> Floats:
        """Return the probability below `x` before rounding to whole units."""
        after = np.searchsorted(self._values, x, side="left")
        return np.where(after == 0, 0.0, np.where(after == self._p.size, 1.0, self._between(x, after)))

    def _between(self, x: Floats, after: Integers) -> Floats:
        piece = np.clip(after - 1, 0, self._steps.size - 1)
        step = np.where(self._steps[piece] > 0.0, self._steps[piece], 1.0)
        share = np.clip((x - self._values[piece]) / step, 0.0, 1.0)
        return self._p[piece] + share * (self._p[piece + 1] - self._p[piece])


def prepare(parameters: Parameters, *, discrete: bool) -> Piecewise:
    """Return the sampler of a table of percentiles."""
    knots = _knots(parameters)
    p = np.array([knot[0] for knot in knots])
    values = np.array([knot[1] for knot in knots], np.float64)
    first = values[0] - p[0] * ((values[1] - values[0]) / (p[1] - p[0]))
    last = values[-1] + (1.0 - p[-1]) * ((values[-1] - values[-2]) / (p[-1] - p[-2]))
    ends = float(parameters.get("min", first)), float(parameters.get("max", last))
    return Piecewise(
        np.concatenate([[0.0], p, [1.0]]),
        np.concatenate([[ends[0]], values, [ends[1]]]),
        is_discrete=discrete,
    )


def _knots(parameters: Parameters) -> list[tuple[float, float, str]]:
    """Return probabilities, values and keys, by probability."""
    return sorted((float(key), value, key) for key, value in parameters.items() if key not in {"min", "max"})
