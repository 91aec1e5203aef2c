"""Cases in words: "when frailty is frail and age is 65 or more"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from manikin.model import Case, Condition
from manikin.review.words import numbers

_RANGE: Final = re.compile(r"(.+?)\.\.(.+)")
_COMPARED: Final = re.compile(r"(<=|>=|<|>)\s*(.+)")
_SIGNS: Final = {
    "<": "below {}",
    "<=": "{} or less",
    ">": "above {}",
    ">=": "{} or more",
}


def when(case: Case) -> str:
    """Return when a case holds, starting with "when"; "otherwise" for the one that takes the rest."""
    return "otherwise" if case.when is None else f"when {all_of(case.when)}"


def all_of(conditions: Sequence[Condition]) -> str:
    """Return conditions that hold together."""
    return numbers.listed([f"{one.path} {matches(one.matches)}" for one in conditions])


def matches(value: Any) -> str:
    """Return what a value must be, starting with "is"."""
    if isinstance(value, list | tuple):
        return f"is {numbers.listed([_one(item) for item in value], 'or')}"
    if isinstance(value, str):
        if found := _RANGE.fullmatch(value):
            return f"is {_place(found[1])} to {_place(found[2])}"
        if found := _COMPARED.fullmatch(value):
            return f"is {_SIGNS[found[1]].format(_place(found[2]))}"
    return f"is {_one(value)}"


def _one(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return numbers.number(value) if isinstance(value, int | float) else str(value)


def _place(text: str) -> str:
    return text.strip()
