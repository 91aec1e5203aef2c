"""Text by joining columns."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from fakes import bench
from manikin.columns.template import KIND, Placeholder, TemplateError, parse_template
from manikin.errors import InfeasibleError
from manikin.model import Column, DataType

NUMBER = Column("number", DataType("integer"), "sequence", {}, unique=True)
SIGNED = Column("signed", DataType("integer"), "sequence", {"start": -5}, unique=True)
NAME = Column("name", DataType("string"), "faker", "last_name")


def other(name: str, datatype: DataType) -> Column:
    """Return a column to be named in a template; its own kind plays no part."""
    return Column(name, datatype, "constant", "")


def test_parses_columns_padding_and_braces() -> None:
    assert parse_template("a{{{x}}}{p.y:05}{z:<8}{z:>8}") == (
        "a{",
        Placeholder("x"),
        "}",
        Placeholder("p.y", 5, zeros=True),
        Placeholder("z", 8, left=True),
        Placeholder("z", 8),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", 1),
        ("a{x", 2),
        ("{}", 1),
        ("{x!r}", 1),
        ("{x:5d}", 1),
        ("{1}", 1),
        ("{x.}", 1),
        ("a}", 2),
        ("{x:0}", 1),
    ],
)
def test_refuses_other_braces(text: str, place: int) -> None:
    with pytest.raises(TemplateError, match=f"character {place} of the template"):
        parse_template(text)


@pytest.mark.parametrize(
    ("datatype", "value", "text"),
    [
        (DataType("integer"), -12, "-12"),
        (DataType("decimal", scale=2), Decimal("-0.50"), "-0.50"),
        (DataType("decimal", scale=9), Decimal("0.000000001"), "0.000000001"),
        (DataType("decimal", scale=9), Decimal("-123.5"), "-123.500000000"),
        (DataType("float"), 2.5, "2.5"),
        (DataType("boolean"), True, "true"),
        (DataType("string"), "é", "é"),
        (DataType("date"), date(2026, 3, 1), "2026-03-01"),
        (DataType("time"), time(14, 30), "14:30:00"),
        (DataType("datetime"), datetime(2026, 3, 1, 14, 30), "2026-03-01 14:30:00"),
        (DataType("datetime", precision="ms"), datetime(2026, 3, 1, 14, 30), "2026-03-01 14:30:00.000"),
    ],
)
def test_writes_every_type(datatype: DataType, value: Any, text: str) -> None:
    made = bench(KIND, "<{x}>", others=(other("x", datatype),))
    assert made.texts(2, {"x": pa.array([value, None], datatype.arrow)}) == [f"<{text}>", None]


def test_reads_dictionaries() -> None:
    made = bench(KIND, "{x}!", others=(other("x", DataType("string")),))
    assert made.texts(3, {"x": pa.array(["a", None, "b"]).dictionary_encode()}) == ["a!", None, "b!"]


@pytest.mark.parametrize(
    ("hole", "texts"),
    [
        ("{x:05}", ["00007", "-0042", "123456"]),
        ("{x:<5}", ["7    ", "-42  ", "123456"]),
        ("{x:>5}", ["    7", "  -42", "123456"]),
        ("{x}{x}", ["77", "-42-42", "123456123456"]),
    ],
)
def test_fills_up(hole: str, texts: list[str]) -> None:
    made = bench(KIND, hole, others=(other("x", DataType("integer")),))
    assert made.texts(3, {"x": pa.array([7, -42, 123456])}) == texts


def test_names_the_columns_it_needs() -> None:
    made = bench(KIND, "{name}{number}{name}", others=(NUMBER, NAME))
    assert list(KIND.needs(made.column)) == ["name", "number"]
    assert made.rules() == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [("{", "TEMPLATE01"), ("plain", "TEMPLATE01"), ("{nmae}", "PATH01"), ("{house.name}", "PATH01")],
)
def test_finds_faults(text: str, rule: str) -> None:
    made = bench(KIND, text, others=(NUMBER, NAME))
    assert made.rules() == [rule]
    assert made.distinct() is None


def test_refuses_what_is_too_long_beforehand_or_in_the_making() -> None:
    short = DataType("string", max_length=6)
    assert bench(KIND, "{number:06}x", short, others=(NUMBER,)).rules() == ["TEXT01"]
    made = bench(KIND, "{number:03}xx", short, others=(NUMBER,))
    assert made.rules() == []
    assert made.texts(1, {"number": pa.array([1])}) == ["001xx"]
    with pytest.raises(InfeasibleError, match=r"patient\.it comes to texts of 7 characters"):
        made.texts(1, {"number": pa.array([12345])})


@pytest.mark.parametrize(
    ("text", "unique"),
    [
        ("{number}", True),
        ("MRN{number:08}", True),
        ("7{number}", True),
        ("{name}.{number}@example.org", True),
        ("{number} {name}", True),
        ("{name}-{number}", True),
        ("{name}-{signed}", False),
        ("{signed}-{name}", True),
        ("{name}_{signed:05}", True),
        ("{name}{number}", False),
        ("{number}{name}", False),
        ("{number}7{name}", False),
        ("{name}.{number}.{name}", False),
        ("{name}", False),
        ("{name}.{name}", False),
    ],
)
def test_is_unique_where_a_unique_number_can_be_read_back(text: str, unique: bool) -> None:
    assert (bench(KIND, text, others=(NUMBER, SIGNED, NAME)).distinct() is not None) == unique


PLACE = Column("place", DataType("integer"), "permutation", {"start": 10000})
UNEVEN = Column("uneven", DataType("integer"), "permutation", {"start": 1, "max": 500})


@pytest.mark.parametrize(
    ("text", "unique"),
    [
        ("{number}{place}", True),
        ("{place}{number}", True),
        ("{place}{number}{place:05}", True),
        ("{number}{place:08}", True),
        ("{number}{uneven:03}", True),
        ("{number}{uneven:02}", False),
        ("{name}{number}{place}", False),
    ],
)
def test_is_unique_where_a_number_has_a_place_of_its_own(text: str, unique: bool) -> None:
    found = bench(KIND, text, others=(NUMBER, NAME, PLACE, UNEVEN)).distinct()
    assert (found is not None) == unique


def test_a_number_of_another_width_has_no_place_of_its_own() -> None:
    plain = Column("plain", DataType("integer"), "distribution", None)
    assert bench(KIND, "{number}{plain}", others=(NUMBER, plain)).distinct() is None
    assert bench(KIND, "{plain}{uneven}", others=(plain, UNEVEN)).distinct() is None


def test_has_as_many_texts_as_its_number_has_values() -> None:
    key = Column("number", DataType("integer"), "permutation", {"start": 100, "max": 149})
    assert bench(KIND, "{name}.{number}", others=(key, NAME), key=("number",)).distinct() == 50
