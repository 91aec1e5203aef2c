"""Whole numbers without repeats and without order."""

from __future__ import annotations

import numpy as np
import pytest

from fakes import bench
from manikin.columns.permutation import KIND
from manikin.errors import InfeasibleError


def test_takes_every_number_of_the_range_once() -> None:
    made = bench(KIND, {"start": 5, "max": 1004}).texts(1000)
    assert sorted(made) == list(range(5, 1005))
    assert made != sorted(made)


@pytest.mark.parametrize(("start", "last"), [(1, 9), (0, 9), (10, 99), (100000, 999999), (2**53 - 5, 2**53)])
def test_range_without_max_ends_with_the_same_digits(start: int, last: int) -> None:
    assert bench(KIND, {"start": start}, rows=1).distinct() == last - start + 1


def test_tells_to_write_max() -> None:
    small = bench(KIND, {}, rows=1000)
    fault = next(iter(KIND.faults(small.column, small.table, small.spec)))
    assert fault.rule == "PERMUTATION02"
    assert "1,000 rows" in fault.message
    assert "which are 9" in fault.message
    assert fault.mend == "write the largest number that is wanted, such as `max: 99999`"


def test_refuses_an_empty_range() -> None:
    assert bench(KIND, {"start": 5, "max": 4}).rules() == ["PERMUTATION01"]


def test_never_repeats_beyond_the_range() -> None:
    with pytest.raises(InfeasibleError, match=r"patient\.it: 10 rows need distinct values, and there are 9"):
        bench(KIND, {}).make(0, 10)


def test_another_seed_gives_another_order() -> None:
    orders = [tuple(bench(KIND, {"start": 100000}, seed=seed).texts(50)) for seed in range(3)]
    assert len(set(orders)) == 3


def test_neighbours_are_not_correlated() -> None:
    made = bench(KIND, {"start": 100000}).make(0, 20_000).to_numpy()
    assert abs(np.corrcoef(made[:-1], made[1:])[0, 1]) < 0.04
