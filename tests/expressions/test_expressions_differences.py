"""Where we differ from DuckDB on purpose, and what happens to a row without an answer."""

from __future__ import annotations

import time
from datetime import date

import duckdb
import pyarrow as pa
import pytest

from expressions.oracle import TYPES, awkward
from manikin.expressions import EvaluationError
from manikin.expressions import compile as compile_sql

CANARY = "SMITH"


def answer(text: str, **columns: pa.Array) -> list[object]:
    rows = len(next(iter(columns.values())))
    scope = {name: column.type for name, column in columns.items()}
    return list(compile_sql(text, scope).evaluate(columns, rows).to_pylist())


def duck(text: str) -> object:
    return duckdb.connect().execute(f"SELECT {text}").fetchall()[0][0]


INTS = pa.array([2**63 - 1, -(2**63), 0])
NO_ANSWER = (
    ("n / 0", INTS),
    ("n // (n - n)", INTS),
    ("n % (n - n)", INTS),
    ("n + n", INTS),
    ("n * 2", INTS),
    ("-n", INTS),
    ("abs(n)", INTS),
    ("CAST(n AS INT)", INTS),
    ("CAST(n AS DECIMAL(5, 1))", INTS),
    ("sqrt(n)", INTS),
    ("DATE '2026-01-01' + INTERVAL (n) DAY", INTS),
    ("make_date(2023, 2, n)", pa.array([29])),
    ("make_date(n, 1, 1)", pa.array([10_000])),
    ("n * 1e308", pa.array([1e10])),
    ("CAST(n AS BIGINT)", pa.array([1e19])),
    ("CAST(n AS DECIMAL(4, 2))", pa.array([100.0])),
    ("CAST(n AS BIGINT)", pa.array([CANARY])),
    ("CAST(n AS DOUBLE)", pa.array([CANARY])),
    ("CAST(n AS DOUBLE)", pa.array(["inf"])),
    ("CAST(n AS DECIMAL(9, 2))", pa.array([CANARY])),
    ("CAST(n AS DATE)", pa.array([CANARY])),
    ("CAST(n AS DATE)", pa.array(["2023-02-30"])),
    ("CAST(n AS TIMESTAMP)", pa.array([CANARY])),
    ("CAST(n AS TIME)", pa.array([CANARY])),
    ("CAST(n AS BOOLEAN)", pa.array([CANARY])),
    ("n || n", pa.array(["é" * 2_049])),
    ("concat(n, n, n, n, n, n, n, n)", pa.array(["x" * 4_096])),
    ("n", pa.array(["x" * 4_097])),
    ("n + 1", pa.array([date(9999, 12, 31)])),
)


@pytest.mark.parametrize(("text", "values"), NO_ANSWER)
def test_a_row_without_an_answer_is_an_error_without_values(text: str, values: pa.Array) -> None:
    with pytest.raises(EvaluationError) as caught:
        answer(text, n=values)
    assert caught.value.rule == "SQL07"
    assert f"`{text}`" in caught.value.message
    assert CANARY not in caught.value.message + caught.value.mend
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_duckdb_gives_infinity_where_we_refuse() -> None:
    assert duck("1 / 0") == float("inf")
    assert duck("1e308 * 10") == float("inf")


def test_what_is_not_chosen_needs_no_answer() -> None:
    n = pa.array([0, 2, None])
    assert answer("CASE WHEN n <> 0 THEN 10 / n ELSE 0 END", n=n) == [0.0, 5.0, 0.0]
    assert answer("if(n = 0, NULL, 10 // n)", n=n) == [None, 5, None]
    assert answer("coalesce(nullif(n, 0), 10 // (n - 2), -1)", n=n) == [-5, 2, -1]
    assert answer("10 / nullif(n, 0)", n=n) == [None, 5.0, None]


def test_and_looks_right_only_where_left_is_open_where_duckdb_fails() -> None:
    assert answer("n <> 0 AND 10 // n > 1", n=pa.array([0, 2])) == [False, True]
    assert answer("n = 0 OR 10 // n > 1", n=pa.array([0, 2])) == [True, True]
    with duckdb.connect() as connection, pytest.raises(duckdb.Error):
        connection.execute("SELECT n <> 0 AND 10 // n > 1 FROM (VALUES (0), (2)) AS t(n)").fetchall()


def test_whole_numbers_have_64_bits_where_duckdb_overflows() -> None:
    assert answer("2147483647 + 1 + n", n=pa.array([0])) == [2_147_483_648]
    with pytest.raises(duckdb.Error):
        duck("2147483647 + 1")


@pytest.mark.parametrize("text", [" 12 ", "1e3", "0x1F", "1_000", "1.5", "+5"])
def test_cast_reads_whole_numbers_in_one_form_where_duckdb_reads_many(text: str) -> None:
    assert isinstance(duck(f"CAST('{text}' AS BIGINT)"), int)
    with pytest.raises(EvaluationError):
        answer("CAST(s AS BIGINT)", s=pa.array([text]))


@pytest.mark.parametrize("text", ["2020-1-5", "2020-01-05 10:00", "infinity"])
def test_cast_reads_iso_dates_only_where_duckdb_reads_more(text: str) -> None:
    duckdb.connect().execute(f"SELECT CAST('{text}' AS DATE)")
    with pytest.raises(EvaluationError):
        answer("CAST(s AS DATE)", s=pa.array([text]))


def test_dates_end_with_the_year_9999_where_duckdb_goes_on() -> None:
    assert duck("CAST(DATE '9999-12-31' + 1 AS TEXT)") == "10000-01-01"


def test_nested_choices_stay_fast() -> None:
    """Neither compiling nor failing rows may double the work at every level."""
    sums = "+".join(["n"] * 60)
    cases = "CASE " * 20 + "n" + " WHEN 1 THEN 1 WHEN 2 THEN 3 END" * 20
    nested = "".join(f"if(n <> {level}, " for level in range(20)) + "1 / (n - 30)" + ", 0)" * 20
    begun = time.perf_counter()
    for text in (sums, cases, nested):
        expression = compile_sql(text, {"n": pa.int64()})
        try:
            expression.evaluate({"n": pa.array(range(40))}, 40)
        except EvaluationError:
            assert text == nested
    assert time.perf_counter() - begun < 5


def test_a_value_that_only_the_dictionary_holds_does_no_harm() -> None:
    encoded = pa.DictionaryArray.from_arrays(pa.array([0] * 50), pa.array(["1", CANARY]))
    expression = compile_sql("CAST(s AS BIGINT)", {"s": encoded.type})
    assert expression.evaluate({"s": encoded}, 50).to_pylist() == [1] * 50


def test_missing_values_of_a_dictionary_have_their_answer() -> None:
    encoded = pa.array(["a", None] * 20).dictionary_encode()
    expression = compile_sql("coalesce(s, 'none') || '!'", {"s": pa.string()})
    assert expression.evaluate({"s": encoded}, 40).to_pylist() == ["a!", "none!"] * 20


def test_no_rows_give_an_empty_array_of_the_type() -> None:
    found = compile_sql("n / 0 > 1 OR b", TYPES).evaluate(awkward(0), 0)
    assert (found.type, len(found)) == (pa.bool_(), 0)


def test_a_constant_fills_every_row() -> None:
    assert answer("'x'", n=pa.array([1, 2])) == ["x", "x"]
    assert answer("CAST(NULL AS DATE)", n=pa.array([1, 2])) == [None, None]
