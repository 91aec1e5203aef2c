"""Marks around foreign text: made visible by `plain`, so that a terminal may show it as it is and a comment as code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from manikin.text import plain

OPEN, CLOSE = "\ue000", "\ue001"
"""Around foreign text: characters that `plain` never leaves in it."""
_MARKED: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_LONGEST: Final = 100


def q(text: object, limit: int = _LONGEST) -> str:
    """Return foreign text as one visible line, marked."""
    return f"{OPEN}{plain(text, limit)}{CLOSE}"


def bare(text: str) -> str:
    """Return a text without the marks."""
    return _MARKED.sub(r"\1", text)


def marked(text: str, around: Callable[[str], str]) -> str:
    """Return a text with `around` done to each foreign part."""
    return _MARKED.sub(lambda found: around(found[1]), text)
