"""Samplers in which every value of a range is alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manikin.distributions.family import Interval
from manikin.distributions.outline import Outline, even
from manikin.randomness import Floats, Integers

LARGEST_WHOLE = 2.0**53
"""Whole units are drawn from -2**53 to 2**53, where a double holds each of them."""


@dataclass(frozen=True)
class Range:
    """Every number from `low` to `high` alike."""

    low: float
    high: float

    @property
    def bounds(self) -> Interval:
        """The ends."""
        return self.low, self.high

    @property
    def mean(self) -> float:
        """Half-way between them."""
        return 0.5 * self.low + 0.5 * self.high

    def draw(self, u: Floats) -> Floats:
        """Return low + u × (high - low), shape of `u`."""
        values = u * (self.high - self.low)
        values += self.low
        return np.minimum(values, self.high, out=values)

    def cdf(self, x: Floats) -> Floats:
        """Return the share of the range at or below `x`."""
        if self.low == self.high:
            return np.where(x < self.low, 0.0, 1.0)
        return np.minimum(np.maximum((x - self.low) / (self.high - self.low), 0.0), 1.0)

    @property
    def outline(self) -> Outline:
        """An even stretch; a single value where both ends are the same."""
        if self.low == self.high:
            return Outline(np.array([self.low]), np.ones(1))
        return even(self.low, self.high)

    def within(self, low: float, high: float) -> tuple[Range, float] | None:
        """Return the part in [`low`, `high`] and its share, or None where it is nothing."""
        low, high = max(self.low, low), min(self.high, high)
        if self.low == self.high and low == high:
            return self, 1.0
        return (Range(low, high), (high - low) / (self.high - self.low)) if low < high else None


@dataclass(frozen=True)
class WholeRange:
    """Every whole number from `low` to `high` alike, by floor(u × n): no remainder, no bias."""

    low: int
    high: int

    @property
    def bounds(self) -> Interval:
        """The least and the greatest."""
        return float(self.low), float(self.high)

    @property
    def mean(self) -> float:
        """Half-way between them."""
        return 0.5 * (self.low + self.high)

    def draw(self, u: Floats) -> Integers:
        """Return low + floor(u × n), shape of `u`."""
        n = self.high - self.low + 1
        values = u * float(n)
        steps = np.minimum(values, float(n - 1), out=values).astype(
            np.int64
        )  # cut down as floor does: u × n ≥ 0
        steps += np.int64(self.low)
        return steps

    def cdf(self, x: Floats) -> Floats:
        """Return the share of the numbers at or below `x`."""
        count = np.floor(x) - float(self.low) + 1.0
        return np.minimum(np.maximum(count / float(self.high - self.low + 1), 0.0), 1.0)

    @property
    def outline(self) -> Outline:
        """An even stretch from half a unit before the least to half a unit after the greatest."""
        return even(self.low - 0.5, self.high + 0.5)

    def within(self, low: float, high: float) -> tuple[WholeRange, float] | None:
        """Return the part in [`low`, `high`] and its share, or None where it is nothing."""
        first, last = max(float(self.low), whole_from(low)), min(float(self.high), whole_to(high))
        if first > last:
            return None
        return WholeRange(int(first), int(last)), (last - first + 1.0) / (self.high - self.low + 1)


def whole_from(low: float) -> float:
    """Return the least whole number from `low` on that may be drawn."""
    return float(np.ceil(max(low, -LARGEST_WHOLE)))


def whole_to(high: float) -> float:
    """Return the greatest whole number up to `high` that may be drawn."""
    return float(np.floor(min(high, LARGEST_WHOLE)))
