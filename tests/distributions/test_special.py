"""Incomplete gamma and beta functions and the normal distribution against mpmath, in both tails."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from manikin.distributions import special
from manikin.distributions.family import Tails
from manikin.randomness import Floats

BOUND = 1e-11
"""The promised relative error of the smaller tail."""
DEEPEST = 2.0**-60


def error(found: Tails, exact: list[tuple[float, float]]) -> float:
    """Return the greatest relative error of the tails that are not below 2**-60."""
    pairs = np.array(exact).T
    kept = [np.abs(a[b > DEEPEST] / b[b > DEEPEST] - 1.0) for a, b in zip(found, pairs, strict=True)]
    return float(np.max(np.concatenate(kept)))


@pytest.mark.parametrize("shape", [0.01, 0.3, 1.0, 2.5, 17.0, 400.0, 1e5])
def test_gamma(shape: float) -> None:
    width = np.sqrt(shape)
    x = np.concatenate(
        [np.maximum(shape + width * np.linspace(-8, 9, 23), shape / 50), shape * np.array([1e-9, 0.1, 3])]
    )
    with mpmath.workprec(200):
        exact = [
            (
                float(mpmath.gammainc(shape, 0, float(v), regularized=True)),
                float(mpmath.gammainc(shape, float(v), mpmath.inf, regularized=True)),
            )
            for v in x
        ]
    assert error(special.gamma_tails(shape, x), exact) < BOUND


@pytest.mark.parametrize(
    ("a", "b"), [(0.05, 0.05), (0.5, 0.5), (2.0, 5.0), (0.3, 40.0), (300.0, 7.0), (900.0, 1100.0)]
)
def test_beta(a: float, b: float) -> None:
    mean, sd = a / (a + b), np.sqrt(a * b / (a + b + 1)) / (a + b)
    x: Floats = mean + sd * np.linspace(-8, 8, 23)
    x = np.concatenate([x[(x > 0) & (x < 1)], [1e-12, 1e-3, 0.5, 0.999]])
    with mpmath.workprec(200):
        exact = [
            (
                float(mpmath.betainc(a, b, 0, mpmath.mpf(float(v)), regularized=True)),
                float(mpmath.betainc(b, a, 0, mpmath.mpf(1) - mpmath.mpf(float(v)), regularized=True)),
            )
            for v in x
        ]
    assert error(special.beta_tails(a, b, x, 1.0 - x), exact) < BOUND


def test_normal() -> None:
    z = np.linspace(-8.3, 8.3, 200)
    exact = [(float(mpmath.ncdf(float(v))), float(mpmath.ncdf(-float(v)))) for v in z]
    assert error(special.normal_tails(z), exact) < BOUND
    p, q = special.normal_tails(np.array([-np.inf, np.inf]))
    assert p.tolist() == [0.0, 1.0]
    assert q.tolist() == [1.0, 0.0]


def test_normal_quantile_inverts_the_distribution() -> None:
    t = 2.0 ** -np.linspace(1, 900, 400)
    z = special.normal_quantile(t, 1.0 - t)
    np.testing.assert_allclose(special.normal_tails(z)[0], t, rtol=1e-11)
    np.testing.assert_array_equal(special.normal_quantile(1.0 - t, t), -z)
