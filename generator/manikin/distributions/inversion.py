"""The inverse of a distribution function that has no closed one.

Knows nothing of the function but its two tails and its density. Deterministic: fixed grids, guarded
Newton steps, the package's own logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from manikin.distributions.elementary import log
from manikin.distributions.family import Tails
from manikin.randomness import Floats

_STEPS = 12
_FARTHEST = 690.0
_EXACT = 2.0**-48  # of z; Newton's last step leaves the square of it
_MET = 2.0**-48


def _grid() -> Floats:
    """Return 0 and, on both sides, 16 places in each octave from 2**-16 to 690."""
    octaves = np.repeat(2.0 ** np.arange(-16.0, 10.0), 16)
    side = octaves * (1.0 + np.tile(np.arange(16.0), 26) / 16.0)
    side = np.append(side[side < _FARTHEST], _FARTHEST)
    return np.concatenate([-side[::-1], [0.0], side])


_GRID = _grid()


def invert(
    tails: Callable[[Floats], Tails], density: Callable[[Floats], Floats], p: Floats, q: Floats
) -> Floats:
    """Return z with tails(z) = (`p`, `q`), shape of `p`; clipped to ±690.

    Parameters
    ----------
    tails : callable
        The lower and upper probability at z, accurate where small; z = 0 lies in the bulk.
    density : callable
        The derivative of the lower probability by z.
    p, q : ndarray
        The probabilities below and above, of which the smaller is used.

    Notes
    -----
    Newton's method on the logarithm of the smaller tail, which is nearly straight, kept inside a cell of
    a fixed grid. Each element is found for itself: the others in the array make no difference to its bits.
    """
    lower = p <= q
    target = _safe_log(np.where(lower, p, q))
    grid_p, grid_q = tails(_GRID)
    at = np.where(
        lower, np.searchsorted(_rising(grid_p), p), _GRID.size - np.searchsorted(_rising(grid_q[::-1]), q)
    )
    at = np.minimum(np.maximum(at, 1), _GRID.size - 1)
    edges = [_safe_log(np.where(lower, grid_p[k], grid_q[k])) for k in (at - 1, at)]
    search = _Search(lower, target, _GRID[at - 1], _GRID[at])
    return _newton(tails, density, search, search.guess(*edges))


@dataclass
class _Search:
    """What is looked for, element by element, and the cells that hold it."""

    lower: NDArray[np.bool_]
    target: Floats
    low: Floats
    high: Floats

    def guess(self, left: Floats, right: Floats) -> Floats:
        """Return the place on the straight line of the logarithm of the tail through the cell's edges."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (self.target - left) / (right - left)
        share = np.where((share >= 0.0) & (share <= 1.0), share, 0.5)
        return self.low + share * (self.high - self.low)

    def narrow(self, z: Floats, miss: Floats) -> None:
        """Cut the cells at `z`, which is too low where `miss` is below 0."""
        self.low, self.high = np.where(miss < 0.0, z, self.low), np.where(miss > 0.0, z, self.high)

    def keep(self, going: NDArray[np.bool_]) -> _Search:
        """Return the search without the elements that are found."""
        return _Search(self.lower[going], self.target[going], self.low[going], self.high[going])


def _newton(
    tails: Callable[[Floats], Tails], density: Callable[[Floats], Floats], search: _Search, z: Floats
) -> Floats:
    result = z.copy()
    rows = np.arange(z.size)
    for _ in range(_STEPS):
        below, above = tails(z)
        tail = np.where(search.lower, below, above)
        miss = (_safe_log(tail) - search.target) * np.where(search.lower, 1.0, -1.0)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            moved = z - miss * tail / density(z)
        search.narrow(z, miss)
        outside = ~((moved >= search.low) & (moved <= search.high))
        moved = np.where(outside, search.low + 0.5 * (search.high - search.low), moved)
        result[rows] = moved
        going = (np.abs(moved - z) > _EXACT * np.maximum(np.abs(z), 2.0**-8)) & (np.abs(miss) > _MET)
        if not going.any():
            break
        rows, z, search = rows[going], moved[going], search.keep(going)
    return result


def _rising(values: Floats) -> Floats:
    return np.asarray(np.maximum.accumulate(values))


def _safe_log(value: Floats) -> Floats:
    return log(np.maximum(value, 1e-305))
