"""Every continuous family against SciPy, as a function and as drawn from its table, tails included."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from manikin import distributions
from manikin.distributions import parts
from manikin.distributions.continuous import Continuous
from manikin.distributions.table import TOLERANCE, QuantileTable
from manikin.randomness import Floats

TAIL: Floats = np.rint(2.0 ** np.arange(52.0, -0.25, -0.25)) * 2.0**-53
"""Tail probabilities as uniforms have them: multiples of 2**-53, down to that itself."""
ORACLES: dict[str, tuple[tuple[dict[str, float], Any], ...]] = {
    "uniform": (({"min": 10, "max": 20}, stats.uniform(10, 10)),),
    "normal": (({"mean": 169, "sd": 9.5}, stats.norm(169, 9.5)),),
    "lognormal": (
        ({"median": 3.2, "sigma": 0.7}, stats.lognorm(0.7, scale=3.2)),
        ({"median": 2, "sigma": 3}, stats.lognorm(3, scale=2)),
    ),
    "exponential": (({"mean": 4.5}, stats.expon(scale=4.5)),),
    "gamma": (
        ({"mean": 6, "shape": 2.5}, stats.gamma(2.5, scale=2.4)),
        ({"mean": 6, "shape": 0.1}, stats.gamma(0.1, scale=60)),
        ({"mean": 1000, "shape": 1000}, stats.gamma(1000)),
    ),
    "beta": (
        ({"alpha": 2, "beta": 5, "from": 0, "to": 100}, stats.beta(2, 5, scale=100)),
        ({"alpha": 0.5, "beta": 0.3}, stats.beta(0.5, 0.3)),
    ),
    "weibull": (
        ({"scale": 12, "shape": 1.4}, stats.weibull_min(1.4, scale=12)),
        ({"scale": 12, "shape": 0.4}, stats.weibull_min(0.4, scale=12)),
    ),
    "student_t": (
        ({"mean": 37, "scale": 0.4, "df": 5}, stats.t(5, 37, 0.4)),
        ({"mean": 0, "scale": 1, "df": 1}, stats.t(1)),
        ({"mean": 0, "scale": 1, "df": 200}, stats.t(200)),
    ),
    "triangular": (({"min": 5, "mode": 15, "max": 60}, stats.triang(10 / 55, 5, 55)),),
    "pareto": (({"scale": 100, "shape": 2.5}, stats.pareto(2.5, scale=100)),),
}
CASES = [(name, parameters, oracle) for name, cases in ORACLES.items() for parameters, oracle in cases]


def miss(found: Floats, exact: Floats, oracle: Any) -> float:
    """Return the greatest error as a share of the scale or of the distance from the median."""
    scale = 0.5 * (oracle.ppf(15 / 16) - oracle.ppf(1 / 16))
    return float(np.max(np.abs(found - exact) / np.maximum(np.abs(exact - oracle.ppf(0.5)), scale)))


def test_every_family_has_an_oracle() -> None:
    assert ORACLES.keys() == parts.FAMILIES.keys()


@pytest.mark.parametrize(("name", "parameters", "oracle"), CASES)
def test_quantile_function(name: str, parameters: dict[str, float], oracle: Any) -> None:
    family = parts.FAMILIES[name]
    assert miss(family.quantile(parameters, TAIL, 1.0 - TAIL), oracle.ppf(TAIL), oracle) < 1e-11
    bound = 1e-8 if name == "triangular" else 1e-11  # SciPy takes 1 - q there, and loses half the digits
    assert miss(family.quantile(parameters, 1.0 - TAIL, TAIL), oracle.isf(TAIL), oracle) < bound


@pytest.mark.parametrize(("name", "parameters", "oracle"), CASES)
def test_distribution_function_keeps_both_tails(name: str, parameters: dict[str, float], oracle: Any) -> None:
    x = np.concatenate([oracle.ppf(TAIL), oracle.isf(TAIL)])
    p, q = parts.FAMILIES[name].cdf(parameters, x)
    # Beside a finite end, a tail is no better than the last digit of x or of SciPy's 1 - p.
    atol = 5e-16 if name in {"uniform", "triangular", "pareto", "beta"} else 1e-18
    for found, exact in ((p, oracle.cdf(x)), (q, oracle.sf(x))):
        np.testing.assert_allclose(found, exact, rtol=2e-9, atol=atol)


@pytest.mark.parametrize(("name", "parameters", "oracle"), CASES)
def test_drawn_values(name: str, parameters: dict[str, float], oracle: Any) -> None:
    made = distributions.prepare(name, parameters, discrete=False)
    assert miss(np.asarray(made.draw(TAIL), np.float64), oracle.ppf(TAIL), oracle) < TOLERANCE
    bound = 1e-8 if name == "triangular" else TOLERANCE
    assert miss(np.asarray(made.draw(1.0 - TAIL), np.float64), oracle.isf(TAIL), oracle) < bound


@pytest.mark.parametrize(
    ("name", "parameters", "oracle"), [case for case in CASES if case[0] not in {"uniform", "triangular"}]
)
def test_truncated_at_its_quartiles(name: str, parameters: dict[str, float], oracle: Any) -> None:
    low, high = float(oracle.ppf(0.25)), float(oracle.isf(2.0**-30))
    made = distributions.prepare(name, {**parameters, "min": low, "max": high}, discrete=False)
    u = np.linspace(0.001, 0.999, 500)
    left = 0.75 - 2.0**-30
    found = np.asarray(made.draw(u), np.float64)
    assert (
        miss(
            found,
            np.where(u < 0.5, oracle.ppf(0.25 + u * left), oracle.isf(2.0**-30 + (1 - u) * left)),
            oracle,
        )
        < 2e-9
    )
    assert made.bounds == pytest.approx((low, high))


def test_truncation_far_out_in_a_tail() -> None:
    made = distributions.prepare("normal", {"mean": 0, "sd": 1, "min": 6, "max": 6.5}, discrete=False)
    oracle = stats.truncnorm(6, 6.5)
    u = np.linspace(0.001, 0.999, 500)
    np.testing.assert_allclose(made.draw(u), oracle.ppf(u), rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "parameters", "mean"),
    [
        ("gamma", {"mean": 6, "shape": 2.5}, 6.0),
        ("normal", {"mean": 10, "sd": 3}, 10.0),
        ("exponential", {"mean": 4, "max": 4}, 4 * (1 - 1 / (np.e - 1))),
        ("triangular", {"min": 0, "mode": 1, "max": 5}, 2.0),
        ("poisson", {"mean": 2.5}, 2.5),
        ("negative_binomial", {"mean": 3.1, "dispersion": 0.9}, 3.1),
        ("binomial", {"trials": 10, "probability": 0.3}, 3.0),
        ("quantiles", {"0.25": 1, "0.75": 3}, 2.0),
        ("mixture", [{"weight": 1, "exactly": 4}, {"weight": 3, "poisson": {"mean": 8}}], 7.0),
    ],
)
def test_mean(name: str, parameters: Any, mean: float) -> None:
    assert distributions.prepare(name, parameters, discrete=False).mean == pytest.approx(mean, rel=1e-6)


def test_a_table_refines_itself_or_gives_up() -> None:
    def cdf(x: Floats) -> tuple[Floats, Floats]:
        p = np.clip(x, 0.0, 1.0)
        return p, 1.0 - p

    steep = QuantileTable.build(lambda p, _: p**40, cdf, 0.0, 1.0)
    assert steep is not None
    assert steep.bits > 4
    assert QuantileTable.build(lambda p, _: np.where(p < 0.3, 0.0, 1.0), cdf, 0.0, 1.0) is None


def test_a_table_accepts_any_uniform() -> None:
    made = distributions.prepare("normal", {"mean": 0, "sd": 1}, discrete=False)
    assert isinstance(made, Continuous)
    found = made.draw(np.array([1e-300, 2.0**-53, 0.5, np.nextafter(0.5, 1), 1 - 2.0**-53]))
    assert np.isfinite(found).all()
    assert abs(found[2]) < 1e-9
    assert (np.diff(found) >= -1e-9).all()
