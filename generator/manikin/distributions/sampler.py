"""What a distribution is once its parameters are known: something to draw from. Knows no family."""

from __future__ import annotations

from typing import Protocol

from manikin.distributions.family import Interval
from manikin.distributions.outline import Outline
from manikin.distributions.weights import Codes
from manikin.randomness import Floats, Integers


class Sampler(Protocol):
    """A distribution made ready.

    The larger the uniform, the larger the value: a bound rescales the uniform, and uniforms that go together
    give values that go together.
    """

    @property
    def bounds(self) -> Interval:
        """The least and the greatest value that can be drawn, which may be infinite."""

    @property
    def mean(self) -> float:
        """The mean of what is drawn, for expected numbers of rows.

        Of a continuous distribution to about 1e-9 of its scale, before rounding to whole units.
        """

    def draw(self, u: Floats) -> Floats | Integers | Codes:
        """Return the values at uniforms in (0, 1), shape of `u`.

        int64 where whole units are drawn, int32 codes where listed values are, float64 otherwise.
        """

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability of a drawn value at or below `x`, shape of `x`."""


class Limitable(Sampler, Protocol):
    """A sampler that can be cut to a range and mixed with others, as a part of a mixture is."""

    @property
    def outline(self) -> Outline:
        """What it is before rounding to whole units."""

    def within(self, low: float, high: float) -> tuple[Limitable, float] | None:
        """Return the sampler of what lies in [`low`, `high`] and which share of this one that is.

        None where nothing does.
        """
