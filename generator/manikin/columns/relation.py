"""Which rows of a table a reference may point at: any, those under a shared ancestor, earlier ones, no row twice.

Reads the model alone; knows neither files nor rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from manikin.columns.paths import Step, ancestors, target_table
from manikin.model import Column, Spec, Table


@dataclass(frozen=True)
class Relation:
    """What is asked of the rows that a reference points at.

    Parameters
    ----------
    within : str or None
        The ancestor that both rows share; None where rows of the whole table may be picked.
    earlier : bool
        Whether only rows before this one may be picked, of the same table.
    distinct : bool
        Whether the rows of one parent point at no row twice.
    part : str or None
        The part whose rows may be picked; None for those of any.
    """

    within: str | None = None
    earlier: bool = False
    distinct: bool = False
    part: str | None = None


ANY = Relation()
"""Nothing is asked."""


def relation(column: Column, table: Table) -> Relation:
    """Return what a reference column asks of the rows it points at.

    A reference to earlier rows of a table with a parent is one within the parent unless it says otherwise,
    and a reference of a table to itself within an ancestor is one to earlier rows; so is one of a part to the
    table that it is a part of, unless it names another part.
    """
    parameters = column.parameters
    if column.kind != "references" or not isinstance(parameters, Mapping):
        return ANY
    within, earlier, part = parameters.get("within"), bool(parameters.get("earlier")), parameters.get("part")
    if target_table(column) == (table.part_of or table.name):
        # Rows of another part may point at one another, so that they need no order.
        is_other = table.part_of is not None and part not in {
            None,
            table.name.removeprefix(f"{table.part_of}."),
        }
        earlier = earlier or (within is not None and not is_other)
        within = within or ((table.together or table.parent) if earlier else None)
    return Relation(within, earlier, bool(parameters.get("distinct")), part)


def lineage(table: Table, ancestor: str, spec: Spec) -> tuple[str, ...] | None:
    """Return the tables from the child of `ancestor` down to `table`; None if it does not descend from it."""
    names = [table.name]
    for above in ancestors(table, spec):
        if above.name == ancestor:
            return tuple(reversed(names))
        names.append(above.name)
    return None


def agreed(steps: tuple[Step, ...], table: Table, spec: Spec) -> tuple[Step, ...]:
    """Return the shortest steps from a row of `table` to the same row.

    Along a reference within an ancestor and up to that ancestor is the row's own ancestor.
    """
    found: list[Step] = []
    place, here = 0, table
    while place < len(steps):
        step = steps[place]
        within = relation(here.by_name[step.column], here).within if step.column else None
        climb = len(lineage(spec.tables[step.table], within, spec) or ()) if within else 0
        after = steps[place + 1 : place + 1 + climb]
        if within and len(after) == climb > 0 and all(other.column is None for other in after):
            names = [above.name for above in ancestors(here, spec)]
            found += [Step(name, None) for name in names[: names.index(within) + 1]]
            place, here = place + 1 + climb, spec.tables[within]
        else:
            found.append(step)
            place, here = place + 1, spec.tables[step.table]
    return tuple(found)
