"""One slip of the finger in a text: a letter too many, one too few, two the wrong way round, or the next key.

The first character stays: people seldom miss it, and no text becomes one that a spreadsheet would run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

LEAST: Final = 2
"""The fewest characters of a text that can be misspelt."""
_ROWS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Return which keys lie beside each key, on the same row or the one above or below."""
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for place, key in enumerate(row):
            beside = [row[at] for at in (place - 1, place + 1) if 0 <= at < len(row)]
            for other in (number - 1, number + 1):
                if 0 <= other < len(_ROWS) and key.isdigit() == _ROWS[other][0].isdigit():
                    beside += _ROWS[other][
                        max(0, place - 1 + (other < number)) : place + 1 + (other < number)
                    ]
            found[key] = "".join(beside)
    return found


_BESIDE: Final = _neighbours()


def misspelt(text: str, bits: int, most: int | None = None) -> str:
    """Return `text` with one slip.

    Parameters
    ----------
    text : str
        Of `LEAST` characters at least.
    bits : int
        64 random bits, which decide on the place, the slip and the key.
    most : int, optional
        The most characters of the result.
    """
    place = 1 + (bits & 0xFFFFFF) % (len(text) - 1)
    first, key = bits >> 24 & 3, bits >> 32
    for turn in range(len(_SLIPS)):
        found = _SLIPS[(first + turn) % len(_SLIPS)](text, place, key)
        if found != text and (most is None or len(found) <= most):
            return found
    return _one_less(text, place, key)


def _next_key(text: str, place: int, key: int) -> str:
    return text[:place] + _beside(text[place], key) + text[place + 1 :]


def _one_more(text: str, place: int, key: int) -> str:
    return text[: place + 1] + _beside(text[place], key) + text[place + 1 :]


def _one_less(text: str, place: int, _: int) -> str:
    return text[:place] + text[place + 1 :]


def _turned(text: str, place: int, _: int) -> str:
    pair = text[place : place + 2]
    return text[:place] + pair[::-1] + text[place + 2 :]


def _beside(sign: str, key: int) -> str:
    keys = _BESIDE.get(sign.lower(), sign)
    found = keys[key % len(keys)]
    return found.upper() if sign.isupper() else found


_SLIPS: Final[tuple[Callable[[str, int, int], str], ...]] = (_next_key, _one_more, _one_less, _turned)
