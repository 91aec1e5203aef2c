"""Reading YAML: every trap has its rule and its place, nothing else is ever raised, nothing takes long."""

from __future__ import annotations

import gc
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.errors import Problem
from manikin.spec.limits import MOST_PROBLEMS
from manikin.spec.read import Document, read

VALID = """\
language: 1
name: ed-attendances   # a comment: with a colon
tables:
  patient:
    rows: 1000
    columns:
      sex: {type: string, distribution: {choice: {F: 51, M: 48.5, "1": 0.5}}}
      born: {type: date, min: 1930-01-01}
      note: "a \\"quoted\\" text"
      list: [1, -2, 3.25, null, ~, true, FALSE]
"""
IN_SECONDS = 20.0


def found(text: str | bytes) -> tuple[Problem, ...]:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    document, problems = read(data, "spec.yaml")
    assert (document is None) == bool(problems)
    return problems


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(problem.rule, problem.line, problem.column) for problem in found(text)]


def tree(text: str) -> object:
    document, problems = read(text.encode(), "spec.yaml")
    assert problems == ()
    assert document is not None
    return document.tree


@pytest.mark.parametrize("word", "NO no No yes YES on On off OFF".split())
def test_words_that_mean_true_or_false_elsewhere(word: str) -> None:
    assert places(f"a: 1\nb: {word}\n") == [("YAML06", 2, 4)]
    assert places(f"choice: {{F: 1, {word}: 2}}\n") == [("YAML06", 1, 16)]
    assert tree(f"a: '{word}'") == {"a": word}


@pytest.mark.parametrize("word", "y n Y N nope 1.2.0 3-6 40..64 2024-02-30 a:b".split())
def test_plain_words_that_stay_text(word: str) -> None:
    assert tree(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    "word",
    "012 0x1F 0o17 0b11 1_000 1:30 .inf -.inf .nan .NaN 1e3 1E+3 .5e1 0E123 +1 .5 5. 00 -012 +.inf".split(),
)
def test_what_only_looks_like_a_number(word: str) -> None:
    assert places(f"a:\n  - {word}\n") == [("YAML06", 2, 5)]
    assert places(f"{word}: 1\n") == [("YAML06", 1, 1)]
    assert tree(f"a: '{word}'") == {"a": word}


@pytest.mark.parametrize(
    "word",
    ["9007199254740992", "-9007199254740993", "0.12345678901234567890", "1" * 39, "123456789012345678.5"],
)
def test_numbers_that_cannot_be_kept_exactly(word: str) -> None:
    assert places(f"a: {word}\n") == [("YAML07", 1, 4)]


@pytest.mark.parametrize("word", ["1" * 41, "1" * 5000, "0." + "1" * 5000, "-" + "9" * 41])
def test_numbers_of_too_many_characters(word: str) -> None:
    assert places(f"a: {word}\n") == [("YAML02", 1, 4)]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0), ("-5", -5), ("9007199254740991", 2**53 - 1), ("1.0", Decimal("1.0")), ("-0.25", Decimal("-0.25")),
        ("0.1", Decimal("0.1")), ("null", None), ("~", None), ("", None), ("true", True), ("FALSE", False),
        ("'1'", "1"), ('"true"', "true"),
    ],
)  # fmt: skip
def test_what_plain_scalars_mean(word: str, value: object) -> None:
    read_back = tree(f"a: {word}")
    assert read_back == {"a": value}
    assert isinstance(read_back, dict)
    assert type(read_back["a"]) is type(value)


def test_keys_stay_text() -> None:
    assert tree("1: a\n1.0: b\ntrue: c\n'null': d\n") == {"1": "a", "1.0": "b", "true": "c", "null": "d"}


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("a: &x 1\n", "YAML05", 1, 4),
        ("a: 1\nb: *x\n", "YAML05", 2, 4),
        ("a: !!python/object/apply:os.system [x]\n", "YAML05", 1, 4),
        ("a: !!str 1\n", "YAML05", 1, 4),
        ("%YAML 1.1\n---\na: NO\n", "YAML05", 1, 1),
        ("<<: {a: 1}\n", "YAML05", 1, 1),
        ("a: 1\n---\nb: 2\n", "YAML05", 2, 1),
        ("a: 1\nb: 2\na: 3\n", "YAML04", 3, 1),
        ("a: {x: 1, 'x': 2}\n", "YAML04", 1, 11),
        ("? [a]\n: 1\n", "YAML08", 1, 3),
        ("{a: 1}: 2\n", "YAML08", 1, 1),
        ("? \n: 1\n", "YAML08", 1, 2),
        ("null: 1\n", "YAML08", 1, 1),
        ("~: 1\n", "YAML08", 1, 1),
        ("'': 1\n", "YAML08", 1, 1),
        ("a: 1\n\tb: 2\n", "YAML03", 2, 1),
        ("a: 1\rb: 2\n", "YAML03", 1, 5),
        ("a: x\u0085b: 2\n", "YAML03", 1, 5),
        ("a: x\u2028b: 2\n", "YAML03", 1, 5),
        ("a: 1 # \u202e\n", "YAML03", 1, 8),
        ("a: x\u200dy\n", "YAML03", 1, 5),
        ("a: x\u00a0y\n", "YAML03", 1, 5),
        ("a: \u3164\n", "YAML03", 1, 4),
        ("a: x\ufe0f\n", "YAML03", 1, 5),
        ("a: \ue000\n", "YAML03", 1, 4),
        ("\ufeff\ufeffa: 1\n", "YAML03", 1, 1),
        ("a: e\u0301\n", "YAML03", 1, 5),
        ('a: "\\0"\n', "YAML03", 1, 4),
        ('a: "\\x1b[31m"\n', "YAML03", 1, 4),
        ('a: "\\u202e"\n', "YAML03", 1, 4),
        ('a: "\\t"\n', "YAML03", 1, 4),
        ("a: [1, 2\n", "YAML01", 1, 9),
        ("a: 'x\n", "YAML01", 1, 6),
        ("a: 1\n b: 2\n", "YAML01", 2, 3),
        ("a: " + "[" * 40 + "]" * 40 + "\n", "YAML02", 1, 35),
        ("a: '" + "x" * 20_000 + "'\n", "YAML02", 1, 20_001),
    ],
)
def test_traps_have_their_rule_and_place(text: str, rule: str, line: int, column: int) -> None:
    assert places(text)[0] == (rule, line, column)
    assert all(problem.message and problem.mend for problem in found(text))


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a: \xff\n", 1, 4),
        (b"a: 1\nb: \xc3\xa9\xe9\n", 2, 5),
        ("a: 1".encode("utf-16"), 1, 1),
        (b"a: \xed\xa0\x80", 1, 4),
    ],
)
def test_bytes_that_are_not_utf8(data: bytes, line: int, column: int) -> None:
    assert places(data) == [("YAML03", line, column)]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    plain, _ = read(VALID.encode(), "f")
    windows, _ = read(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode(), "f")
    assert plain is not None
    assert windows is not None
    assert plain.tree == windows.tree
    assert plain.lines == windows.lines


