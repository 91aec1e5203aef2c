"""Ambiguity against counting by hand: all texts of small patterns, written in every way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.patterns import PatternError, parse

AMBIGUOUS = {
    "(a|a)": "a",
    "a?a?": "a",
    "[0-9]{1,2}[0-9]?": "00",
    "(ab|a)(c|bc)": "abc",
    "(x|)?": "",
    "(a?){2}": "a",
}
CLEAR = (
    "(Home|Ward [A-F][0-9]{1,2})",
    "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}",
    "(a|b)?(a|c)",
    "[0-9]{1,2}[0-9]",
    "([a-z]{1,10}-){1,10}[0-9]{3}",
    "[a-z]{0,1000}",
    "(a|ab)(c|d)",
)
ATOMS = st.sampled_from(["a", "b", "[ab]", "[bc]", "c"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = inner.map("({})".format)
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(grouped, st.sampled_from(["?", "{2}", "{1,2}", "{0,2}"])).map("".join),
    )


PATTERNS = st.recursive(ATOMS, _grow, max_leaves=6)


@pytest.mark.parametrize(("text", "witness"), AMBIGUOUS.items())
def test_finds_a_text_written_twice(text: str, witness: str) -> None:
    assert parse(text).ambiguity == witness


@pytest.mark.parametrize("text", CLEAR)
def test_clears_patterns_that_write_each_text_once(text: str) -> None:
    assert parse(text).ambiguity is None
    assert parse(text).is_unambiguous


def test_gives_up_on_what_is_too_intricate() -> None:
    pattern = parse("[a-d]{0,490}([ab][a-d]{490}|[cd][a-d]{490}e)")
    assert pattern.ambiguity is None
    assert not pattern.is_unambiguous


@settings(max_examples=300, deadline=None)
@given(PATTERNS)
def test_agrees_with_all_texts_written_out(text: str) -> None:
    try:
        pattern = parse(text)
    except PatternError:
        return
    if pattern.count > 5_000:
        return
    texts = pattern.unrank(np.arange(pattern.count)).to_pylist()
    repeated = {one for one in texts if texts.count(one) > 1} if len(set(texts)) < len(texts) else set()
    assert pattern.is_unambiguous == (not repeated)
    if pattern.ambiguity is None:
        assert not repeated
    else:
        assert pattern.ambiguity in repeated
