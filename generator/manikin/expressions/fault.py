"""What can be wrong with an expression, in words for the person who wrote it.

Knows the rule identifiers and nothing of SQL or Arrow. No message holds a value of the data.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pyarrow as pa

from manikin.errors import ExitStatus, UserError

UNREADABLE = "SQL01"
"""Not SQL, or a construct that is not allowed."""
UNKNOWN_COLUMN = "SQL02"
UNKNOWN_FUNCTION = "SQL03"
MISFIT = "SQL04"
"""Types that do not fit together."""
WRONG_LITERAL = "SQL05"
"""A date that does not exist, a number too long."""
BOUNDARIES = "SQL06"
"""A warning: calendar years counted where completed years are likely meant."""
NOT_COMPUTABLE = "SQL07"
"""No answer for some row: division by zero, overflow, text that is not a number."""


class ExpressionError(UserError):
    """An expression that is refused.

    Parameters
    ----------
    rule : str
        The stable identifier of the rule it breaks, ``SQL01`` to ``SQL07``.
    message : str
        What was found.
    mend : str
        How to mend it.
    """

    def __init__(self, rule: str, message: str, mend: str = "") -> None:
        super().__init__(message, ExitStatus.PROBLEMS)
        self.rule = rule
        self.mend = mend


class EvaluationError(ExpressionError):
    """A valid expression that has no answer for some row; names the expression, never a value."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            NOT_COMPUTABLE,
            f"the expression `{text}` cannot be computed for every row: {reason}",
            "guard it with CASE WHEN … THEN … END or NULLIF(…, 0), or narrow the columns it uses",
        )


class UncomputableError(Exception):
    """Raised inside a kernel; `EvaluationError` tells it to the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


FAILURES = (UncomputableError, pa.ArrowException)
"""How a kernel says that some row has no answer."""


def reason_of(failure: Exception) -> str:
    """Return why a kernel failed, without the values that Arrow's own messages quote."""
    if isinstance(failure, UncomputableError):
        return failure.reason
    text = str(failure)
    if "divide by zero" in text:
        return "division by zero"
    if "overflow" in text or "out of bounds" in text or "out of range" in text:
        return "a result is too large for its type"
    return "a value does not fit the type it is turned into"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" for the known name most like `name`, or nothing."""
    names = list(known)
    folded = {other.lower(): other for other in names}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    tails = [other for other in names if other.rpartition(".")[2] == name.rpartition(".")[2]]
    if not found and len(tails) == 1:
        return f"did you mean `{tails[0]}`?"
    return f"did you mean `{folded[found[0]]}`?" if found else ""