def test_all_problems_are_told_at_once() -> None:
    assert places("a: NO\nb: 012\na: 1\nc: &x 2\nd: 1e3\n") == [
        ("YAML06", 1, 4), ("YAML06", 2, 4), ("YAML04", 3, 1), ("YAML05", 4, 4), ("YAML06", 5, 4),
    ]  # fmt: skip


def test_a_repeated_key_names_the_line_of_the_first() -> None:
    assert "line 1" in found("a: 1\nb: 2\na: 3\n")[0].message


def test_columns_count_code_points() -> None:
    assert places("a: {é: 1, 漢字: NO}\n") == [("YAML06", 1, 15)]


def test_a_problem_shows_its_line() -> None:
    assert [problem.excerpt for problem in found("a: 1\nb: NO # why\n")] == ["b: NO # why"]


def document() -> Document:
    read_back, _ = read(VALID.encode(), "spec.yaml")
    assert read_back is not None
    return read_back


@pytest.mark.parametrize(
    ("address", "key", "place"),
    [
        (("language",), False, (1, 11)),
        (("language",), True, (1, 1)),
        (("tables", "patient", "rows"), False, (5, 11)),
        (("tables", "patient", "rows"), True, (5, 5)),
        (("tables", "patient", "columns", "list", 2), False, (10, 21)),
        (("tables", "patient", "absent"), False, (5, 5)),
        (("tables", "patient", "absent", "below"), True, (5, 5)),
        (("absent",), False, (1, 1)),
        ((), False, (1, 1)),
        (("language", "below"), False, (1, 11)),
    ],
)
def test_positions(address: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    at = document().position(address, key=key)
    assert (at.line, at.column) == place


def test_a_problem_has_its_address_in_words() -> None:
    problem = document().problem(("tables", "patient", "columns", "list", 2), "X01", "m")
    assert (problem.address, problem.line, problem.column) == ("tables.patient.columns.list[2]", 10, 21)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b"{a: " * 5_000,
        (b"[" * 19_000 + b"\n") * 200,
        b"- " * 9_000,
        b"a: &a [x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(100_000)),
        b"- NO\n" * 500_000,
        pytest.param(b"- 1\n" * 1_100_000, marks=pytest.mark.slow),
        b"a: 1\n" * 500_000,
        b"x" * 5_000_001,
        b"a: |\n" + b"  text\n" * 500_000,
        ("\u202e" * 1_000_000).encode(),
        ("e\u0301\n" * 500_000).encode(),
        b"? " * 5_000,
    ],
    ids=range(13),
)
def test_bombs_are_handled_in_seconds(data: bytes) -> None:
    start = time.process_time()
    problems = found(data)
    assert time.process_time() - start < IN_SECONDS
    assert 0 < len(problems) <= MOST_PROBLEMS
    assert gc.isenabled()


@pytest.mark.slow
def test_five_megabytes_are_read_in_seconds() -> None:
    text = "".join(f"k{n}: {{type: string, max: {n}}}\n" for n in range(135_000))
    start = time.process_time()
    assert isinstance(tree(text), dict)
    assert time.process_time() - start < IN_SECONDS


PIECES = [
    *"{}[]:,#&*!|>'\"%@`-?~\n\t\r\\ ",
    "NO",
    "012",
    "\u202e",
    "\ud800",
    "<<",
    "---",
    "...",
    "!!",
    "\x00",
    "é",
    "1e9",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(VALID)), st.integers(0, 6), st.sampled_from(PIECES) | st.text(max_size=4)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_mutants_give_problems_and_raise_nothing(mutations: list[tuple[int, int, str]]) -> None:
    text = VALID
    for place, length, new in mutations:
        text = text[:place] + new + text[place + length :]
    lines = text.replace("\r\n", "\n").count("\n") + 2
    for problem in found(text):
        assert problem.rule.startswith("YAML")
        assert 0 <= problem.line <= lines
        assert problem.mend


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_raise_nothing(data: bytes) -> None:
    found(data)
