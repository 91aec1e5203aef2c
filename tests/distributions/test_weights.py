"""Weights become shares that are exact to 2**-52, at any number and steepness of them."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributions.families import some_uniforms
from manikin.distributions.weights import Weights

U = some_uniforms("weights", rows=5000)
EDGES = np.array([2.0**-53, 0.5 - 2.0**-53, 0.5 + 2.0**-53, 1 - 2.0**-53])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60).filter(any))
def test_draws_agree_with_a_search(weights: list[int]) -> None:
    picks = Weights(weights)
    u = np.concatenate([U, EDGES])
    codes = picks.draw(u)
    expected = np.searchsorted(picks.cumulative, u, side="right")
    np.testing.assert_array_equal(codes, expected)
    assert codes.dtype == np.int32
    assert all(weights[code] > 0 for code in np.unique(codes))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60).filter(any))
def test_shares_are_exact(weights: list[int]) -> None:
    total = sum(weights)
    exact = [sum(weights[: k + 1]) / total for k in range(len(weights))]
    assert np.abs(Weights(weights).cumulative - exact).max() <= 2.0**-52


def test_many_and_steep_weights() -> None:
    for weights in (np.arange(1.0, 1e5) ** -1.1, 2.0 ** -np.arange(900.0), np.r_[np.full(5000, 1e-9), 1.0]):
        picks = Weights(weights)
        np.testing.assert_array_equal(picks.draw(U), np.searchsorted(picks.cumulative, U, side="right"))


def test_scaling_makes_no_difference() -> None:
    np.testing.assert_array_equal(Weights([1, 2, 5]).draw(U), Weights([2, 4, 10]).draw(U))
    np.testing.assert_array_equal(
        Weights([Decimal("0.25"), Decimal("0.75")]).draw(U), Weights([1, 3]).draw(U)
    )


@pytest.mark.parametrize("count", [1, 2, 5, 9, 300])
def test_what_is_left_of_a_uniform_is_uniform(count: int) -> None:
    picks = Weights(np.arange(1.0, count + 1))
    codes, rest = picks.split(some_uniforms("rest", rows=100_000))
    assert rest.min() > 0
    assert rest.max() < 1
    for code in range(0, count, max(count // 3, 1)):
        inside = np.sort(rest[codes == code])
        if inside.size > 200:
            gap = np.abs(inside - (np.arange(inside.size) + 0.5) / inside.size).max()
            assert gap * np.sqrt(inside.size) < 2.7


@pytest.mark.parametrize("weights", [[], [0], [0, 0.0], [1, -1], [1, float("nan")], [float("inf")]])
def test_what_cannot_be_shares(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Weights(weights)
