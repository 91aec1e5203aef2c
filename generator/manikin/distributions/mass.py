"""Where a distribution of whole numbers has mass: the one search behind the count families.

Knows a family only by its weight at any whole number, which rises to a mode and falls after it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from manikin.errors import InfeasibleError
from manikin.randomness import Floats

MOST_VALUES = 1 << 23
"""The most whole numbers that a count distribution may spread over."""
_NOTHING = 2.0**-70


def masses(density: Callable[[Floats], Floats], mode: float, low: int, high: int) -> tuple[int, Floats]:
    """Return the first whole number from `low` to `high` with any mass to speak of, and the weights from it on.

    Raises
    ------
    InfeasibleError
        If more than `MOST_VALUES` numbers have mass.
    """
    centre = min(max(int(mode), low), high)
    peak = float(density(np.array([float(centre)]))[0])
    if peak <= 0.0:
        return centre, np.zeros(1)
    first = centre - _reach(density, centre, -1, low, peak)
    last = centre + _reach(density, centre, 1, high, peak)
    if last - first >= MOST_VALUES:
        msg = (
            "it spreads over more than 8 million whole numbers; use a continuous distribution such as `gamma`"
        )
        raise InfeasibleError(msg)
    return first, density(np.arange(first, last + 1, dtype=np.float64))


def _reach(density: Callable[[Floats], Floats], centre: int, sign: int, end: int, peak: float) -> int:
    """Return how far from `centre` to go until nothing is left, as a power of 2 or up to `end`."""
    room = abs(end - centre)
    steps = [1 << k for k in range(53) if (1 << k) < room]
    if not steps:
        return room
    weights = density(centre + sign * np.array(steps, np.float64))
    empty = np.flatnonzero(weights <= peak * _NOTHING)
    return steps[int(empty[0])] if empty.size else room
