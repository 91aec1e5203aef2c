"""Patterns of identifiers: how many texts they have, and wider ones where there are too few."""

from __future__ import annotations

import re
from typing import Final

_SIZES: Final = {"[0-9]": 10, "[A-Z]": 26, "[a-z]": 26}
_PART: Final = re.compile(r"(\[0-9\]|\[A-Z\]|\[a-z\]|\\.|.)(?:\{([0-9]+)\})?")
_ENOUGH: Final = 2
"""A pattern for distinct texts has at least this many times as many as there are rows."""


def texts(pattern: str) -> int:
    """Return how many texts a pattern of kinds and lengths has."""
    total = 1
    for kind, length in _PART.findall(pattern):
        total *= _SIZES.get(kind, 1) ** int(length or 1)
    return total


def wide_enough(pattern: str, rows: int, most: int | None) -> str:
    """Return a pattern with enough texts for as many distinct ones: the one given, or a longer one; empty if there is none."""
    if texts(pattern) >= _ENOUGH * rows:
        return pattern
    digits = len(str(_ENOUGH * rows))
    if most is None or digits <= most:
        return f"[0-9]{{{digits}}}"
    letters = most
    return f"[A-Z0-9]{{{letters}}}" if 36**letters >= _ENOUGH * rows else ""
