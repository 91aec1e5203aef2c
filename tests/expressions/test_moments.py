"""The civil calendar against Python's own."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from manikin.expressions import moments

EPOCH = date(1970, 1, 1)


@pytest.mark.parametrize(("first", "last"), [(-719_162, 2_932_896), (-62_091, 84_005)])
def test_days_are_the_dates_that_python_says(first: int, last: int) -> None:
    days = np.unique(np.linspace(first, last, 20_000).astype(np.int64))
    dates = [date.fromordinal(int(day) + EPOCH.toordinal()) for day in days]
    year, month, day = moments.civil(days)
    assert year.tolist() == [found.year for found in dates]
    assert month.tolist() == [found.month for found in dates]
    assert day.tolist() == [found.day for found in dates]
    assert moments.day_number(year, month, day).tolist() == days.tolist()
    assert moments.weekday(days).tolist() == [found.weekday() for found in dates]


def test_the_listed_days_are_those_that_are_computed() -> None:
    days = np.arange(-800_000, 3_000_000, 7)
    alone = [
        np.concatenate([moments.civil(days[place : place + 1])[part] for place in range(0, len(days), 5_000)])
        for part in range(3)
    ]
    for part, found in zip(moments.civil(days), alone, strict=True):
        assert part[::5_000].tolist() == found.tolist()


def test_months_have_their_lengths() -> None:
    years = np.array([1900, 2000, 2023, 2024])
    assert moments.month_length(years, np.full(4, 2)).tolist() == [28, 29, 28, 29]
