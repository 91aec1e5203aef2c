"""Cutting a distribution at `min` and `max` by rescaling the uniform, so that nothing piles up there.

Knows a distribution only by its two tails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from manikin.distributions.family import Tails
from manikin.randomness import Floats

LEAST_MASS = 1e-12
"""The least share of a distribution that `min` and `max` may leave; less is a mistake."""

Cdf = Callable[[Floats], Tails]


@dataclass(frozen=True)
class Window:
    """The part of a distribution between two values.

    Parameters
    ----------
    low, high : float
        The ends, which may be infinite.
    below, above : float
        The probabilities under `low` and over `high`.
    mass : float
        The probability between them.
    """

    low: float
    high: float
    below: float
    above: float
    mass: float

    @classmethod
    def of(cls, cdf: Cdf, low: float, high: float) -> Window:
        """Return the window of the distribution with tails `cdf` between `low` and `high`."""
        p, q = cdf(np.array([low, high]))
        mass = between((p[:1], q[:1]), (p[1:], q[1:]))
        return cls(low, high, float(p[0]), float(q[1]), float(mass[0]))

    def rescale(self, u: Floats, v: Floats) -> Tails:
        """Return the tails of the whole distribution at the tails (`u`, `v`) of its part.

        Both are sums of positive terms, so small ones stay accurate.
        """
        return self.below + u * self.mass, self.above + v * self.mass

    def cdf(self, cdf: Cdf, x: Floats) -> Floats:
        """Return the share of the part at or below `x`, shape of `x`."""
        inside = np.minimum(np.maximum(x, self.low), self.high)
        start = cdf(np.full_like(inside, self.low))
        return np.minimum(np.maximum(between(start, cdf(inside)) / self.mass, 0.0), 1.0)


def between(start: Tails, end: Tails) -> Floats:
    """Return the probability between two places from whichever tails are small."""
    return np.where(
        end[0] <= 0.5,
        end[0] - start[0],
        np.where(start[1] <= 0.5, start[1] - end[1], 1.0 - start[0] - end[1]),
    )
