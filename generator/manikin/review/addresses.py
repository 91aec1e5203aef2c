"""What a statistic is called by structure: names and conditions, never prose, a position or a family."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Final

from manikin.model import Case, Condition, Spec, Table

_LONGEST: Final = 300
"""The most characters of an address; what is longer ends with a digest of the whole."""
_COMPARISON: Final = re.compile(r"\s*[<>]=?\s*\S.*|\s*\S.*\.\.\s*\S.*", re.DOTALL)


def case_words(case: Case, called: Callable[[str], str] = str) -> str:
    """Return what a case adds to the address of what it is a case of; `called` says by which name a path goes."""
    if case.when is None:
        return " / otherwise"
    return " / when " + " and ".join(sorted(_condition(one, called(one.path)) for one in case.when))


def shortened(words: str) -> str:
    """Return an address that is not too long to be cited; two that differ still do."""
    if len(words) <= _LONGEST:
        return words
    return f"{words[: _LONGEST - 20]}… {hashlib.sha256(words.encode()).hexdigest()[:16]}"


def former(path: str, table: Table, spec: Spec) -> str:
    """Return a path by the names that the tables and columns on it had before."""
    steps, here = [], table
    for step in path.split("."):
        if step in spec.tables:
            here = spec.tables[step]
            steps.append(here.stream)
        else:
            column = here.by_name.get(step)
            steps.append(step if column is None else column.stream)
    return ".".join(steps)


def _condition(condition: Condition, path: str) -> str:
    match = condition.matches
    if isinstance(match, tuple):
        return f"{path} in [{', '.join(map(_scalar, match))}]"
    between = " " if isinstance(match, str) and _COMPARISON.fullmatch(match) else " = "
    return f"{path}{between}{_scalar(match)}"


def _scalar(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
