"""The one way a foreign string reaches a screen, a log, a page or an annotation: as one visible line.

What comes from a specification, a path or a revision may hold terminal escapes, text that changes
direction, or commands to a CI runner; `plain` leaves nothing of them but their looks.
"""

from __future__ import annotations

import re
import unicodedata

_VISIBLE = frozenset("LNPS")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_MOST_MARKS = 3


def visible(character: str) -> bool:
    """Return whether a character can be seen and does nothing else: letters, numbers, signs, marks, space."""
    if character in _FILLERS or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return False
    category = unicodedata.category(character)
    return category[0] in _VISIBLE or category in {"Mn", "Mc"} or character == " "


def plain(text: object, limit: int = 80) -> str:
    """Return `text` as one visible line of about `limit` characters.

    What cannot be seen is written as ``\\u{1B}``. The marks by which CI runners know a command
    (``::`` and ``##``) are broken wherever they stand.
    """
    whole = str(text)
    cut = len(whole) - limit
    shown = []
    marks = 0
    for character in whole[:limit]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if character == "\\":
            shown.append("\\\\")
        elif character == "\n":
            shown.append("\\n")
        elif visible(character) and marks <= _MOST_MARKS:
            shown.append(character)
        else:
            shown.append(f"\\u{{{ord(character):X}}}")
    line = re.sub(r"#(?=#)", r"\\u{23}", "".join(shown))
    line = re.sub(r"^(\s*):|:(?=:)", r"\1\\u{3A}", line)
    return line + (f"… (+{cut})" if cut > 0 else "")
