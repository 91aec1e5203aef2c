"""The cases of a draw found by one join, where there are many and they ask for plain values.

A condition for each of a thousand cases would be tried for every row; a number is looked up once.
"""

from __future__ import annotations

from itertools import product
from typing import Final

from manikin.model import Condition, DataType, Draw
from manikin.model.datatype import Scalar
from manikin.verify.conditions import Arm, arms, is_plain, literal_of
from manikin.verify.rows import Rows
from manikin.verify.sqltext import sql_type

_FEW: Final = 20
_MOST: Final = 100_000


def arms_of(draw: Draw, rows: Rows) -> tuple[Arm, ...]:
    """Return the cases of a draw, as `conditions.arms` does; of many, each is told by its number.

    Raises
    ------
    UnavailableError
        If a condition looks at what the files do not tell.
    """
    asked = [case.when for case in draw.cases if case.when is not None]
    paths = tuple(condition.path for condition in asked[0]) if asked else ()
    looked = {path: rows.look(path) for path in paths} if len(asked) > _FEW else {}
    if not looked or not all(_is_plain(when, looked) for when in asked):
        return arms(draw, rows.look)
    lines = [
        f"({', '.join(keys)}, {number})"
        for number, case in enumerate(draw.cases)
        if case.when is not None
        for keys in product(*(_keys(case.when, path, looked[path][1]) for path in paths))
    ]
    if len(lines) > _MOST:
        return arms(draw, rows.look)
    names = [f"k{place}" for place in range(len(paths))]
    # A parameter such as a missing value has no type of its own.
    typed = [
        f"CAST({name} AS {sql_type(looked[path][1])}) AS {name}"
        for name, path in zip(names, paths, strict=True)
    ]
    values = f"(SELECT {', '.join(typed)}, n FROM (VALUES {', '.join(lines)}) AS v({', '.join(names)}, n))"  # noqa: S608  quoted where the parts are made
    on = {name: looked[path][0] for name, path in zip(names, paths, strict=True)}
    alias = rows.attach(values, on)
    return tuple(
        Arm(
            case.distribution,
            f"{alias}.n = {number}" if case.when is not None else f"{alias}.n IS NULL",
            f" in case {number + 1}",
        )
        for number, case in enumerate(draw.cases)
    )


def _is_plain(when: tuple[Condition, ...], looked: dict[str, tuple[str, DataType]]) -> bool:
    if {condition.path for condition in when} != set(looked):
        return False
    return all(
        is_plain(looked[condition.path][1], item) for condition in when for item in _items(condition.matches)
    )


def _items(matches: Scalar | tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return matches if isinstance(matches, tuple) else (matches,)


def _keys(when: tuple[Condition, ...], path: str, datatype: DataType) -> list[str]:
    (condition,) = (condition for condition in when if condition.path == path)
    return ["NULL" if item is None else literal_of(datatype, item) for item in _items(condition.matches)]
