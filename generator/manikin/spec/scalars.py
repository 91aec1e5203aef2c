"""What a plain scalar means: YAML 1.2's core types, less what other programs read differently."""

from __future__ import annotations

import re
from decimal import Decimal

from manikin.spec.limits import MOST_DIGITS

Value = str | int | Decimal | bool | None
LARGEST = 2**53 - 1
"""The largest whole number that every program keeps exactly."""

_WORDS: dict[str, Value] = {
    "": None, "null": None, "Null": None, "NULL": None, "~": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_TRUTHS = re.compile(r"(?i:yes|no|on|off)")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_EXPONENT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+")
_OTHER = re.compile(
    r"[-+]?0[0-9][0-9.]*|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[oObB][0-7_]+|[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?"
    # 14:30:00 is 52200 to a program that counts in sixties, as YAML 1.1 did.
    r"|[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?|[-+]?\.[0-9]+|[-+]?[0-9]+\.|[-+]?\.(?i:inf)|\.(?i:nan)"
    # A code such as 1e10a reads as a number up to its last letter.
    r"|[-+]?[0-9.]+[eE][-+]?[0-9]+[0-9A-Za-z.]*"
)


class TrapError(Exception):
    """A scalar that is refused: its rule, what is wrong, and how to mend it."""

    def __init__(self, rule: str, message: str, mend: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.mend = mend


def plain_value(text: str) -> Value:
    """Return what an unquoted scalar means.

    Raises
    ------
    TrapError
        If programs disagree about it, or a number cannot be kept exactly.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _TRUTHS.fullmatch(text):
        mend = f'put it in quotes ("{text}") if it is text, or write true or false'
        raise TrapError("YAML06", f"{text} means true or false to other programs", mend)
    first = text[0]
    if not (first.isdigit() or first in "+-."):
        return text
    return _numeric(text)


def _numeric(text: str) -> Value:
    shown = text if len(text) <= MOST_DIGITS else text[:MOST_DIGITS] + "…"
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        if len(text) > MOST_DIGITS:
            raise TrapError(
                "YAML02", f"a number of {len(text)} characters; at most {MOST_DIGITS}", "put ids in quotes"
            )
        if text[0] == "+":
            raise TrapError(
                "YAML06",
                f"{shown} looks like a number with a plus",
                "leave out the plus, or put it in quotes",
            )
        return _exact(text)
    if _EXPONENT.fullmatch(text):
        message = f"{shown} is a number to some programs and text to others"
        raise TrapError("YAML06", message, "write the number in full, such as 1000, or put it in quotes")
    if _OTHER.fullmatch(text):
        message = f"{shown} looks like a number, which programs read differently"
        raise TrapError("YAML06", message, "put it in quotes if it is text, or write a plain decimal number")
    return text


def _exact(text: str) -> int | Decimal:
    number = Decimal(text)
    if _INTEGER.fullmatch(text):
        if abs(number) > LARGEST:
            message = f"{text} is larger than {LARGEST}, so not every program keeps it exactly"
            raise TrapError("YAML07", message, "put it in quotes: ids are text")
        return int(number)
    if Decimal(repr(float(number))) != number:
        raise TrapError("YAML07", f"{text} has more digits than a program keeps", "write at most 15 digits")
    return number


def number_like(text: str) -> bool:
    """Return whether an unquoted scalar would be read as something else than text."""
    try:
        return not isinstance(plain_value(text), str)
    except TrapError:
        return True
