"""Texts from numbers and from bits: all of them, each as often, each as RE2 reads the pattern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from manikin.patterns import parse
from manikin.randomness import Bits, bits, stream_key

PATTERNS = (
    "(Home|Ward [A-F][0-9]{1,2})",
    "[A-Z]{2}[0-9]{6}",
    "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}",
    "[a-z]{3,8}(_[a-z]{2,4})?",
    "[A-Za-z0-9]{30}",
    "[a-zé]{0,40}x",
    "(ab|[a-z]{30}|[0-9]{3})-[0-9]",
    "a?a?",
    "(Ward|Bay) [0-9]{3}-(é|[xyz]{2,30})",
    r"\w{3}\.\d[-,;][ -/]",
    "Constant",
    "x{0,900}",
    "([ab]{2}|€[cd]|){3}![0-9]{5}",
    "(([0-9]{4}|X) ){2,12}",
    "[äöü][0-9]",
    r"[\^\]\\-]a-b\/\@\#",
)


def stream(rows: int, start: int = 0, seed: int = 3) -> Callable[[str], Bits]:
    addresses = np.arange(start, start + rows, dtype=np.uint64)
    return lambda part: bits(stream_key(seed, part), addresses)


@pytest.mark.parametrize("text", PATTERNS)
def test_every_text_matches_the_pattern(text: str) -> None:
    drawn = parse(text).draw(stream(5_000), 5_000)
    drawn.validate(full=True)
    table = pa.table({"drawn": drawn})
    judge = duckdb.connect()
    judge.register("texts", table)
    wrong = judge.execute(
        "select count(*) from texts where not regexp_full_match(drawn, ?)", [text]
    ).fetchone()
    assert wrong == (0,)
    assert max(map(len, drawn.to_pylist())) <= parse(text).max_length


@pytest.mark.parametrize("text", PATTERNS)
def test_does_not_depend_on_how_rows_are_split(text: str) -> None:
    pattern = parse(text)
    whole = pattern.draw(stream(300), 300).to_pylist()
    halves = pattern.draw(stream(7), 7).to_pylist() + pattern.draw(stream(293, start=7), 293).to_pylist()
    assert whole == halves
    numbers = np.arange(min(pattern.capacity, 300))
    placed = pattern.place(numbers, stream(len(numbers))).to_pylist()
    assert placed == [
        pattern.place(numbers[i : i + 1], stream(1, start=i))[0].as_py() for i in range(len(numbers))
    ]


@pytest.mark.parametrize(
    "text",
    ["(Home|Ward [A-F][0-9]{1,2})", "[ab]{1,3}(x|yz)?", "([a-f]{2}|é){1,2}[0-9]", "[a-f]{3}(-[0-9]{2})?"],
)
def test_numbers_every_text_once(text: str) -> None:
    pattern = parse(text)
    texts = pattern.unrank(np.arange(pattern.count, dtype=np.uint64)).to_pylist()
    assert len(set(texts)) == pattern.count == pattern.capacity


def test_numbers_texts_in_the_order_they_are_written() -> None:
    assert parse("(Home|[ab][01])").unrank(np.arange(5)).to_pylist() == ["Home", "a0", "a1", "b0", "b1"]
    assert parse("[ab]{0,2}").unrank(np.arange(7)).to_pylist() == ["", "a", "b", "aa", "ab", "ba", "bb"]


def test_order_is_the_same_for_large_pieces() -> None:
    """Pieces that are too large for a table number their texts as the tables do."""
    large = parse("[a-j]{2,6}z")
    texts = large.unrank(np.arange(large.count)).to_pylist()
    assert texts == sorted(texts, key=lambda text: (text[:2], len(text), text))
    assert len(set(texts)) == large.count


def test_refuses_to_number_too_many_texts() -> None:
    with pytest.raises(ValueError, match="a pattern of"):
        parse("[a-z]{14}").unrank(np.arange(3))


def test_no_rows() -> None:
    assert parse("[a-z]{3}").draw(stream(0), 0).to_pylist() == []
    assert parse("[a-z]{30}").place(np.arange(0), stream(0)).to_pylist() == []


@pytest.mark.parametrize("text", ["(Home|Ward [A-F][0-9])", "[ab]{0,4}", "([01]{2}|é){2}"])
def test_texts_are_equally_likely(text: str) -> None:
    n = 200_000
    pattern = parse(text)
    found = Counter(pattern.draw(stream(n), n).to_pylist())
    assert len(found) == pattern.count
    assert stats.chisquare(list(found.values())).pvalue > 1e-6


def test_every_character_of_a_large_pattern_is_equally_likely() -> None:
    n = 50_000
    texts = parse("[A-Z]{9}[0-9]{9}").draw(stream(n), n).to_pylist()
    for place in range(18):
        assert stats.chisquare(list(Counter(text[place] for text in texts).values())).pvalue > 1e-7


def test_lengths_of_a_large_pattern_are_as_likely_as_their_texts() -> None:
    """Of `[01]{0,70}` half of the texts have 70 characters, a quarter 69, and so on."""
    n = 100_000
    lengths = Counter(len(text) for text in parse("[01]{0,70}").draw(stream(n), n).to_pylist())
    observed = [lengths[70 - k] for k in range(10)] + [sum(lengths[k] for k in range(61))]
    share = [2.0 ** -(k + 1) for k in range(10)]
    expected = [n * s for s in share] + [n * (1 - sum(share))]
    assert stats.chisquare(observed, expected).pvalue > 1e-6


@pytest.mark.parametrize("text", ["[A-Za-z0-9]{20}", "([a-z]{20}|x)-[0-9]{12}", "[a-z0-9]{8,20}"])
def test_keeps_texts_apart_where_there_are_too_many(text: str) -> None:
    pattern = parse(text)
    assert 2**32 < pattern.capacity <= 2**62 < pattern.count
    n = 2_000
    assert len(set(pattern.place(np.arange(n), stream(n)).to_pylist())) == n


def test_capacity_is_one_where_nothing_can_be_kept_apart() -> None:
    pattern = parse("[a-z]{0,40}")
    assert pattern.capacity == 1
    assert len(pattern.place(np.zeros(1, np.int64), stream(1))) == 1
