"""What a mixture needs to know of its parts: single values with a share of their own, and the smooth rest.

Everything before rounding to whole units. Knows no family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from manikin.distributions.family import Tails
from manikin.randomness import Floats


def _none() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True)
class Outline:
    """A distribution in two pieces: values that have a share each, and a rest without any such value.

    Parameters
    ----------
    places, shares : ndarray of shape (values,)
        The values with a share of their own, rising, and these shares of the whole.
    cuts : ndarray
        Places where the rest begins, bends or ends; for a rest without end, beyond which no uniform leads.
    tails : callable or None
        The shares of the rest that lie below and above places, 1 together; the smaller one is accurate.
        None where there is no rest.
    """

    places: Floats = field(default_factory=_none)
    shares: Floats = field(default_factory=_none)
    cuts: Floats = field(default_factory=_none)
    tails: Callable[[Floats], Tails] | None = None


def even(low: float, high: float) -> Outline:
    """Return the outline of a range in which all is alike."""

    def tails(x: Floats) -> Tails:
        inside = np.minimum(np.maximum(x, low), high)
        return (inside - low) / (high - low), (high - inside) / (high - low)

    return Outline(cuts=np.array([low, high]), tails=tails)
