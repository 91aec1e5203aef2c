"""The one evaluator of continuous distributions: a table of their quantile function.

Nodes lie at octaves of the tail probability on both sides, p in [2**-(k+1), 2**-k), each cut into
16 segments or more, so that the segment and the place in it are bits of the uniform: no search, no
logarithm. A polynomial of degree 4 stands on each. Every operation is exact or rounds alike on every
processor. Knows no family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from manikin.distributions.truncation import Cdf, Window
from manikin.randomness import Floats, Integers

TOLERANCE = 1e-9
"""The greatest error, as a share of the distribution's scale or of the distance from its median,
whichever is larger; 1e-15 of the value itself is as good as exact.
"""

Quantile = Callable[[Floats, Floats], Floats]

_FLOOR = 1e-6  # times TOLERANCE, of the value
_DEEPEST = 53  # tails go down to 2**-53, the smallest that a uniform has
_OCTAVES = 52
_LEAST_TAIL, _GREATEST_TAIL = 2.0**-53, 0.5 - 2.0**-54
_FEWEST_BITS, _MOST_BITS = 4, 8
_ONE = np.int64(1023 << 52)
_SIGN = np.int64(63)
_ROOT = 0.7071067811865476
# Chebyshev's points with the ends, so that neighbours meet. The error is measured near its peaks.
_NODES = (-1.0, -_ROOT, 0.0, _ROOT)
_PROBES = (-0.88, 0.38)


@dataclass(frozen=True)
class QuantileTable:
    """A quantile function, ready for `evaluate`.

    Parameters
    ----------
    coefficients : ndarray of shape (5, 2 × 52 × 2**bits)
        Of powers 0 to 4 of the place in the segment; the upper tail first.
    bits : int
        Binary logarithm of the segments in an octave.
    low, high : float
        The ends; values are clipped there, which removes rounding errors only.
    error : float
        The greatest error measured, in the units of `TOLERANCE`.
    """

    coefficients: Floats
    bits: int
    low: float
    high: float
    error: float

    @classmethod
    def build(cls, quantile: Quantile, cdf: Cdf, low: float, high: float) -> QuantileTable | None:
        """Return the table of the distribution truncated to [`low`, `high`].

        It has the fewest segments that keep the error within `TOLERANCE`; None where none does.
        """
        window = Window.of(cdf, low, high)

        def truncated(u: Floats, v: Floats) -> Floats:
            return np.minimum(np.maximum(quantile(*window.rescale(u, v)), low), high)

        for bits in range(_FEWEST_BITS, _MOST_BITS + 1):
            table = _fit(truncated, bits, low, high)
            if table.error <= TOLERANCE:
                return table
        return None

    def evaluate(self, u: Floats) -> Floats:
        """Return the values at `u` in (0, 1), shape of `u`."""
        side = u - 0.5
        t = np.abs(side)
        np.subtract(0.5, t, out=t)
        np.clip(t, _LEAST_TAIL, _GREATEST_TAIL, out=t)
        words: Integers = t.view(np.int64)
        at = words >> np.int64(52 - self.bits)
        at -= np.int64((1023 - _DEEPEST) << self.bits)
        lower: Integers = side.view(np.int64)
        lower >>= _SIGN
        lower &= np.int64(_OCTAVES << self.bits)
        at += lower
        words &= np.int64((1 << (52 - self.bits)) - 1)
        words |= _ONE
        t -= 1.0 + 0.5 / (1 << self.bits)
        value: Floats = self.coefficients[4].take(at, mode="clip")
        for row in (3, 2, 1, 0):
            value *= t
            self.coefficients[row].take(at, out=side, mode="clip")
            value += side
        np.clip(value, self.low, self.high, out=value)
        return value

    def mean(self) -> float:
        """Return the mean of the drawn values, the integral of the polynomials."""
        half = 0.5 / (1 << self.bits)
        c = self.coefficients
        average = c[0] + c[2] * (half**2 / 3) + c[4] * (half**4 / 5)
        width = np.repeat(2.0 ** (np.arange(_OCTAVES) - _DEEPEST - self.bits), 1 << self.bits)
        return float((average * np.concatenate([width, width])).sum())


def _fit(truncated: Quantile, bits: int, low: float, high: float) -> QuantileTable:
    """Return the table with 2**`bits` segments an octave, and its error at the probes."""
    inside = _places(bits)
    t = np.concatenate([inside, [0.5, 1 / 16]])
    values = truncated(np.concatenate([1.0 - t, t]), np.concatenate([t, 1.0 - t])).reshape(2, -1)
    middle, scale = values[1, -2], 0.5 * float(values[0, -1] - values[1, -1])
    sides = [_side(row[:-2].reshape(len(_NODES) + len(_PROBES), -1), row[-2], bits) for row in values]
    coefficients = np.ascontiguousarray(np.concatenate([side[0] for side in sides], axis=1))
    error = max(_worst(*side[1:], (middle, scale)) for side in sides)
    return QuantileTable(coefficients, bits, low, high, error)


def _places(bits: int) -> Floats:
    """Return the tail probabilities of nodes, then probes, of every segment; shape (6 × segments,)."""
    segments = 1 << bits
    octave = np.repeat(2.0 ** (np.arange(_OCTAVES) - _DEEPEST), segments)
    number = np.tile(np.arange(float(segments)), _OCTAVES)
    return np.concatenate([octave * (1.0 + (number + 0.5 + 0.5 * w) / segments) for w in (*_NODES, *_PROBES)])


def _side(values: Floats, end: float, bits: int) -> tuple[Floats, Floats, Floats]:
    """Return the coefficients of one tail, and values and errors at the probes."""
    first, left, middle, right = values[: len(_NODES)]
    local = _polynomial(first, left, middle, right, np.append(first[1:], end))
    found = np.stack(
        [(((local[4] * w + local[3]) * w + local[2]) * w + local[1]) * w + local[0] for w in _PROBES]
    )
    scaled = np.stack([row * float(2 << bits) ** power for power, row in enumerate(local)])
    exact = values[len(_NODES) :]
    return scaled, exact, np.abs(found - exact)


def _polynomial(first: Floats, left: Floats, middle: Floats, right: Floats, last: Floats) -> Floats:
    """Return the coefficients through the values at -1, -sqrt ½, 0, sqrt ½ and 1; shape (5, segments)."""
    even_end, even = 0.5 * (last + first) - middle, 0.5 * (right + left) - middle
    odd_end, odd = 0.5 * (last - first), (0.5 / _ROOT) * (right - left)
    fourth, third = 2.0 * (even_end - 2.0 * even), 2.0 * (odd_end - odd)
    return np.stack([middle, odd_end - third, even_end - fourth, third, fourth])


def _worst(exact: Floats, error: Floats, bulk: tuple[float, float]) -> float:
    """Return the greatest error as a share of what it is measured by; `bulk` is median and scale."""
    measure = np.maximum(np.maximum(np.abs(exact - bulk[0]), bulk[1]), _FLOOR * np.abs(exact))
    with np.errstate(invalid="ignore", divide="ignore"):
        worst = float(np.max(np.where(error == 0.0, 0.0, error / measure)))
    return worst if np.isfinite(worst) else float("inf")
