"""Whatever text comes, the gate refuses it or returns a tree; and what passes, DuckDB reads alike."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from expressions.oracle import TYPES, alike, awkward, judge, said_by_duckdb, said_by_us
from manikin.expressions import ExpressionError, gate
from manikin.expressions import compile as compile_sql
from strategies import examples

PIECES = (
    "a b1 patient.x \"q\" 1 2.5 1e3 'x' 'it''s' NULL TRUE ( ) , . + - * / // % = <> < >= || :: AND OR NOT IN IS LIKE "
    "BETWEEN CASE WHEN THEN ELSE END CAST AS INT DATE INTERVAL DAY upper concat date_sub extract FROM coalesce random "
    "SELECT ; -- /* $1 ? [ ] { } -> := @ # ~ ! ^ & | \\ ' \" \n \x00 é 日"
).split(" ")


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["", " "]))
def test_fuzz_of_pieces_ends_in_a_refusal_or_a_tree(pieces: list[str], glue: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(gate.parse(glue.join(pieces)), exp.Expr)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=40))
def test_fuzz_of_any_text_ends_in_a_refusal_or_an_expression(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        compile_sql(text, TYPES)


LEAVES = st.sampled_from(
    ["n", "m", "2", "7", "x", "p", "1.5", "-n", "- m", "(n + 1)", "n::double", "-m::double"]
)
SIGNS = st.sampled_from([" + ", " - ", " * ", " / ", " % ", " // ", "*", "-", "+"])


@settings(max_examples=examples(80), deadline=None)
@given(parts=st.lists(st.tuples(LEAVES, SIGNS), min_size=2, max_size=5), last=LEAVES)
def test_chains_of_signs_bind_as_in_duckdb(
    connection: duckdb.DuckDBPyConnection, parts: list[tuple[str, str]], last: str
) -> None:
    text = "".join(leaf + sign for leaf, sign in parts) + last
    _agrees_if_accepted(text, connection)


CONDITIONS = st.sampled_from(
    [
        "b",
        "c",
        "n = 1",
        "n > m",
        "n IS NULL",
        "n IN (1, 7)",
        "m BETWEEN 1 AND 5",
        "s LIKE 'a%'",
        "b IS NOT TRUE",
    ]
)


@settings(max_examples=examples(80), deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["", "NOT "]), CONDITIONS, st.sampled_from([" AND ", " OR ", " = "])),
        max_size=4,
    ),
    last=CONDITIONS,
)
def test_chains_of_conditions_bind_as_in_duckdb(
    connection: duckdb.DuckDBPyConnection, parts: list[tuple[str, str, str]], last: str
) -> None:
    text = "".join(negation + leaf + sign for negation, leaf, sign in parts) + last
    _agrees_if_accepted(text, connection)


COLUMNS = awkward(12)
JUDGED = {name: COLUMNS[name] for name in ("n", "m", "x", "p", "b", "c", "s")}


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with judge(JUDGED) as opened:
        yield opened


def _agrees_if_accepted(text: str, connection: duckdb.DuckDBPyConnection) -> None:
    try:
        ours = said_by_us(text, COLUMNS)
    except ExpressionError:
        return
    theirs = said_by_duckdb(connection, text)
    assert all(alike(mine, other) for mine, other in zip(ours, theirs, strict=True)), text
