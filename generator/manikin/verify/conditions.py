"""The conditions of `given` and `cases` as SQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from manikin.model import Condition, DataType, Distribution, Draw
from manikin.model.datatype import Scalar
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import literal, parse

Look = Callable[[str], tuple[str, DataType]]
"""Gives the SQL and the type of a path; may raise `UnavailableError`."""

_COMPARISON: Final = re.compile(r"\s*(>=|<=|>|<)\s*(\S.*?)\s*")
_RANGE: Final = re.compile(r"\s*(\S.*?)\s*\.\.\s*(\S.*?)\s*")
EVERY: Final = "true"


@dataclass(frozen=True)
class Arm:
    """One case: its distribution, the SQL of the rows it holds for, and what to call it."""

    distribution: Distribution
    where: str = EVERY
    label: str = ""


def arms(draw: Draw, look: Look) -> tuple[Arm, ...]:
    """Return the cases of a draw; one for every row where it has none.

    Raises
    ------
    UnavailableError
        If a condition looks at what the files do not tell.
    """
    if draw.distribution is not None:
        return (Arm(draw.distribution),)
    conditions = [_all_hold(case.when, look) for case in draw.cases]
    others = " OR ".join(sql for sql in conditions if sql is not None) or "false"
    return tuple(
        Arm(case.distribution, sql if sql is not None else f"NOT ({others})", f" in case {place}")
        for place, (case, sql) in enumerate(zip(draw.cases, conditions, strict=True), start=1)
    )


def arm(draw: Draw, place: int, look: Look) -> Arm:
    """Return one of the cases of a draw, without working out the others where it stands alone.

    Raises
    ------
    UnavailableError
        If a condition looks at what the files do not tell.
    """
    if draw.distribution is not None or draw.cases[place].when is None:
        return arms(draw, look)[place]
    sql = _all_hold(draw.cases[place].when, look)
    return Arm(draw.cases[place].distribution, sql or EVERY, f" in case {place + 1}")


def _all_hold(when: tuple[Condition, ...] | None, look: Look) -> str | None:
    if when is None:
        return None
    return "(" + " AND ".join(holds(*look(condition.path), condition.matches) for condition in when) + ")"


def holds(sql: str, datatype: DataType, matches: Scalar | tuple[Scalar, ...]) -> str:
    """Return the SQL, true or false and never null, of a value matching what a condition says."""
    wanted = matches if isinstance(matches, tuple) else (matches,)
    try:
        parts = [_matches(sql, datatype, item) for item in wanted]
    except (ValueError, OverflowError):
        raise UnavailableError("a condition is not of its column's type") from None
    return f"coalesce({' OR '.join(parts)}, false)"


def is_plain(datatype: DataType, item: Scalar) -> bool:
    """Return whether what is asked for is one value or a missing one, and no range."""
    if not isinstance(item, str) or not datatype.is_ordered:
        return True
    return not (_COMPARISON.fullmatch(item) or _RANGE.fullmatch(item))


def literal_of(datatype: DataType, item: Scalar) -> str:
    """Return the literal of one value that is asked for.

    Raises
    ------
    UnavailableError
        If it is not of the type.
    """
    try:
        return _literal(datatype, item)
    except (ValueError, OverflowError):
        raise UnavailableError("a condition is not of its column's type") from None


def _matches(sql: str, datatype: DataType, item: Scalar) -> str:
    if item is None:
        return f"({sql} IS NULL)"
    if isinstance(item, str) and datatype.is_ordered:
        if found := _COMPARISON.fullmatch(item):
            return f"({sql} {found[1]} {_literal(datatype, found[2])})"
        if found := _RANGE.fullmatch(item):
            return f"({sql} BETWEEN {_literal(datatype, found[1])} AND {_literal(datatype, found[2])})"
    return f"({sql} = {_literal(datatype, item)})"


def _literal(datatype: DataType, item: Scalar) -> str:
    return literal(datatype, parse(datatype, item))
