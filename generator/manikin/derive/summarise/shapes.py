"""The shape of identifiers: how many letters and digits, where; a pattern in which no value can be recognised.

A shape may be told if enough people have it. Digits and letters are told as kinds, other signs as they stand.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.permits import SHAPE
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import cells
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

LONGEST: Final = 40
WIDEST: Final = 18
"""Whole numbers of so many digits have no shape that is told."""
_KINDS: Final = {"9": "[0-9]", "A": "[A-Z]", "a": "[a-z]"}
_MARKS: Final = frozenset(" -/._:#")


def shape(about: Subject, column: ir.Value, policy: Policy) -> str:
    """Return the pattern of the commonest shape that may be told; empty where none may.

    Parameters
    ----------
    about : Subject
        The rows.
    column : ibis expression
        A column of text.
    """
    found = cells(about, _drawn(column.cast("string")), policy.at(SHAPE), may=lambda key: _is_plain(str(key)))
    if not found.told:
        return ""
    # Of shapes with the same permitted count, the first by its signs.
    best = min(found.told, key=lambda key: (-found.told[key], str(key)))
    return pattern(str(best))


def digits(about: Subject, column: Any, policy: Policy) -> str:
    """Return the pattern of the commonest number of digits of whole numbers, that may be told; empty where none may."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    wide = ibis.cases(
        (column < 0, 0),
        *((column < 10**power, power) for power in range(1, WIDEST)),
        (column.notnull(), WIDEST),
    )
    found = cells(about, wide, policy.at(SHAPE), may=lambda key: key in range(1, WIDEST))
    if not found.told:
        return ""
    best = min(found.told, key=lambda key: (-found.told[key], str(key)))
    return pattern("9" * int(str(best)))


def _drawn(text: Any) -> Any:
    """Return text with each capital as A, each small letter as a, each digit as 9; nothing for text that is too long to be told."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    drawn = text.re_replace("[A-Z]", "A").re_replace("[a-z]", "a").re_replace("[0-9]", "9")
    # Long text takes longest, and has almost as many shapes as rows.
    return ibis.cases((text.length() <= LONGEST, drawn), else_="")


def _is_plain(drawn: str) -> bool:
    return 0 < len(drawn) <= LONGEST and all(sign in _KINDS or sign in _MARKS for sign in drawn)


def pattern(drawn: str) -> str:
    """Return the regular expression of a drawn shape: of ``AA-9999``, ``[A-Z]{2}-[0-9]{4}``."""
    parts = []
    for sign, run in groupby(drawn):
        length = len(list(run))
        one = _KINDS.get(sign) or re.escape(sign)
        parts.append(one if length == 1 else f"{one}{{{length}}}")
    return "".join(parts)
