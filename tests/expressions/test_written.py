"""Numbers as text: the same as Python writes them, value by value."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from distributions.families import some_uniforms
from manikin.expressions import written

EDGES = [
    0.0,
    -0.0,
    1.0,
    1e-4,
    9.999999999999999e-05,
    1e-5,
    1e-6,
    5e-324,
    1e15,
    9999999999999998.0,
    1e16,
    1.5e16,
]
EDGES += [1e22, 1e100, 1.7976931348623157e308, -2.5e-05, -3e-300, -1e300, 123456789012345680.0, 0.1 + 0.2]


def some_floats() -> list[float]:
    """Floats of every size: random bits, and powers of ten."""
    u = some_uniforms("written", rows=4000)
    bits = (some_uniforms("bits", rows=4000) * 2.0**63).astype(np.int64).view(np.float64)
    found = np.concatenate([bits, -(10.0 ** (40 * u - 20)), np.round(10.0 ** (20 * u)), 100 * u])
    return [*EDGES, *found[np.isfinite(found)].tolist()]


def test_floats_are_written_as_python_writes_them() -> None:
    values = some_floats()
    assert written.floats(pa.array(values)).to_pylist() == list(map(repr, values))


def test_missing_floats_stay_missing() -> None:
    assert written.floats(pa.array([None, 1e-7, None, 2.0])).to_pylist() == [None, "1e-07", None, "2.0"]
    assert written.floats(pa.array([None], pa.float64())).to_pylist() == [None]
    assert written.floats(pa.array([], pa.float64())).to_pylist() == []
    assert written.floats(pa.array([1.0, 2.0, 3.0])[1:]).to_pylist() == ["2.0", "3.0"]


@pytest.mark.parametrize("scale", [0, 2, 6, 7, 19, 38])
def test_decimals_are_written_plainly(scale: int) -> None:
    units = [0, 1, -1, 9, -10, 10**scale - 1, -(10 ** min(scale, 37)), 10**37, -(10**37) + 1, 123456789]
    values = [Decimal(f"{unit}E-{scale}") for unit in units]
    array = pa.array([None, *values], pa.decimal128(38, scale))
    assert written.decimals(array).to_pylist() == [None, *(f"{value:f}" for value in values)]


@pytest.mark.parametrize("value", [1e-7, 0.0, None, -1e20])
def test_one_value_is_written_as_a_row_is(value: float | None) -> None:
    assert written.floats(pa.scalar(value, pa.float64())).as_py() == (None if value is None else repr(value))


@pytest.mark.parametrize("value", ["0.00000001", "-0.00000001", "0E-8", "12.5", None])
def test_one_decimal_is_written_as_a_row_is(value: str | None) -> None:
    kind = pa.decimal128(20, 8)
    scalar = pa.scalar(None if value is None else Decimal(value), kind)
    row = written.decimals(pa.array([scalar.as_py()], kind))[0]
    assert (
        written.decimals(scalar).as_py() == row.as_py() == (None if value is None else f"{scalar.as_py():f}")
    )
