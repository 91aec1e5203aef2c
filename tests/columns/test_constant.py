"""The same value in every row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fakes import bench
from manikin.columns.constant import KIND
from manikin.columns.values import plain_array
from manikin.model import DataType

VALUES: list[tuple[DataType, Any, Any]] = [
    (DataType("integer"), 7, 7),
    (DataType("decimal", scale=2), 1.5, Decimal("1.50")),
    (DataType("float"), -0.0, 0.0),
    (DataType("boolean"), False, False),
    (DataType("string"), "GB", "GB"),
    (DataType("date"), "2026-03-01", date(2026, 3, 1)),
]


@pytest.mark.parametrize(("datatype", "written", "value"), VALUES)
def test_repeats_the_value(datatype: DataType, written: Any, value: Any) -> None:
    made = bench(KIND, written, datatype)
    assert made.rules() == []
    assert plain_array(made.make(0, 3)).type == datatype.arrow
    assert str(made.texts(3)) == str([value] * 3)


def test_takes_a_constant_of_the_specification() -> None:
    made = bench(KIND, "extract", DataType("date"), constants={"extract": "2026-03-01"})
    assert made.rules() == []
    assert made.texts(1) == [date(2026, 3, 1)]


def test_refuses_a_value_of_another_type() -> None:
    made = bench(KIND, "seven", DataType("integer"))
    (fault,) = KIND.faults(made.column, made.table, made.spec)
    assert fault.rule == "CONSTANT01"
    assert "not a whole number" in fault.message
    assert "seven" not in fault.message


def test_a_second_row_would_repeat_it() -> None:
    assert bench(KIND, 7, DataType("integer")).distinct() == 1
