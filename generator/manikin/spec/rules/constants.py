"""Constants: text that looks like a date is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from manikin.errors import Problem
from manikin.model import DataType
from manikin.spec.rules.context import Context

_LOOKS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?")


def check(context: Context) -> Iterator[Problem]:
    """Yield constants that look like a date that does not exist."""
    for name, value in context.spec.constants.items():
        if isinstance(value, str) and _LOOKS.fullmatch(value):
            kind = "date" if len(value) == 10 else "datetime"
            precise = DataType(kind, precision="us") if kind == "datetime" else DataType(kind)
            try:
                precise.parse(value)
            except ValueError as error:
                yield context.problem(
                    ("constants", name), "DATE01", f"{value!r} is {error}", "write a date that exists"
                )
