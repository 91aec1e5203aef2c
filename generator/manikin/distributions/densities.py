"""Poisson and binomial densities for real arguments, accurate where factorials overflow or cancel.

C. Loader, "Fast and accurate computation of binomial probabilities" (2000): the density is written
as a deviance, which is never a difference of large numbers, and Stirling's error.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from manikin.distributions.elementary import exp, log, log1p
from manikin.randomness import Floats

_TWO_PI = 6.283185307179586
_STIRLING = (
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360360.0,
    1.0 / 156.0,
)
_FAR = 16


def stirling_error(n: Floats) -> Floats:
    """Return log Γ(n + 1) - ((n + ½) log n - n + ½ log 2π) for n > 0; absolute error about 1e-15."""
    if n.size and (n == n.flat[0]).all():  # one shape, asked for at many places and again and again
        return np.full_like(n, _stirling_error_of(float(n.flat[0])))
    return _stirling_errors(n)


@lru_cache(maxsize=1_024)
def _stirling_error_of(n: float) -> float:
    return float(_stirling_errors(np.array([n]))[0])


def _stirling_errors(n: Floats) -> Floats:
    shifted, total = n.copy(), np.zeros_like(n)
    for _ in range(_FAR):
        near = shifted < _FAR
        if not near.any():
            break
        step = (shifted + 0.5) * log1p(1.0 / shifted) - 1.0
        total = np.where(near, total + step, total)
        shifted = np.where(near, shifted + 1.0, shifted)
    z = 1.0 / (shifted * shifted)
    series = np.full_like(z, _STIRLING[-1])
    for coefficient in _STIRLING[-2::-1]:
        series = series * z + coefficient
    return total + series / shifted


def log_gamma(x: Floats) -> Floats:
    """Return log Γ(x) for x > 0; error about 1e-15 times the larger of 1 and the size of the result."""
    return stirling_error(x) + ((x - 0.5) * log(x) - x + 0.9189385332046727)


def deviance(x: Floats, mean: Floats) -> Floats:
    """Return x log(x / mean) + mean - x for x, mean > 0, without cancellation; shape of the arrays."""
    v = (x - mean) / (x + mean)
    close = np.abs(v) < 0.1
    near = np.where(close, v, 0.0)
    total = (x - mean) * near
    odd, square = 2.0 * x * near, near * near
    for j in range(1, 11):
        odd = odd * square
        total = total + odd / (2 * j + 1)
    return np.where(close, total, x * log(x / mean) + mean - x)


def poisson(x: Floats, mean: Floats) -> Floats:
    """Return mean**x exp(-mean) / Γ(x + 1) for x ≥ 0, mean ≥ 0; relative error about 1e-14."""
    x, mean = np.broadcast_arrays(x, mean)
    inside = (x > 0.0) & (mean > 0.0)
    k, m = np.where(x > 0.0, x, 1.0), np.where(inside, mean, 1.0)
    value = exp(-stirling_error(k) - deviance(k, m)) / np.sqrt(_TWO_PI * k)
    return np.where(inside, value, np.where(x > 0.0, 0.0, exp(-mean)))


def binomial(x: Floats, n: Floats, p: Floats, q: Floats) -> Floats:
    """Return Γ(n + 1) / (Γ(x + 1) Γ(n - x + 1)) p**x q**(n - x) for 0 ≤ x ≤ n, p + q = 1."""
    return binomial_pair(x, n - x, n, p, q)


def binomial_pair(x: Floats, y: Floats, n: Floats, p: Floats, q: Floats) -> Floats:
    """Return `binomial` for y = n - x given apart, which keeps a small y exact."""
    x, y, n, p, q = np.broadcast_arrays(x, y, n, p, q)
    inside = (x > 0.0) & (y > 0.0) & (p > 0.0) & (q > 0.0)
    a, b, total = np.where(inside, x, 1.0), np.where(inside, y, 1.0), np.where(inside, n, 2.0)
    left, right = np.where(inside, p, 0.5), np.where(inside, q, 0.5)
    error = stirling_error(total) - stirling_error(a) - stirling_error(b)
    value = exp(error - deviance(a, total * left) - deviance(b, total * right))
    value = value * np.sqrt(total / (_TWO_PI * a * b))
    return np.where(inside, value, _binomial_edges(x, y, p, q))


def _binomial_edges(x: Floats, y: Floats, p: Floats, q: Floats) -> Floats:
    """Return q**y where x is 0, p**x where y is 0; 0 where the probability of what is asked is 0."""
    none = np.where(y > 0.0, exp(y * _log_of_complement(p, q)), 1.0)
    all_of_them = np.where(x > 0.0, exp(x * _log_of_complement(q, p)), 1.0)
    return np.where(x == 0.0, none, np.where(y == 0.0, all_of_them, 0.0))


def _log_of_complement(p: Floats, q: Floats) -> Floats:
    """Return log q where p + q = 1, from whichever holds more digits; -1e300 for 0."""
    value = np.where(p < 0.5, log1p(-np.minimum(p, 0.5)), log(np.maximum(q, 0.0)))
    return np.where(q > 0.0, value, -1e300)
