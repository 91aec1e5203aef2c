"""Text by patterns as a column."""

from __future__ import annotations

import re

import pytest

from fakes import bench
from manikin.columns.pattern import KIND
from manikin.errors import InfeasibleError
from manikin.model import DataType

NOTE = "(Home|Ward [A-F][0-9]{1,2})"


def test_draws_texts_of_the_pattern() -> None:
    texts = bench(KIND, NOTE).texts(500)
    assert all(re.fullmatch(NOTE, text) for text in texts)
    assert len(set(texts)) < 500


def test_unique_texts_do_not_repeat() -> None:
    made = bench(KIND, NOTE, unique=True)
    assert made.distinct() == 661
    assert len(set(made.texts(661))) == 661


def test_the_only_key_column_is_unique() -> None:
    assert len(set(bench(KIND, "[A-Z]{2}", key=("it",)).texts(676))) == 676


def test_part_of_a_composite_key_may_repeat() -> None:
    assert len(set(bench(KIND, "[A-Z]", key=("it", "other")).texts(100))) < 100


def test_never_repeats_beyond_the_texts() -> None:
    with pytest.raises(InfeasibleError, match="there are 676"):
        bench(KIND, "[A-Z]{2}", unique=True).make(600, 677)


def test_unique_texts_do_not_depend_on_the_rows() -> None:
    few, many = (bench(KIND, "[a-z0-9]{20}", unique=True, rows=rows).texts(50) for rows in (50, 10**6))
    assert few == many
    assert len(set(few)) == 50


def test_tells_the_character_and_a_way_out() -> None:
    broken = bench(KIND, "[A-Z]+")
    (fault,) = KIND.faults(broken.column, broken.table, broken.spec)
    assert fault.rule == "PATTERN01"
    assert fault.message.startswith("character 6 of the pattern: `+` has no upper end")
    assert "{1,20}" in fault.mend
    assert fault.at == ("pattern",)
    assert broken.distinct() is None


def test_refuses_texts_longer_than_the_column() -> None:
    assert bench(KIND, NOTE, DataType("string", max_length=7)).rules() == ["TEXT01"]
    assert bench(KIND, NOTE, DataType("string", max_length=8)).rules() == []


def test_refuses_unique_texts_that_can_be_written_twice() -> None:
    assert bench(KIND, "[0-9]{1,2}[0-9]?").rules() == []
    twice = bench(KIND, "[0-9]{1,2}[0-9]?", unique=True)
    (fault,) = KIND.faults(twice.column, twice.table, twice.spec)
    assert fault.rule == "PATTERN02"
    assert "'00'" in fault.message
    assert twice.distinct() is None


def test_refuses_unique_texts_that_cannot_be_numbered() -> None:
    assert bench(KIND, "[a-z]{0,40}", unique=True).rules() == ["PATTERN02"]
    assert bench(KIND, "[a-z]{10,40}", unique=True).rules() == []


def test_refuses_unique_texts_that_are_too_intricate_to_judge() -> None:
    made = bench(KIND, "[a-d]{0,490}([ab][a-d]{490}|[cd][a-d]{490}e)", unique=True)
    (fault,) = KIND.faults(made.column, made.table, made.spec)
    assert fault.rule == "PATTERN02"
    assert "too intricate" in fault.message
