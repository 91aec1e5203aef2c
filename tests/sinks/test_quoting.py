"""Quotes: only where a value would be read otherwise."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manikin.sinks.quoting import formula_like, quoted

TEXT = st.text(st.sampled_from('ab \t,;|"\n\ré=+-@'), max_size=4)


def expected(text: str | None, delimiter: str) -> str | None:
    if text is None:
        return None
    outer = not text or text[0] in " \t" or text[-1] in " \t"
    if outer or any(mark in text for mark in f'"\r\n{delimiter}'):
        return '"' + text.replace('"', '""') + '"'
    return text


@given(st.lists(st.none() | TEXT), st.integers(0, 3), st.sampled_from(",;|\t"))
def test_quotes(values: list[str | None], start: int, delimiter: str) -> None:
    array = pa.array(values, pa.string()).slice(min(start, len(values)))
    assert quoted(array, delimiter).to_pylist() == [expected(text, delimiter) for text in array.to_pylist()]


def test_text_that_needs_none_is_handed_back_as_it_is() -> None:
    array = pa.array(["a b", None, "é"])
    assert quoted(array, ",") is array


@given(st.lists(st.none() | TEXT))
def test_formulas(values: list[str | None]) -> None:
    count = sum(bool(text) and text[0] in "=+-@\t\r" for text in values if text is not None)
    array = pa.array(values, pa.string())
    assert formula_like(array) == count
    assert formula_like(array.dictionary_encode()) == count
    assert formula_like(pa.chunked_array([array, array])) == 2 * count


@pytest.mark.parametrize("array", [pa.array([-1]), pa.nulls(3, pa.string()), pa.array([], pa.string())])
def test_what_holds_no_formulas(array: pa.Array) -> None:
    assert formula_like(array) == 0
