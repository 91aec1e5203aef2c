"""A mixture is drawn by the inverse of its own distribution function: against SciPy, tails and heaps included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from manikin import distributions
from manikin.columns.distance import Distance
from manikin.columns.draw import on_ruler
from manikin.model import DataType, Distribution
from manikin.randomness import Floats

TAIL: Floats = np.append(np.rint(2.0 ** np.arange(51.0, 0.0, -1.0)) + 1.0, 1.0) * 2.0**-53
"""Odd multiples of 2**-53, as uniforms are, down to that itself."""
Parts = list[tuple[float, dict[str, Any], Any]]
CASES: dict[str, Parts] = {
    "short and long stays": [
        (7, {"lognormal": {"median": 3.2, "sigma": 0.5}}, stats.lognorm(0.5, scale=3.2)),
        (3, {"normal": {"mean": 24, "sd": 4}}, stats.norm(24, 4)),
    ],
    "far apart": [
        (1, {"normal": {"mean": 0, "sd": 1}}, stats.norm()),
        (1, {"normal": {"mean": 1000, "sd": 1}}, stats.norm(1000)),
    ],
    "a spike": [
        (99, {"normal": {"mean": 0, "sd": 100}}, stats.norm(0, 100)),
        (1, {"normal": {"mean": 50, "sd": 0.01}}, stats.norm(50, 0.01)),
    ],
    "corners": [
        (1, {"uniform": {"min": 6, "max": 9}}, stats.uniform(6, 3)),
        (2, {"triangular": {"min": 0, "mode": 2, "max": 30}}, stats.triang(2 / 30, 0, 30)),
        (1, {"gamma": {"mean": 6, "shape": 2.5}}, stats.gamma(2.5, scale=2.4)),
    ],
}


def made(parts: Parts) -> distributions.Sampler:
    given = [{"weight": weight, **part} for weight, part, _ in parts]
    return distributions.prepare("mixture", given, discrete=False)


def exact(parts: Parts, side: str, share: float) -> float:
    """Return the place with `share` below it (``cdf``) or above it (``sf``)."""
    total = sum(weight for weight, _, _ in parts)
    upper = side == "sf"
    ends = [(oracle.isf(share) if upper else oracle.ppf(share)) for _, _, oracle in parts]
    if min(ends) == max(ends):
        return float(ends[0])

    def miss(x: float) -> float:
        found = sum(weight / total * getattr(oracle, side)(x) for weight, _, oracle in parts)
        return float(np.log(max(found, 1e-300)) - np.log(share))

    found: Any = optimize.brentq(miss, min(ends) - 1e-9, max(ends) + 1e-9, xtol=1e-13, rtol=1e-14)
    return float(found)


@pytest.mark.parametrize("name", CASES)
def test_tails_and_middle(name: str) -> None:
    parts = CASES[name]
    shares = np.concatenate([TAIL, [0.1, 0.3, 0.45]])
    lower = np.array([exact(parts, "cdf", share) for share in shares])
    upper = np.array([exact(parts, "sf", share) for share in shares])
    middle = exact(parts, "cdf", 0.25), exact(parts, "sf", 0.25)
    scale = middle[1] - middle[0]
    measure = np.maximum(np.abs(lower - 0.5 * sum(middle)), scale)
    bound = np.where(shares > 2.0**-48, 5e-9, 5e-4)  # a cell that holds one uniform is one value
    assert (np.abs(made(parts).draw(shares) - lower) / measure < bound).all()
    measure = np.maximum(np.abs(upper - 0.5 * sum(middle)), scale)
    assert (np.abs(made(parts).draw(1.0 - shares) - upper) / measure < bound).all()


HEAPS: list[tuple[list[dict[str, Any]], Callable[[Floats], Floats]]] = [
    (
        [{"weight": 3, "exactly": 0}, {"weight": 7, "lognormal": {"median": 3, "sigma": 1}}],
        lambda u: np.where(u < 0.3, 0.0, stats.lognorm(1, scale=3).ppf(np.maximum(u - 0.3, 0) / 0.7)),
    ),
    (
        [{"weight": 1, "exactly": 5}, {"weight": 1, "uniform": {"min": 0, "max": 10}}],
        lambda u: np.where(u < 0.25, 20 * u, np.where(u < 0.75, 5.0, 20 * u - 10)),
    ),
    (
        [
            {"weight": 1, "exactly": 5},
            {"weight": 1, "quantiles": {"0.25": 0, "0.75": 0, "min": -1, "max": 1}},
        ],
        lambda u: np.where(u < 0.125, 8 * u - 1, np.where(u < 0.375, 0, np.where(u < 0.5, 8 * u - 3, 5.0))),
    ),
]


@pytest.mark.parametrize(("given", "quantile"), HEAPS)
def test_heaps_have_their_exact_share(given: Any, quantile: Callable[[Floats], Floats]) -> None:
    u = np.linspace(0.0013, 0.9987, 997)
    found = distributions.prepare("mixture", given, discrete=False).draw(u)
    np.testing.assert_allclose(found, quantile(u), rtol=2e-9, atol=1e-8)
    assert np.array_equal(found == 5, quantile(u) == 5)


def test_nothing_lies_in_the_gap_between_parts() -> None:
    given = [{"weight": 1, "uniform": {"min": 0, "max": 1}}, {"weight": 1, "uniform": {"min": 8, "max": 9}}]
    u = np.sort(np.concatenate([np.linspace(0.4999, 0.5001, 999), 0.5 + np.array([-1, 1]) * 2.0**-53]))
    found = distributions.prepare("mixture", given, discrete=False).draw(u)
    assert not ((found > 1) & (found < 8)).any()
    assert (np.diff(found) >= 0).all()


def test_whole_units_are_the_rounded_parts() -> None:
    given = [{"weight": 1, "uniform": {"min": 11, "max": 20}}, {"weight": 1, "exactly": 3}]
    u = (np.arange(100_000) + 0.5) / 100_000
    values, counts = np.unique(
        distributions.prepare("mixture", given, discrete=True).draw(u), return_counts=True
    )
    assert values.tolist() == [3, *range(11, 21)]
    assert np.abs(counts - [50_000, *[5_000] * 10]).max() <= 1


def test_counts_are_in_the_units_of_the_column() -> None:
    kind = DataType("decimal", scale=2)
    given = [{"weight": 1, "exactly": 5}, {"weight": 1, "normal": {"mean": 50, "sd": 1}}]
    sampler = distributions.prepare("mixture", on_ruler(Distribution("mixture", given), kind), discrete=True)
    assert sampler.draw(np.array([0.01, 0.49])).tolist() == [500, 500]
    assert sampler.bounds[0] <= 500


def test_a_mixture_of_distances_is_cut_row_by_row() -> None:
    given = {"mixture": [{"weight": 1, "exactly": 0}, {"weight": 1, "exponential": {"mean": 30}}]}
    made = Distance(given, "days", DataType("date"))
    u = np.linspace(0.001, 0.999, 999)
    room = np.full(999, 10, np.int64)
    cut = made.within(u, room, np.ones(999, np.bool_), "`until`")
    assert cut.max() == 10
    assert (cut == 0).mean() == pytest.approx((0.5 + 0.5 * 0.0165) / (0.5 + 0.5 * 0.295), abs=0.01)
    assert (cut == 10).mean() < 0.05


def test_too_many_single_values_are_refused() -> None:
    given = [
        {"weight": 1, "zipf": {"exponent": 1, "max": 70_000}},
        {"weight": 1, "normal": {"mean": 0, "sd": 1}},
    ]
    (fault,) = distributions.faults("mixture", given)
    assert "65,536" in fault[1]
