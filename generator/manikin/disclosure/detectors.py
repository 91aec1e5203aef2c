"""What gives a value away as somebody's: NHS numbers, postcodes, email addresses, telephone numbers, long names.

Used on labels before they are told, and on everything that stands in a specification. A detector may say that
a text is suspicious, never that it is safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_POSTCODE: Final = re.compile(r"\b(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\b")
_PHONE: Final = re.compile(r"(?<![0-9])(\+44|0)[0-9() -]{8,14}[0-9](?![0-9])")
_DIGITS: Final = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")
_CONNECTION: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\b(password|pwd|dsn)\s*[=:]", re.IGNORECASE)
_PEOPLE: Final = frozenset("client member mrn nhs patient people person subject".split())
_NUMBERS: Final = frozenset("id key nbr no num number".split())
_ALONE: Final = frozenset("chi hesid mrn nhsno pseudonym ssn".split())
LONGEST_LABEL: Final = 60
"""The most characters that a category's label may have before it is taken for free text."""


def is_nhs_number(text: str) -> bool:
    """Return whether ten digits end with the check digit of an NHS number (modulus 11), outside the range kept for tests."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != 10 or digits[:3] == [9, 9, 9]:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10


def _holds_nhs_number(text: str) -> bool:
    return any(is_nhs_number(found) for found in _DIGITS.findall(text))


def _is_postcode(text: str) -> bool:
    found = _POSTCODE.search(text.upper())
    # Codes such as B12 3CD fill a text whole; of a sentence only what is written in capitals counts.
    return found is not None and (found.span() == (0, len(text)) or _POSTCODE.search(text) is not None)


DETECTORS: Final[dict[str, Callable[[str], bool]]] = {
    "an NHS number": _holds_nhs_number,
    "an email address": lambda text: _EMAIL.search(text) is not None,
    "a postcode": _is_postcode,
    "a telephone number": lambda text: _PHONE.search(text) is not None,
    "a connection or a password": lambda text: _CONNECTION.search(text) is not None,
}
"""What is looked for, in words, with what finds it."""


def suspicion(text: str) -> str:
    """Return what a text seems to hold, in words; empty where nothing was found."""
    return next((what for what, finds in DETECTORS.items() if finds(text)), "")


def is_called_after_people(words: Sequence[str]) -> bool:
    """Return whether the words of a column's name say that it tells people apart."""
    return bool(words) and (
        words[-1] in _ALONE or (words[-1] in _NUMBERS and bool(_PEOPLE & set(words[:-1])))
    )
