"""What is a pattern and what is not, and how many texts there are."""

from __future__ import annotations

import pytest

from manikin.patterns import PatternError, parse

COUNTS = {
    "Home": 1,
    "[A-Z]{2}": 676,
    "(Home|Ward [A-F][0-9]{1,2})": 661,
    r"\d\d": 100,
    r"\w": 63,
    "a?": 2,
    "(a|)": 2,
    "(?:ab){1,3}": 3,
    "[a-c-]": 4,
    "[-a]": 2,
    r"[a\]^]": 3,
    r"[\d_]": 11,
    r"\.\*\(\)\[\]\{\}\|\?\+\\": 1,
    "[éè]x": 2,
    "[ -/]": 16,
    "a-b, c/d": 1,
    "[A-Z]{20}": 26**20,
    "[a-z]{0,3}": 1 + 26 + 26**2 + 26**3,
    "(a|bc){2}": 4,
    "((a|b){2}c){3}": 64,
    "[aab]": 2,
}

REFUSED = {
    "a*": (1, "{0,20}"),
    "[a-z]+": (5, "{1,20}"),
    "a{2,}": (1, "{2,20}"),
    "a.b": (1, r"\."),
    "^a": (0, "beginning"),
    "a$": (1, "end"),
    "[^a]": (1, "list the characters"),
    "[a": (0, "close it"),
    "[]": (0, r"\]"),
    "[z-a]": (1, "`a-z`"),
    "[A-z]": (1, "[A-Za-z0-9]"),
    "[é-ü]": (1, "list the characters"),
    r"[\d-z]": (1, r"\-"),
    "[[:alpha:]]": (1, "[A-Za-z]"),
    "(a": (0, "close it"),
    "a)": (1, r"\)"),
    "a]": (1, r"\]"),
    "a}": (1, r"\}"),
    "{2}": (0, r"\{"),
    "?a": (0, r"\?"),
    "(?i)a": (0, "plain groups"),
    "(?P<x>a)": (0, "plain groups"),
    "a{3,2}": (1, "{2,3}"),
    "a{x}": (1, "{3}"),
    "a{2": (1, "{3}"),
    "a{0}": (1, "leave it out"),
    "a{2}{3}": (4, "brackets"),
    "a{2}?": (4, "brackets"),
    "a?+": (2, "brackets"),
    "(|){3}": (0, "leave it out"),
    "()": (0, "constant"),
    "": (0, "constant"),
    "a\\": (1, "\\\\"),
    r"\s": (0, "space"),
    r"\bx": (0, r"\w"),
    r"\p{L}": (0, r"\w"),
    "a{1001}": (1, "smaller"),
    "(a{100}){11}": (8, "smaller"),
    "a{600}b{600}": (6, "smaller"),
    "a\nb": (1, "visible"),
    "a\x00": (1, "visible"),
    "(" * 11 + "a" + ")" * 11: (10, "flatter"),
    "a" * 501: (500, "template"),
}


@pytest.mark.parametrize(("text", "count"), COUNTS.items())
def test_counts_texts(text: str, count: int) -> None:
    assert parse(text).count == count


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_refuses_with_place_and_way_out(text: str, expected: tuple[int, str]) -> None:
    with pytest.raises(PatternError) as caught:
        parse(text)
    offset, mend = expected
    assert caught.value.offset == offset
    assert mend in caught.value.mend


def test_knows_the_longest_text() -> None:
    assert parse("(Home|Ward [A-F][0-9]{1,2})").max_length == 8
    assert parse("é{3}x?").max_length == 4


@pytest.mark.parametrize(
    "text", ["(((((((((([a-z]{10}){10}){10}))))))))", "(a|b|c|d|e){1000}", "[a-z]{1,1000}"]
)
def test_counts_enormous_patterns_at_once(text: str) -> None:
    assert parse(text).count > 2**200
