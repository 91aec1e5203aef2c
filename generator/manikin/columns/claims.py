"""What a check claims of a row, as one SQL expression, in whichever form it is written.

What is unknown claims nothing: a check without an answer is kept, and an ``if`` without one speaks of no row.
"""

from __future__ import annotations

from collections.abc import Iterable

from manikin.expressions.names import names
from manikin.model import Check


def as_sql(check: Check) -> str:
    """Return the expression that a row must not make false."""
    if check.at_least_one:
        return " OR ".join(f"{_quoted(path)} IS NOT NULL" for path in check.at_least_one)
    if check.when:
        # A CASE, so that `then` is only worked out where `if` holds.
        return f"CASE WHEN ({check.when}) THEN ({check.then}) ELSE TRUE END"
    return check.sql


def looks_at(check: Check) -> Iterable[str]:
    """Return every path that a check looks at."""
    return names(as_sql(check))


def _quoted(path: str) -> str:
    return ".".join(f'"{part}"' for part in path.split("."))
