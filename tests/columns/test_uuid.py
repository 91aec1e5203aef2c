"""Universally unique identifiers."""

from __future__ import annotations

import uuid

import numpy as np
import pytest

from fakes import bench
from manikin.columns.uuid import KIND, distinct_bits
from manikin.model import DataType


def test_has_the_layout_of_version_four() -> None:
    for text in bench(KIND, {}).texts(2_000):
        read = uuid.UUID(text)
        assert (read.version, read.variant, str(read)) == (4, uuid.RFC_4122, text)


def test_does_not_repeat() -> None:
    made = bench(KIND, {})
    assert len(set(made.texts(20_000))) == 20_000
    assert made.distinct() == 2**62


@pytest.mark.parametrize("start", [0, 2**53, 2**62 - 5_000])
def test_the_last_62_bits_alone_do_not_repeat(start: int) -> None:
    found = distinct_bits(0x9E3779B97F4A7C15, np.arange(start, start + 5_000))
    assert len(np.unique(found)) == 5_000
    assert int(found.max()) < 2**62


def test_every_bit_is_set_in_half_of_the_rows() -> None:
    n = 100_000
    found = distinct_bits(77, np.arange(n))
    for bit in range(62):
        share = np.count_nonzero(found >> np.uint64(bit) & np.uint64(1)) / n
        assert abs(share - 0.5) < 5 * 0.5 / n**0.5


def test_other_seeds_and_rows_give_others() -> None:
    texts = {text for seed in range(5) for text in bench(KIND, {}, seed=seed).texts(200)}
    assert len(texts) == 1_000


def test_needs_36_characters() -> None:
    assert bench(KIND, {}, DataType("string", max_length=32)).rules() == ["TEXT01"]
    assert bench(KIND, {}, DataType("string", max_length=36)).rules() == []
