"""Whole numbers in order."""

from __future__ import annotations

import pytest

from fakes import bench
from manikin.columns.sequence import KIND
from manikin.errors import InfeasibleError


def test_counts_from_one() -> None:
    assert bench(KIND, {}).texts(4) == [1, 2, 3, 4]


def test_counts_by_steps_in_either_direction() -> None:
    assert bench(KIND, {"start": 100, "step": -7}).texts(3) == [100, 93, 86]


def test_has_the_type_of_whole_numbers() -> None:
    made = bench(KIND, {"start": 5})
    assert made.make(0, 3).type == made.column.type.arrow


def test_refuses_a_step_of_nought() -> None:
    assert bench(KIND, {"step": 0}).rules() == ["SEQUENCE01"]


def test_refuses_numbers_that_are_not_exact_elsewhere() -> None:
    assert bench(KIND, {"start": 2**53 - 998}, rows=1000).rules() == ["SEQUENCE01"]
    fitting = bench(KIND, {"start": 2**53 - 999}, rows=1000)
    assert fitting.rules() == []
    assert fitting.distinct() == 1000
    with pytest.raises(InfeasibleError, match="row 1,001"):
        fitting.make(1000, 1001)


def test_counts_down_as_far() -> None:
    assert bench(KIND, {"start": 0, "step": -2}).distinct() == 2**52 + 1
