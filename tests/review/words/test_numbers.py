"""Numbers for people: each is written in one way, and what is subtracted is what is shown."""

from __future__ import annotations

import doctest
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manikin.review.words import numbers


def test_examples_in_the_module() -> None:
    assert doctest.testmod(numbers).failed == 0


@pytest.mark.parametrize(
    ("share", "places", "said"),
    [
        (0.3, 0, "30"),
        (Fraction(1, 3), 0, "33"),
        (0.125, 0, "13"),
        (0.125, 1, "12.5"),
        (0.004, 0, "0.4"),
        (0.0004, 0, "under 0.1"),
        (0.999, 0, "99.9"),
        (0.99999, 0, "over 99.9"),
        (0, 1, "0"),
        (1, 0, "100"),
    ],
)
def test_of_every_100(share: float, places: int, said: str) -> None:
    assert numbers.of_100(share, places) == said


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_difference_is_that_of_the_figures_shown(old: int, new: int) -> None:
    before, after, apart = numbers.apart(Fraction(old, 10**6), Fraction(new, 10**6))
    shown = [Decimal(text.replace(",", "")) for text in (before, after, apart)]
    assert shown[1] - shown[0] == shown[2]
    assert (old == new) == (apart == "0")


@given(st.floats(0.0, 1.0))
def test_something_is_never_shown_as_nothing_nor_most_as_all(share: float) -> None:
    said = numbers.of_100(share)
    assert (said == "0") == (share == 0)
    assert (said == "100") == (share == 1)


def test_days_and_times() -> None:
    assert numbers.day(date(2026, 11, 24)) == "24 November 2026"
    assert numbers.moment(datetime(2026, 11, 24)) == "24 November 2026"
    assert numbers.moment(datetime(2026, 11, 24, 17, 30)) == "24 November 2026, 5:30pm"
    clocks = [time(0), time(0, 5), time(11), time(12), time(12, 30), time(23, 59, 1)]
    assert [numbers.clock(at) for at in clocks] == [
        "midnight",
        "12:05am",
        "11am",
        "midday",
        "12:30pm",
        "11:59:01pm",
    ]


def test_lists() -> None:
    assert [numbers.listed(list(word)) for word in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert numbers.some(list("abcdefg"), 3) == "a, b, c and 4 more"
    assert [numbers.plural(n, "row") for n in (0, 1, 1200)] == ["0 rows", "1 row", "1,200 rows"]
