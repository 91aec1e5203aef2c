"""The one way a foreign string reaches a screen, a log, a page or an annotation: as one visible line.

What comes from a specification, a path or a revision may hold terminal escapes, text that changes
direction, or commands to a CI runner; `plain` leaves nothing of them but their looks. Knows nothing
of the place it is shown at: HTML, Markdown or a runner's properties need their own encoder after it.
"""

from __future__ import annotations

import unicodedata

_VISIBLE = frozenset("LNPS")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Fillers and joiners that count as letters, marks or signs but leave nothing to see."""
_MOST_MARKS = 3
_OWN = {"\\": "\\\\", "\n": "\\n"}


def visible(character: str) -> bool:
    """Return whether a character can be seen and does nothing else: letters, numbers, signs, marks, space."""
    if " " <= character <= "~":
        return True
    is_selector = (
        "\u180b" <= character <= "\u180f"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )
    if is_selector or character in _INVISIBLE:
        return False
    category = unicodedata.category(character)
    return category[0] in _VISIBLE or category in {"Mn", "Mc"}


def pieces(text: str) -> list[str]:
    r"""Return how each character of `text` is shown; joined, they are one visible line.

    What cannot be seen, and marks piled on one letter, are written as ``\u{1B}``. So are the signs
    by which CI runners know a command: ``::`` at the start of a line, ``##`` anywhere.
    """
    shown = []
    marks, is_start = 0, True
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        doubled = character in "#:" and text[place + 1 : place + 2] == character
        if not visible(character) or marks > _MOST_MARKS or doubled or (is_start and character == ":"):
            shown.append(_OWN.get(character) or f"\\u{{{ord(character):X}}}")
        else:
            shown.append(_OWN.get(character, character))
        is_start = is_start and character == " "
    return shown


def plain(text: object, limit: int = 80) -> str:
    r"""Return `text` as one visible line that commands neither a terminal nor a CI runner.

    Parameters
    ----------
    text : object
        Anything; shown as ``str`` gives it.
    limit : int
        The most characters of it that are shown; how many are left out is said.

    Examples
    --------
    >>> plain("::error::\x1b[31m")
    '\\u{3A}:error\\u{3A}:\\u{1B}[31m'
    """
    whole = str(text)
    cut = len(whole) - limit
    return "".join(pieces(whole[:limit])) + (f"… (+{cut})" if cut > 0 else "")
