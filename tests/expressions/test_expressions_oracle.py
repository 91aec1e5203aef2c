"""Every function and operator gives DuckDB's answers on awkward values, in any number of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from expressions.oracle import TYPES, alike, awkward, judge, said_by_duckdb, said_by_us
from manikin.expressions import FUNCTIONS
from manikin.expressions import compile as compile_sql

AGREEING = tuple((Path(__file__).parent / "agreeing.txt").read_text("utf-8").splitlines())
BATCHES = [AGREEING[start : start + 30] for start in range(0, len(AGREEING), 30)]
"""By thirties: each takes less time than a test does to begin and end."""
MANY = (
    "n + m",
    "date_sub('year', e, v)",
    "case when b then s else upper(t) end",
    "concat(s, '-', n)",
    "p * q",
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with judge(awkward(144)) as opened:
        yield opened


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: batch[0])
def test_agrees_with_duckdb(batch: tuple[str, ...], connection: duckdb.DuckDBPyConnection) -> None:
    columns = awkward(144)
    unlike = [
        (text, row, mine, other)
        for text in batch
        for row, (mine, other) in enumerate(
            zip(said_by_us(text, columns), said_by_duckdb(connection, text), strict=True)
        )
        if not alike(mine, other)
    ]
    assert not unlike


@pytest.mark.parametrize("rows", [0, 1, 1_000, 65_536])
def test_agrees_for_any_number_of_rows(rows: int) -> None:
    columns = awkward(rows)
    with judge(columns) as connection:
        for text in MANY:
            assert said_by_us(text, columns) == said_by_duckdb(connection, text), text


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: batch[0])
def test_a_row_gives_the_same_alone_sliced_and_dictionary_encoded(batch: tuple[str, ...]) -> None:
    columns = awkward(60)
    for text in batch:
        same_in_pieces(text, columns)


def same_in_pieces(text: str, columns: Mapping[str, pa.Array]) -> None:
    expression = compile_sql(text, TYPES)
    whole = expression.evaluate(columns, 60)
    pieces = [
        expression.evaluate({name: column.slice(start, size) for name, column in columns.items()}, size)
        for start, size in ((0, 1), (1, 22), (23, 0), (23, 37))
    ]
    assert pa.concat_arrays(pieces).equals(whole), text
    encoded = {
        name: column.dictionary_encode() if pa.types.is_string(column.type) else column
        for name, column in columns.items()
    }
    assert expression.evaluate(encoded, 60).equals(whole), text
    assert expression.evaluate(
        {name: pa.chunked_array([column]) for name, column in columns.items()}, 60
    ).equals(whole), text


def test_every_function_is_judged() -> None:
    together = " ".join(AGREEING)
    assert not [name for name in FUNCTIONS if f"{name}(" not in together]


NEW_LETTERS = frozenset(
    (0x19B, 0x264, 0x277, 0x27C, 0x1C89, 0x1C8A, 0xAB4B, 0xAB4C, 0xAB6C, 0xAB6D)
) | frozenset((*range(0xA7CB, 0xA7E3), *range(0x10D50, 0x10D86)))
"""Letters whose capitals came with Unicode 16 and 17, which Arrow knows and DuckDB does not yet."""


def test_capitals_agree_for_every_character() -> None:
    letters = [chr(code) for code in range(1, 0x11000) if not 0xD800 <= code < 0xE000]
    columns = awkward(0) | {"s": pa.array(letters)}
    expressions = [
        compile_sql(f"{name}(s)", TYPES).evaluate(columns, len(letters)).to_pylist()
        for name in ("upper", "lower")
    ]
    with judge({"s": columns["s"]}) as connection:
        for ours, name in zip(expressions, ("upper", "lower"), strict=True):
            theirs = said_by_duckdb(connection, f"{name}(s)")
            assert [
                (a, b, c)
                for a, b, c in zip(letters, ours, theirs, strict=True)
                if b != c and ord(a) not in NEW_LETTERS
            ] == []


def test_floats_are_written_as_duckdb_writes_them() -> None:
    values = [
        sign * base * 10.0**power
        for sign in (1, -1)
        for base in (1.0, 1.5, 9.999, 1 / 3)
        for power in range(-20, 25)
    ]
    columns = awkward(0) | {"x": pa.array(values)}
    ours = compile_sql("cast(x as text)", TYPES).evaluate(columns, len(values)).to_pylist()
    with judge({"x": columns["x"]}) as connection:
        assert ours == said_by_duckdb(connection, "cast(x as text)")
