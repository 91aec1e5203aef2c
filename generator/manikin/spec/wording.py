"""Words that every stage of checking uses: near misses of a name, values as a message quotes them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from manikin.text import plain

_SHOWN = 40
"""The most characters of a value that a message quotes."""
_LONGEST = 100
"""The longest name that is compared with others."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` sensibly is a misspelling of, or nothing."""
    if len(word) > _LONGEST:
        return ""
    folded = {name.lower(): name for name in known}
    lowered = word.lower()
    if lowered in folded:
        return folded[lowered]
    close = difflib.get_close_matches(lowered, folded, n=1, cutoff=0.72 if len(word) > 4 else 0.66)
    return folded[close[0]] if close else ""


def shown(value: Any) -> str:
    """Return a short scalar as a message may quote it; a longer thing as what it is."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return f"the text {plain(value)!r}" if len(value) <= _SHOWN else f"text of {len(value)} characters"
    return plain(str(value), _SHOWN)
