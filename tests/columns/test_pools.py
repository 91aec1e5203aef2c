"""Pools are the same wherever they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from manikin.columns import pools
from manikin.columns.pools import Key, pool


class Remembered:
    def __init__(self) -> None:
        self.texts: dict[Key, Sequence[str]] = {}

    def find(self, key: Key) -> Sequence[str] | None:
        return self.texts.get(key)

    def put(self, key: Key, texts: Sequence[str]) -> None:
        self.texts[key] = texts


@pytest.fixture
def shelf() -> Iterator[Remembered]:
    found = Remembered()
    pools.keep_on(found)
    pool.cache_clear()
    yield found
    pools.keep_on(None)
    pool.cache_clear()


def test_the_same_with_a_shelf_and_without(shelf: Remembered, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = pool("prefix", "en_GB")
    assert list(shelf.texts.values()) == [filled]
    pool.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(pools, "_filled", None)
        assert pool("prefix", "en_GB") == filled
    pools.keep_on(None)
    pool.cache_clear()
    assert pool("prefix", "en_GB") == filled


def test_another_provider_locale_or_version_is_another_pool(
    shelf: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_filled", lambda provider, locale: ("x",) * pools.POOL)
    asked = [("prefix", "en_GB"), ("prefix", "de_DE"), ("suffix", "en_GB")]
    for provider, locale in asked:
        pool(provider, locale)
    for name in ("faker", "manikin"):
        pool.cache_clear()
        monkeypatch.setattr(pools.metadata, "version", lambda package, name=name: f"{package} of {name}")
        pool("prefix", "en_GB")
    assert len(shelf.texts) == 5


def test_what_is_no_pool_is_filled_anew(shelf: Remembered) -> None:
    filled = pool("prefix", "en_GB")
    (key,) = shelf.texts
    shelf.texts[key] = filled[1:]
    pool.cache_clear()
    assert pool("prefix", "en_GB") == filled
    assert shelf.texts[key] == filled


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (("prefix", "xx"), pools.UnknownLocaleError),
        (("county", "en_US"), pools.UnknownProviderError),
    ],
)
def test_what_there_is_not_is_not_kept(shelf: Remembered, asked: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        pool(*asked)
    assert not shelf.texts
