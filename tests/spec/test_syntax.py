"""Where the parser gives up, and what is read on after a refused key: with libyaml and with PyYAML's own."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from manikin.spec import read as reader
from manikin.spec.read import read
from manikin.spec.syntax import reason


def places(text: str) -> list[tuple[str, int, int]]:
    document, problems = read(text.encode("utf-8", "surrogatepass"), "spec.yaml")
    assert (document is None) == bool(problems)
    return [(problem.rule, problem.line, problem.column) for problem in problems]


@pytest.fixture(params=["C", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pure":
        monkeypatch.setattr(reader, "_parser", None)
    return str(request.param)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c\n", "a colon where none can be"),
        ("a: @x\n", "this sign cannot begin a value"),
        ('a: "\\q"\n', "no escape"),
        ("a: [1, 2\nb: 3\n", "begins on line 1"),
        ("a: {b: 1\n", "begins on line 1"),
        ("b: 1\na: 'x\n", "begins on line 2"),
        ("- a\nb: 1\n", "among the items|indented otherwise"),
        ("a:\n  b: 1\n c: 2\n", "indented otherwise"),
        ("a: ]\n", "a sign where a value should be"),
    ],
)
def test_the_parser_s_words_are_put_plainly(parser: str, text: str, words: str) -> None:
    _, problems = read(text.encode(), "spec.yaml")
    assert [problem.rule for problem in problems] == ["YAML01"]
    assert re.search(words, problems[0].message)
    assert problems[0].mend
    assert problems[0].excerpt


def test_an_unknown_directive_is_a_directive(parser: str) -> None:
    assert [(rule, line) for rule, line, _ in places("# x\n%FOO x\n---\na: 1\n")] == [("YAML05", 2)]


def test_an_error_without_a_place_stands_at_the_start() -> None:
    why = reason(yaml.YAMLError(), ("a: 1",))
    assert (why.line, why.column, why.rule) == (1, 1, "YAML01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("? [a, b]\n: c\nd: NO\n", [("YAML08", 1, 3), ("YAML06", 3, 4)]),
        ("{a: 1}: {b: 2}\nd: NO\n", [("YAML08", 1, 1), ("YAML06", 2, 4)]),
        ("a: 1\n*x : 2\nd: NO\n", [("YAML05", 2, 1), ("YAML06", 3, 4)]),
    ],
)
def test_reading_goes_on_after_a_refused_key(
    parser: str, text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert places(text) == expected


def test_the_key_of_a_lookup_is_not_taken_for_true() -> None:
    document, problems = read(b"lookup: {table: site, on: code}", "spec.yaml")
    assert problems == ()
    assert document is not None
    assert document.tree == {"lookup": {"table": "site", "on": "code"}}
    assert places("other: {on: code}") == [("YAML06", 1, 9)]
    assert places("lookup: {table: on}") == [("YAML06", 1, 17)]


@pytest.mark.parametrize("word", "14:30:00 08:30:00 23:59 1:30 1e10a 4E10.5".split())
def test_clock_times_and_codes_that_begin_like_numbers_need_quotes(word: str) -> None:
    assert places(f"a: {word}") == [("YAML06", 1, 4)]
    assert places(f"a: '{word}'") == []


@pytest.mark.parametrize(
    "word", ["2026-03-01", "2026-03-01 14:30:00", *"e10 A1e3 1.2.0 3-6 40..64 1st".split()]
)
def test_what_no_program_takes_for_a_number_needs_none(word: str) -> None:
    assert places(f"a: {word}") == []


def test_an_escape_cannot_hide_a_decomposed_letter() -> None:
    assert places('a: "e\\u0301"') == [("YAML03", 1, 4)]
    assert places('a: "\\u00e9"') == []


@given(st.text("ab: -[]{},'\"#&*!|>%@`?\\\n1.eNO", max_size=40))
def test_both_parsers_read_the_same(text: str) -> None:
    document, problems = read(text.encode(), "spec.yaml")
    kept = reader._parser
    try:
        reader._parser = None
        pure, pure_problems = read(text.encode(), "spec.yaml")
    finally:
        reader._parser = kept
    assert bool(problems) == (document is None)
    assert bool(pure_problems) == (pure is None)
    # They differ in what they refuse, never in what they read.
    if document is not None and pure is not None:
        assert document.tree == pure.tree
