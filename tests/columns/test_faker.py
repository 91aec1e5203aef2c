"""Made-up names from pools."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pyarrow as pa
import pytest

from fakes import bench
from manikin.columns.faker import KIND, PROVIDERS
from manikin.columns.pools import POOL, pool
from manikin.model import DataType


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_gives_one_line_of_text(provider: str) -> None:
    texts = pool(provider, "en_GB")
    assert len(texts) == POOL
    assert all(text and text.isprintable() for text in texts)


def test_pools_depend_on_nothing_else() -> None:
    """A fresh process with other hashing and another clock draws the same pool."""
    code = "from manikin.columns.pools import pool; print('|'.join(pool('last_name', 'de_DE')[:50]))"
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert run.stdout.strip() == "|".join(pool("last_name", "de_DE")[:50])


def test_gives_a_dictionary_in_order_of_first_appearance() -> None:
    made = bench(KIND, "last_name").make(0, 500)
    assert isinstance(made, pa.DictionaryArray)
    assert made.dictionary.to_pylist() == list(dict.fromkeys(pool("last_name", "en_GB")))


def test_common_names_stay_common() -> None:
    n = 50_000
    drawn = Counter(bench(KIND, "last_name").texts(n))
    for name, times in Counter(pool("last_name", "en_GB")).most_common(10):
        expected = n * times / POOL
        assert abs(drawn[name] - expected) < 6 * expected**0.5


def test_speaks_the_language_of_the_locale() -> None:
    assert set(bench(KIND, "last_name", locale="de_DE").texts(100)) <= set(pool("last_name", "de_DE"))


@pytest.mark.parametrize(
    ("provider", "locale", "rule", "mend"),
    [
        ("lastname", "en_GB", "FAKER01", "did you mean 'last_name'?"),
        ("date_of_birth", "en_GB", "FAKER01", "there are:"),
        ("county", "en_US", "FAKER01", "choice"),
        ("last_name", "en_UK", "FAKER02", "locale: en_"),
        ("last_name", "xx", "FAKER02", "en_GB"),
    ],
)
def test_tells_what_there_is(provider: str, locale: str, rule: str, mend: str) -> None:
    wrong = bench(KIND, provider, locale=locale)
    (fault,) = KIND.faults(wrong.column, wrong.table, wrong.spec)
    assert fault.rule == rule
    assert mend in fault.mend


def test_refuses_texts_longer_than_the_column() -> None:
    assert bench(KIND, "job", DataType("string", max_length=10)).rules() == ["TEXT01"]
    assert bench(KIND, "job", DataType("string", max_length=200)).rules() == []


def test_promises_no_distinct_values() -> None:
    assert bench(KIND, "last_name").distinct() is None
