"""Keys, uniforms and permutations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manikin.randomness import Permutation, bits, child_addresses, row_addresses, stream_key, uniforms

ROWS = 200_000
LIMIT = 5.5 / ROWS**0.5
"""A correlation of independent uniforms is further from 0 than this once in 20 million times."""


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def stream(*names: str, seed: int = 1) -> np.ndarray:
    return uniforms(stream_key(seed, *names), row_addresses(np.arange(ROWS)))


def test_names_are_kept_apart() -> None:
    assert stream_key(1, "ab", "c") != stream_key(1, "a", "bc")
    assert stream_key(1, "a") != stream_key(11, "a")


def test_known_bits_stay() -> None:
    """These bits are part of the output's definition: a change here changes every dataset."""
    assert stream_key(1, "patient", "sex", "value") == GOLDEN_KEY
    assert bits(7, row_addresses(np.arange(3))).tolist() == GOLDEN_BITS


GOLDEN_KEY = 1357756676341172199
GOLDEN_BITS = [1346066267577507604, 7191089600892374487, 309689372594955804]


def test_uniforms_are_odd_multiples_of_two_to_the_minus_53() -> None:
    u = stream("t", "c")
    scaled = u * 2.0**53
    assert (scaled % 2 == 1).all()
    assert u.min() > 0
    assert u.max() < 1
    assert (1 - u + u == 1).all()


def test_uniforms_fill_the_interval() -> None:
    counts = np.bincount((stream("t", "c") * 1000).astype(int), minlength=1000)
    expected = ROWS / 1000
    assert ((counts - expected) ** 2 / expected).sum() < 1000 + 6 * (2000**0.5)


@pytest.mark.parametrize("lag", [1, 2, 3, 7, 64])
def test_neighbouring_rows_are_uncorrelated(lag: int) -> None:
    u = stream("t", "c")
    assert abs(correlation(u[:-lag], u[lag:])) < LIMIT


@pytest.mark.parametrize(
    "other", [("t", "d", "value"), ("s", "c", "value"), ("t", "c", "missing"), ("t", "c", "value, attempt 2")]
)
def test_other_columns_tables_and_purposes_are_uncorrelated(other: tuple[str, ...]) -> None:
    assert abs(correlation(stream("t", "c", "value"), stream(*other))) < LIMIT


def test_seeds_next_to_each_other_are_uncorrelated() -> None:
    assert abs(correlation(stream("t", "c", seed=1), stream("t", "c", seed=2))) < LIMIT


def test_children_are_uncorrelated_with_their_parents_and_siblings() -> None:
    parents = row_addresses(np.repeat(np.arange(ROWS // 2), 2))
    children = child_addresses(parents, np.tile(np.arange(2), ROWS // 2))
    key = stream_key(1, "t", "c", "value")
    u = uniforms(key, children)
    assert np.unique(children).size == ROWS
    assert abs(correlation(u[::2], u[1::2])) < LIMIT
    assert abs(correlation(u, uniforms(key, parents))) < LIMIT


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 63, 64, 65, 1000, 4095, 4096, 4097, 65_537])
def test_permutations_are_bijective_on_awkward_domains(size: int) -> None:
    sent = Permutation(stream_key(3, "p"), size).of(np.arange(size))
    assert np.array_equal(np.sort(sent), np.arange(size))


@given(st.integers(1, 2**62), st.integers(0, 2**64 - 1))
def test_permutations_stay_inside_any_domain(size: int, key: int) -> None:
    positions = np.unique(np.linspace(0, size - 1, 20).astype(np.int64).clip(0, size - 1))
    sent = Permutation(key, size).of(positions)
    assert sent.min() >= 0
    assert sent.max() < size
    assert np.unique(sent).size == positions.size


def test_permutations_are_not_in_order() -> None:
    sent = Permutation(stream_key(3, "p"), ROWS).of(np.arange(ROWS))
    assert abs(correlation(sent, np.arange(ROWS))) < LIMIT
    assert abs(correlation(sent[:-1], sent[1:])) < LIMIT


@pytest.mark.parametrize("size", [0, -1, 2**62 + 1])
def test_permutations_of_impossible_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="permutation"):
        Permutation(1, size)
