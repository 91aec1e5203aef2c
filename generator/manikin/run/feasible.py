"""Whether the rows that will be made can have the distinct values that were declared."""

from __future__ import annotations

from manikin.columns import KINDS
from manikin.columns.bijection import is_distinct
from manikin.errors import InfeasibleError
from manikin.run.world import World


def require_feasible(world: World) -> None:
    """Refuse before a row exists what cannot be: more rows than distinct values.

    Raises
    ------
    InfeasibleError
        With the arithmetic of every column concerned.
    """
    faults = []
    for plan in world.plan.tables:
        rows = world.row_count(plan.table.name)
        for column in plan.table.columns:
            kind = KINDS.get(column.kind)
            if kind is None or not (is_distinct(column, plan.table) or kind.NAME in ALWAYS_DISTINCT):
                continue
            values = kind.distinct(column, plan.table, world.plan.spec)
            if values is not None and rows > values:
                faults.append(
                    f"{plan.table.name}.{column.name}: {rows:,} rows need distinct values, and there are {values:,}; "
                    "ask for fewer rows, or give the column a wider range"
                )
    if faults:
        raise InfeasibleError("\n".join(faults))


ALWAYS_DISTINCT = frozenset({"permutation", "identifier", "uuid"})
"""Kinds whose values differ whether or not `unique` says so."""
