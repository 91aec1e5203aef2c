r"""A small language of text patterns: parsed, counted, and turned from numbers into texts.

A pattern describes whole texts and always a finite number of them, so it can be drawn from evenly
and without repeats, and nothing is ever matched by backtracking. Every pattern means the same as a
regular expression to RE2.

=======================  ===========================================================
``Ward``                 these characters, as they are
``[A-F]``, ``[xyz]``     one of these characters
``\d``, ``\w``           one of ``[0-9]``; one of ``[0-9A-Za-z_]``
``(Home|Ward)``          one of these
``x?``                   x or nothing
``x{3}``, ``x{1,2}``     x this many times
``\.``                   the character itself, where it would mean something
=======================  ===========================================================

To add a construct: a node in `syntax`, its reading in `parser`, its moves in `ambiguity`, its
layout in `compiler`.
"""

from __future__ import annotations

from functools import lru_cache

from manikin.patterns.parser import read
from manikin.patterns.pattern import Pattern
from manikin.patterns.syntax import PatternError

__all__ = ["Pattern", "PatternError", "parse"]


@lru_cache(maxsize=256)
def parse(text: str) -> Pattern:
    """Return the pattern that `text` writes.

    Raises
    ------
    PatternError
        If it is not a pattern; with the message, the offset of the character and a way out.
    """
    return Pattern(text, read(text))
