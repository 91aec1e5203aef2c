"""Whether the rows that will be made can have the distinct values that were declared."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns import KINDS
from manikin.columns.bijection import is_distinct
from manikin.columns.parts import picked_table
from manikin.columns.relation import relation
from manikin.errors import InfeasibleError
from manikin.model import Table
from manikin.run.trial import unkept
from manikin.run.world import World
from manikin.spec.rules import fanout


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
        faults += list(_crowded(world, plan.table))
    # Only where there can be such rows: a trial would stumble over what has just been told.
    faults = faults or list(unkept(world))
    if faults:
        raise InfeasibleError("\n".join(faults))


def _crowded(world: World, table: Table) -> Iterator[str]:
    """Yield references whose rows of one parent could be more than the rows to point at."""
    for column in table.columns:
        asked, target = relation(column, table), picked_table(column)
        if not asked.distinct or asked.within is not None:
            continue
        rows, most = world.row_count(target), fanout.most_per_parent(table, world.plan.spec)
        if most > rows:
            yield (
                f"{table.name}.{column.name}: a {table.parent} can have up to {most:,.0f} rows, each of another "
                f"{target}, and there are {rows:,}; ask for more rows of {target}, or give the count of {table.name} "
                "a smaller `max`"
            )


ALWAYS_DISTINCT = frozenset({"permutation", "identifier", "uuid"})
"""Kinds whose values differ whether or not `unique` says so."""
