"""The elementary functions against mpmath, and at their edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from manikin.distributions import densities, elementary
from manikin.randomness import Floats

RNG = np.random.default_rng(7)
PLACES: dict[str, Floats] = {
    "log": np.concatenate([10 ** RNG.uniform(-320, 308, 1500), 1 + RNG.uniform(-0.5, 0.5, 1000)]),
    "exp": np.concatenate([RNG.uniform(-708, 709, 1500), RNG.uniform(-1, 1, 1000)]),
    "log1p": np.concatenate([10 ** RNG.uniform(-20, 9, 1500), -(10 ** RNG.uniform(-20, -0.001, 1000))]),
    "expm1": np.concatenate([10 ** RNG.uniform(-20, 2.8, 1500), -(10 ** RNG.uniform(-20, 2.8, 1000))]),
}
ULPS = {"log": 1.0, "exp": 1.0, "log1p": 2.5, "expm1": 3.0}


def ulps(found: Floats, exact: list[Any]) -> float:
    """Return the greatest error in units of the last digit of the exact value."""
    errors = [
        abs((mpmath.mpf(float(a)) - b) / mpmath.mpf(float(np.spacing(abs(float(b))))))
        for a, b in zip(found, exact, strict=True)
    ]
    return float(max(errors))


@pytest.mark.parametrize("name", sorted(PLACES))
def test_error_is_a_unit_in_the_last_place_or_two(name: str) -> None:
    function: Callable[[Floats], Floats] = getattr(elementary, name)
    places = PLACES[name]
    with mpmath.workprec(160):
        exact = [getattr(mpmath, name)(mpmath.mpf(float(x))) for x in places]
        assert ulps(function(places), exact) <= ULPS[name]


def test_power_keeps_its_accuracy_where_the_result_is_large() -> None:
    x, y = 10 ** RNG.uniform(-30, 30, 2000), RNG.uniform(-10, 10, 2000)
    with mpmath.workprec(160):
        exact = [mpmath.mpf(float(a)) ** mpmath.mpf(float(b)) for a, b in zip(x, y, strict=True)]
        assert ulps(elementary.power(x, y), exact) <= 1.5


def test_edges() -> None:
    edge = np.array([0.0, -1.0, np.inf, np.nan])
    np.testing.assert_array_equal(elementary.log(edge), [-np.inf, np.nan, np.inf, np.nan])
    np.testing.assert_array_equal(
        elementary.exp(np.array([-np.inf, -800.0, 0.0, 800.0, np.inf])), [0, 0, 1, np.inf, np.inf]
    )
    assert np.isnan(elementary.exp(np.array([np.nan]))).all()
    np.testing.assert_array_equal(elementary.log1p(np.array([-1.0, 0.0, np.inf])), [-np.inf, 0, np.inf])
    np.testing.assert_array_equal(elementary.expm1(np.array([-np.inf, 0.0, np.inf])), [-1, 0, np.inf])
    found = elementary.power(
        np.array([0.0, 0.0, 0.0, np.inf, np.inf, -1.0, 1.0]), np.array([2.0, -2, 0, 2, -2, 2, 9])
    )
    np.testing.assert_array_equal(found, [0, np.inf, 1, np.inf, 0, np.nan, 1])


def test_exp_underflows_gradually() -> None:
    x = np.array([-709.5, -730.0, -744.0])
    np.testing.assert_allclose(
        elementary.exp(x), [float(mpmath.exp(float(v))) for v in x], rtol=1e-15, atol=5e-324
    )


def test_log_gamma() -> None:
    x = 10 ** RNG.uniform(-3, 7, 500)
    exact = np.array([float(mpmath.loggamma(mpmath.mpf(float(v)))) for v in x])
    assert np.max(np.abs(densities.log_gamma(x) - exact) / np.maximum(1.0, np.abs(exact))) < 4e-15
