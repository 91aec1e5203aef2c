"""How much rarer rows are made where those above them are many, so that not all of them have all there can be.

A practice of thirty patients at least would have some hundred consultations, where a few are enough. What is made
rarer stays possible: numbers of rows above the least are drawn less often, and nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from manikin.columns.parts import rows_of_parts
from manikin.model import PerRows, Spec, Table

SPARE = 2.0
"""How many times what is wanted is made."""
FEWEST = 0.5
"""How many rows of a table each row without a parent has at least, taken together."""


def factors(
    spec: Spec, made: Mapping[str, int], wanted: Mapping[str, float], roots: Mapping[str, str]
) -> dict[str, float]:
    """Return by how much numbers of rows above the least are made rarer, for tables where they are.

    Parameters
    ----------
    spec : Spec
        The specification.
    made : Mapping of str to int
        How many rows of each table were seen.
    wanted : Mapping of str to float
        How many rows of each table are worth looking for.
    roots : Mapping of str to str
        The table without a parent that each descends from.
    """
    left: dict[str, float] = {}
    found: dict[str, float] = {}
    waiting = [name for name in spec.tables if name in made]
    while waiting:
        later = [name for name in waiting if not _above(spec.tables[name], spec, made) <= set(left)]
        if later == waiting:
            break
        for name in waiting:
            if name not in later:
                table = spec.tables[name]
                left[name] = _left(table, spec, made, left)
                root = roots[name]
                if isinstance(table.rows, PerRows):
                    goal = max(FEWEST, SPARE * wanted.get(name, 0.0) / max(1.0, wanted.get(root, 1.0)))
                    rows = made[name] * left[name] / max(1, made.get(root, 1))
                    if rows > goal:
                        found[name] = goal / rows
                        left[name] *= found[name]
        waiting = later
    return found


def _above(table: Table, spec: Spec, made: Mapping[str, int]) -> set[str]:
    """Return the tables whose rows decide how many a table has."""
    if isinstance(table.rows, PerRows):
        return {table.rows.parent} & set(made)
    return {part.name for part in rows_of_parts(table, spec)} & set(made)


def _left(table: Table, spec: Spec, made: Mapping[str, int], left: Mapping[str, float]) -> float:
    """Return which share of a table's rows is left when those above it are rarer."""
    if isinstance(table.rows, PerRows):
        return left.get(table.rows.parent, 1.0)
    members = [part.name for part in rows_of_parts(table, spec) if part.name in made]
    total = sum(made[name] for name in members)
    return sum(made[name] * left[name] for name in members) / total if total else 1.0
