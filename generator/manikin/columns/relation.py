"""Which rows of a table a reference may point at: any, those that share a row, earlier ones, no row twice.

Reads the model alone; knows neither files nor rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from manikin.columns.paths import (
    Step,
    UnknownPathError,
    ancestors,
    is_ancestor_reference,
    resolve,
    target_table,
)
from manikin.model import Column, Spec, Table


@dataclass(frozen=True)
class Relation:
    """What is asked of the rows that a reference points at.

    Parameters
    ----------
    within : str or None
        What leads to the row that both rows share: an ancestor, the table itself or a reference; None where
        rows of the whole table may be picked.
    earlier : bool
        Whether only rows before this one may be picked, of the same table.
    distinct : bool
        Whether the rows of one parent point at no row twice.
    part : str or None
        The part whose rows may be picked; None for those of any.
    levels : int or None
        How many levels the hierarchy has at most; None where that is open.
    """

    within: str | None = None
    earlier: bool = False
    distinct: bool = False
    part: str | None = None
    levels: int | None = None


ANY = Relation()
"""Nothing is asked."""


def relation(column: Column, table: Table) -> Relation:
    """Return what a reference column asks of the rows it points at.

    A reference to earlier rows of a table with a parent is one within the parent unless it says otherwise,
    and a reference of a table to itself within an ancestor or by levels is one to earlier rows; so is one of a part
    to the table that it is a part of, unless it names another part.
    """
    parameters = column.parameters
    if column.kind != "references" or not isinstance(parameters, Mapping):
        return ANY
    within, earlier, part = parameters.get("within"), bool(parameters.get("earlier")), parameters.get("part")
    levels = parameters.get("levels")
    if target_table(column) == (table.part_of or table.name):
        # Rows of another part may point at one another, so that they need no order.
        is_other = table.part_of is not None and part not in {
            None,
            table.name.removeprefix(f"{table.part_of}."),
        }
        earlier = earlier or levels is not None or (within is not None and not is_other)
        within = within or ((table.together or table.parent) if earlier else None)
    return Relation(within, earlier, bool(parameters.get("distinct")), part, levels)


def lineage(table: Table, ancestor: str, spec: Spec) -> tuple[str, ...] | None:
    """Return the tables from the child of `ancestor` down to `table`; None if it does not descend from it."""
    names = [table.name]
    for above in ancestors(table, spec):
        if above.name == ancestor:
            return tuple(reversed(names))
        names.append(above.name)
    return None


def way(within: str, table: Table, spec: Spec) -> tuple[Step, ...]:
    """Return the steps from a row of `table` to the row that `within` means; none to the row itself.

    Raises
    ------
    UnknownPathError
        If it is neither the table itself, nor one of its ancestors, nor a reference.
    """
    if within == table.name:
        return ()
    names = [above.name for above in ancestors(table, spec)]
    if within in names:
        return tuple(Step(name, None) for name in names[: names.index(within) + 1])
    route = resolve(within, table, spec)
    target = target_table(route.column)
    if target is None or target not in spec.tables:
        raise UnknownPathError(f"{within} is no reference", "name an ancestor, or a column with `references`")
    if not is_ancestor_reference(route.column, route.table, spec):
        return (*route.steps, Step(target, route.column.name))
    names = [above.name for above in ancestors(route.table, spec)]
    return (*route.steps, *(Step(name, None) for name in names[: names.index(target) + 1]))


def _way(within: str, table: Table, spec: Spec) -> tuple[Step, ...] | None:
    try:
        return way(within, table, spec)
    except UnknownPathError:
        return None


def shared_table(within: str, table: Table, spec: Spec) -> Table:
    """Return the table of the row that `within` means."""
    steps = way(within, table, spec)
    return spec.tables[steps[-1].table] if steps else table


def followed(column: Column, table: Table, spec: Spec) -> Iterator[str]:
    """Yield the path of the reference that a column's `within` follows, if it does and leads anywhere."""
    within = relation(column, table).within
    if within is None or within == table.name or _way(within, table, spec) is None:
        return
    if all(above.name != within for above in ancestors(table, spec)):
        yield within


def agreed(steps: tuple[Step, ...], table: Table, spec: Spec) -> tuple[Step, ...]:
    """Return the shortest steps from a row of `table` to the same row.

    Along a reference within a shared row and up to that row is the shared row itself.
    """
    found: list[Step] = []
    place, here = 0, table
    while place < len(steps):
        step = steps[place]
        within = relation(here.by_name[step.column], here).within if step.column else None
        mine = _way(within, here, spec) if within else None
        shared = here if not mine else spec.tables[mine[-1].table]
        climb = 0 if mine is None else len(lineage(spec.tables[step.table], shared.name, spec) or ())
        after = steps[place + 1 : place + 1 + climb]
        if (
            mine is not None
            and len(after) == climb > 0
            and all(other.column is None and not other.previous for other in after)
        ):
            found += mine
            place, here = place + 1 + climb, shared
        else:
            found.append(step)
            place, here = place + 1, spec.tables[step.table]
    return tuple(found)
