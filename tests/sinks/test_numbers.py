"""Numbers as text are what Arrow writes, however they come about."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.sinks import numbers

FINITE = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), FINITE), min_size=1, max_size=40))
def test_any_floats(values: list[float | None]) -> None:
    array = pa.array(values, pa.float64())
    assert numbers.floats(array).equals(array.cast(pa.string()))


@pytest.mark.parametrize("few", [0, 3, 300])
def test_floats_of_every_size(few: int) -> None:
    """Some are whole, or so small or large that Arrow writes a power of ten: none, a few, or most."""
    rng = np.random.default_rng(7)
    values = 10.0 ** rng.uniform(-5, 10, 500) * rng.choice([-1.0, 1.0], 500)
    values[:few] = np.resize([3.0, 1e-5, 0.0, 9.9e-6, 1e10, 1.5e300, -2e-9, 123456.0], few)
    array = pa.array(values, mask=np.arange(500) % 7 == 0)
    for part in (array, array.slice(11), array.slice(3, 0)):
        assert numbers.floats(part).equals(part.cast(pa.string()))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=40))
def test_any_whole_numbers(values: list[int | None]) -> None:
    _same([*values, 0])


@pytest.mark.parametrize("width", range(1, 20))
def test_whole_numbers_of_one_width(width: int) -> None:
    rng = np.random.default_rng(width)
    low = 10 ** (width - 1) if width > 1 else 0
    high = min(10**width, 2**63) - 1
    _same([low, high, None, *rng.integers(low, high, 50, endpoint=True).tolist()])


def _same(values: list[int | None]) -> None:
    array = pa.array(values, pa.int64())
    there = [value for value in values if value is not None]
    for part in (array, array.slice(1)):
        assert numbers.whole(part, min(there), max(there)).equals(part.cast(pa.string()))
