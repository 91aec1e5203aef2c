"""200,000 draws of every distribution against its exact distribution function, by Kolmogorov's distance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from distributions.families import KOLMOGOROV, TRUNCATED, distance, on_ruler, sampler, some_uniforms
from manikin import distributions

NAMES = sorted(distributions.ALL)
LONG = frozenset({"beta", "mixture", "student_t"})
"""Families whose tables take seconds to make."""


def named(names: Iterable[str]) -> list[Any]:
    """Return the names as parameters, the long ones marked."""
    return [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in names]


@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("name", named(NAMES))
def test_example(name: str, discrete: bool) -> None:
    check(name, distributions.EXAMPLES[name], discrete)


@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("name", named(sorted(TRUNCATED)))
def test_truncated(name: str, discrete: bool) -> None:
    made = check(name, TRUNCATED[name], discrete)
    ends = TRUNCATED[name]
    assert made.bounds[0] >= ends.get("min", -np.inf)
    assert made.bounds[1] <= ends.get("max", np.inf)


def test_everything_that_truncates_is_truncated_here() -> None:
    own_ends = {"uniform", "triangular"}
    takes = {n for n in NAMES if {"min", "max"} & distributions.parameters(n).get("properties", {}).keys()}
    assert takes - own_ends == TRUNCATED.keys()


def check(name: str, parameters: Any, discrete: bool) -> distributions.Sampler:
    assert not list(distributions.faults(name, on_ruler(name, parameters)))
    made = sampler(name, parameters, discrete=discrete)
    drawn = made.draw(some_uniforms(name))
    assert distance(np.asarray(drawn, np.float64), made) < KOLMOGOROV
    low, high = made.bounds
    assert drawn.min() >= low
    assert drawn.max() <= high
    if name not in {"choice", "calendar"}:
        assert drawn.dtype == (np.int64 if discrete else np.float64)
    return made


@pytest.mark.parametrize(
    "name", ["poisson", "negative_binomial", "binomial", "histogram", "zipf", "choice", "geometric"]
)
def test_frequencies_by_chi_square(name: str) -> None:
    made = sampler(name, discrete=True)
    drawn = np.asarray(made.draw(some_uniforms(name, "frequencies")), np.int64)
    low, high = (int(end) for end in made.bounds)
    edges = np.arange(low - 1, high + 1, dtype=np.float64)
    expected = np.diff(made.cdf(edges)) * drawn.size
    common = expected >= 10
    found = np.bincount(drawn - low, minlength=expected.size)[: expected.size]
    statistic = float(((found - expected) ** 2 / np.where(common, expected, 1.0))[common].sum())
    cells = int(common.sum())
    # Wilson and Hilferty: the cube root is nearly normal; 4.9 standard deviations are exceeded once in two million.
    assert (statistic / cells) ** (1 / 3) < 1 - 2 / (9 * cells) + 4.9 * (2 / (9 * cells)) ** 0.5


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    for name in NAMES:
        for discrete in (False, True):
            made = sampler(name, discrete=discrete)
            u = some_uniforms(name, rows=999)
            whole = made.draw(u)
            apart = np.concatenate([made.draw(u[i : i + 7]) for i in range(0, 999, 7)])
            assert whole.tobytes() == apart.tobytes(), name


def test_draws_leave_the_uniforms_alone() -> None:
    for name in NAMES:
        for discrete in (False, True):
            u = some_uniforms(name, rows=50)
            before = u.copy()
            sampler(name, discrete=discrete).draw(u)
            assert (u == before).all(), name


@pytest.mark.parametrize("name", NAMES)
def test_larger_uniforms_give_larger_values(name: str) -> None:
    made = sampler(name, discrete=True)
    drawn = made.draw(np.sort(some_uniforms(name, rows=5000)))
    assert (np.diff(drawn) >= 0).all()
