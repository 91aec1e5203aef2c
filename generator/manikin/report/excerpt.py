"""The line of a file with carets under the place, whatever stands in the line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from manikin.errors import Problem
from manikin.text import pieces

_WIDEST = 110
"""The most characters of a line that are shown."""
_BEFORE = 50
"""How many of them stand before the place, if the line is longer."""


def excerpt(problem: Problem) -> list[str]:
    """Return the lines that show the place: a gutter, the line, and carets; none if there is no line."""
    line = problem.excerpt.rstrip(" ")
    if problem.line < 1 or not line:
        return []
    # A place behind the end of the line is shown just behind it.
    start = min(max(problem.column - 1, 0), len(line))
    end = min(max(problem.end_column - 1, start + 1), len(line))
    first = max(0, start - _BEFORE) if len(line) > _WIDEST else 0
    shown = pieces(line[first : first + _WIDEST])
    before, after = "…" if first else "", "…" if first + _WIDEST < len(line) else ""
    # What is escaped to be seen takes more room than it has in the file: widths are of what is shown.
    offset = len(before) + _columns(shown[: start - first])
    carets = max(1, _columns(shown[start - first : end - first]))
    number = str(problem.line)
    gutter = " " * len(number)
    return [
        f"{gutter} |",
        f"{number} | {before}{''.join(shown)}{after}",
        f"{gutter} | {' ' * offset}{'^' * carets}",
    ]


def _columns(shown: Sequence[str]) -> int:
    """Return how many columns of a terminal the characters take."""
    text = "".join(shown)
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    marks = sum(unicodedata.category(character) == "Mn" for character in text)
    return len(text) + wide - marks
