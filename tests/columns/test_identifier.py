"""Identifiers that belong to nobody."""

from __future__ import annotations

import re

import numpy as np
import pytest

from fakes import bench
from manikin.columns.identifier import IDENTIFIERS, KIND
from manikin.errors import InfeasibleError
from manikin.model import DataType


def check_digit(nine: str) -> int:
    """Return the check digit by the rule as it is published, in Python's own whole numbers."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return 0 if rest == 11 else rest


def test_the_rule_holds_for_the_published_example() -> None:
    assert check_digit("401023213") == 7
    assert check_digit("943476591") == 9


def test_nhs_numbers_are_valid_and_reserved() -> None:
    numbers = bench(KIND, "nhs_number").texts(5_000)
    assert len(set(numbers)) == 5_000
    for number in numbers:
        assert re.fullmatch("999[0-9]{7}", number)
        assert check_digit(number[:9]) == int(number[9])


@pytest.mark.slow
def test_every_valid_number_of_the_range_is_there_once() -> None:
    valid = sum(check_digit(f"999{body:06}") != 10 for body in range(10**6))
    made = bench(KIND, "nhs_number")
    assert made.distinct() == valid
    texts = made.make(0, valid).to_numpy(zero_copy_only=False)
    assert len(np.unique(texts.astype("S10"))) == valid
    with pytest.raises(InfeasibleError, match=f"there are {valid:,}"):
        made.make(valid, valid + 1)


@pytest.mark.parametrize(
    ("parameters", "shape", "count"),
    [
        ("mrn", "[A-Z][0-9]{7}", 26 * 10**7),
        ({"mrn": "[A-Z]{2}[0-9]{6}"}, "[A-Z]{2}[0-9]{6}", 676 * 10**6),
        ("ods_code", "ZZ[A-HJ-NP-Z][0-9]{3}", 24_000),
    ],
)
def test_identifiers_by_pattern_do_not_repeat(parameters: object, shape: str, count: int) -> None:
    made = bench(KIND, parameters)
    texts = made.texts(2_000)
    assert all(re.fullmatch(shape, text) for text in texts)
    assert len(set(texts)) == 2_000
    assert made.distinct() == count
    assert made.rules() == []


def test_unknown_identifiers_are_told_the_nearest() -> None:
    wrong = bench(KIND, "nhs_numbr")
    (fault,) = KIND.faults(wrong.column, wrong.table, wrong.spec)
    assert (fault.rule, fault.mend) == ("IDENTIFIER01", "did you mean 'nhs_number'?")
    far = bench(KIND, "zzzz")
    (fault,) = KIND.faults(far.column, far.table, far.spec)
    assert all(name in fault.mend for name in IDENTIFIERS)
    assert far.distinct() is None


def test_patterns_are_judged_where_they_stand() -> None:
    broken = bench(KIND, {"mrn": "[A-Z]*"})
    (fault,) = KIND.faults(broken.column, broken.table, broken.spec)
    assert (fault.rule, fault.at) == ("PATTERN01", ("identifier", "mrn"))
    assert bench(KIND, {"mrn": "a?a?"}).rules() == ["PATTERN02"]
    assert bench(KIND, "nhs_number", DataType("string", max_length=9)).rules() == ["TEXT01"]
