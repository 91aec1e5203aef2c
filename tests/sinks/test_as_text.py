"""Values as text."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manikin.sinks.as_text import as_text, offset_minutes


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)))
def test_whole_numbers(values: list[int | None]) -> None:
    assert as_text(pa.array(values, pa.int64())).to_pylist() == [v if v is None else str(v) for v in values]


@given(st.lists(st.none() | st.integers(-50, 50), min_size=300, max_size=400))
def test_whole_numbers_of_a_narrow_range(values: list[int | None]) -> None:
    assert as_text(pa.array(values, pa.int64())).to_pylist() == [v if v is None else str(v) for v in values]


@given(st.integers(0, 12), st.lists(st.none() | st.integers(-(10**18) + 1, 10**18 - 1)))
def test_decimals_have_all_digits_of_their_scale(scale: int, units: list[int | None]) -> None:
    values = [None if unit is None else Decimal(unit).scaleb(-scale) for unit in units]
    array = pa.array(values, pa.decimal128(18, scale))
    assert as_text(array).to_pylist() == [None if value is None else f"{value:.{scale}f}" for value in values]


@pytest.mark.parametrize("scale", [0, 1, 6, 12])
def test_decimals_of_a_narrow_range(scale: int) -> None:
    values = [Decimal(number % 40 - 20).scaleb(-scale) for number in range(1_000)]
    array = pa.array([None, *values], pa.decimal128(18, scale)).slice(1)
    assert as_text(array).to_pylist() == [f"{value:.{scale}f}" for value in values]


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)))
def test_floats_come_back_as_they_were_and_no_zero_has_a_sign(values: list[float | None]) -> None:
    texts = as_text(pa.array(values, pa.float64())).to_pylist()
    assert [None if text is None else float(text) for text in texts] == values
    assert "-0" not in texts


def test_truth() -> None:
    assert as_text(pa.array([True, None, False])).to_pylist() == ["true", None, "false"]


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (pa.array([19_531], pa.date32()), ["2023-06-23"]),
        (pa.array([1_719_049_790, None], pa.timestamp("s")), ["2024-06-22 09:49:50", None]),
        (pa.array([1_719_049_790_005], pa.timestamp("ms")), ["2024-06-22 09:49:50.005"]),
        (pa.array([-1], pa.timestamp("us")), ["1969-12-31 23:59:59.999999"]),
        (pa.array([0], pa.timestamp("s", "UTC")), ["1970-01-01 00:00:00Z"]),
        (pa.array([0], pa.timestamp("ms", "+05:30")), ["1970-01-01 05:30:00.000+05:30"]),
        (pa.array([0], pa.timestamp("s", "-00:30")), ["1969-12-31 23:30:00-00:30"]),
        (pa.array([3_723], pa.time32("s")), ["01:02:03"]),
        (pa.array([3_723_000_004], pa.time64("us")), ["01:02:03.000004"]),
    ],
)
def test_moments_are_iso(array: pa.Array, texts: list[str]) -> None:
    assert as_text(array).to_pylist() == texts


def test_a_format_of_a_zoned_datetime_shows_its_own_clock() -> None:
    assert as_text(pa.array([0], pa.timestamp("s", "+01:00")), "%H:%M").to_pylist() == ["01:00"]


def test_offsets() -> None:
    assert [offset_minutes(zone) for zone in ("UTC", "+05:30", "-01:00")] == [0, 330, -60]


def test_the_text_of_a_value_does_not_depend_on_its_neighbours() -> None:
    numbers = np.random.default_rng(3).integers(-500, 500, 2_000)
    whole = as_text(pa.array(numbers))
    parts = pa.concat_arrays([as_text(pa.array(part)) for part in np.array_split(numbers, 400)])
    assert whole.equals(parts)
