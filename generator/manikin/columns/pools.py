"""Pools of texts from providers of the Faker library: filled once, and handed on.

A pool depends on nothing but the provider, the locale and the version of Faker: not on the seed, so that two
datasets share their pools, and not on the table. Repeats stay in it, so that common names stay common. Where pools
may be kept from one run to the next is told by whoever starts a run; nothing is kept unless told so.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import metadata
from typing import Protocol

from manikin.model import Spec
from manikin.randomness import stream_key

POOL = 2_000
"""How many texts a pool holds, repeats included."""
Key = tuple[tuple[str, str], ...]
"""All that a pool depends on, by name."""


class UnknownLocaleError(Exception):
    """A locale that Faker does not have."""


class UnknownProviderError(Exception):
    """A provider that the locale does not have."""


class Shelf(Protocol):
    """Where pools are kept from one run to the next. It may forget, and never fails."""

    def find(self, key: Key) -> Sequence[str] | None:
        """Return the texts that were put there under exactly this key; None where it has none."""

    def put(self, key: Key, texts: Sequence[str]) -> None:
        """Keep texts under a key, or do not."""


_HELD: dict[tuple[str, str], tuple[str, ...]] = {}
"""Pools that another process has filled, by provider and locale."""
_SHELVES: list[Shelf] = []
"""The one shelf in use, if any."""


def pools(spec: Spec) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the pools of a specification, by provider and locale, for other processes to `hold`."""
    names = {c.parameters for table in spec.tables.values() for c in table.columns if c.kind == "faker"}
    return {(name, spec.locale): pool(name, spec.locale) for name in sorted(names)}


def hold(found: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
    """Use these pools; they are what this process would fill them with, and need no Faker."""
    _HELD.update(found)


def keep_on(shelf: Shelf | None) -> None:
    """Look for pools on a shelf before they are filled, and put there what is filled; on none for None."""
    _SHELVES[:] = [] if shelf is None else [shelf]


@lru_cache(maxsize=64)
def pool(provider: str, locale: str) -> tuple[str, ...]:
    """Return `POOL` texts of a provider, repeats included; always the same for one version of Faker.

    Raises
    ------
    UnknownLocaleError, UnknownProviderError
        If Faker has no such locale, or the locale no such provider.
    """
    if (provider, locale) in _HELD:
        return _HELD[provider, locale]
    if not _SHELVES:
        return _filled(provider, locale)
    key = _key(provider, locale)
    kept = _SHELVES[0].find(key)
    if kept is not None and len(kept) == POOL:
        return tuple(kept)
    found = _filled(provider, locale)
    _SHELVES[0].put(key, found)
    return found


def locales() -> tuple[str, ...]:
    """Return the locales there are, sorted."""
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415  # as in `_filled`

    return tuple(sorted(AVAILABLE_LOCALES))


def _seed(provider: str, locale: str) -> int:
    return stream_key(0, "faker", provider, locale)


def _key(provider: str, locale: str) -> Key:
    """Return all that could give another pool; of Python too, whose generator picks the texts."""
    return (
        ("provider", provider),
        ("locale", locale),
        ("texts", str(POOL)),
        ("seed", str(_seed(provider, locale))),
        ("faker", metadata.version("faker")),
        ("manikin", metadata.version("manikin")),
        ("python", f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}"),
    )


def _filled(provider: str, locale: str) -> tuple[str, ...]:
    from faker import Faker  # noqa: PLC0415  # a third of a second, and most specifications do without it
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415  # the same

    if locale not in AVAILABLE_LOCALES:
        raise UnknownLocaleError
    source = Faker(locale)
    source.seed_instance(_seed(provider, locale))
    try:
        draw = getattr(source, provider)
    except AttributeError as error:
        raise UnknownProviderError from error
    return tuple(", ".join(str(draw()).split("\n")) for _ in range(POOL))
