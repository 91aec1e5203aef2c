"""What a column needs, in which order columns are made, and which a check may have drawn again.

Reads the model alone; knows neither files nor rows.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from manikin.columns import KINDS
from manikin.columns.combinations import has_drawn_key
from manikin.columns.correlation import groups
from manikin.columns.draw import needs as draw_needs
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.parts import PARTS
from manikin.columns.paths import Step, first_steps, is_ancestor_reference
from manikin.columns.relation import followed, relation
from manikin.errors import ExitStatus, UserError
from manikin.model import Column, MissingPatterns, Spec, Table

_REDRAWN_KINDS = frozenset({"distribution", "references", "after", "before", "faker", "pattern"})


class CycleFoundError(UserError):
    """Things that need one another; `names` is the circle."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__("these need one another: " + " → ".join(names), ExitStatus.PROBLEMS)


def in_order(wanted: Mapping[str, list[str]]) -> Iterable[str]:
    """Yield the names, each after those it wants; ties in the order given.

    Raises
    ------
    CycleFoundError
        If names want one another.
    """
    sorter = TopologicalSorter({name: sorted(set(others)) for name, others in wanted.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        raise CycleFoundError(tuple(reversed(error.args[1]))) from error
    places = {name: place for place, name in enumerate(wanted)}
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda name: places.get(name, -1))
        yield from ready
        sorter.done(*ready)


def column_order(table: Table, spec: Spec) -> tuple[str, ...]:
    """Return the columns of `table`, each after those of the same row it needs.

    Raises
    ------
    CycleFoundError
        If columns need one another.
    """
    return tuple(in_order({column.name: list(own_needs(column, table, spec)) for column in table.columns}))


def own_needs(column: Column, table: Table, spec: Spec) -> Iterable[str]:
    """Yield the columns of the same row that `column` needs."""
    return first_needs(needs_of(column, table, spec), table, spec)


def first_needs(paths: Iterable[str], table: Table, spec: Spec) -> Iterable[str]:
    """Yield the columns of the same row that some paths begin with."""
    doors: Mapping[str, tuple[Step, ...]] | None = None
    for path in paths:
        first, _, rest = path.partition(".")
        if not rest:
            name: str | None = first
        else:
            # As wide as the table: looked at once for a column, and only for one that looks elsewhere.
            doors = first_steps(table, spec) if doors is None else doors
            name = doors[first][0].column if first in doors else None
        if name is not None and name in table.by_name:
            yield name


def needs_of(column: Column, table: Table, spec: Spec) -> Iterable[str]:
    """Yield every path that `column` looks at, and the reference that decides which rows it may point at."""
    yield from all_needs(column)
    yield from followed(column, table, spec)


def all_needs(column: Column) -> Iterable[str]:
    """Yield every path that `column` looks at: its way, its cases, its missing share."""
    if column.kind == PARTS and column.parameters is not None:
        yield column.parameters
    if column.kind in KINDS:
        yield from KINDS[column.kind].needs(column)
    if column.draw is not None and column.kind != "distribution":
        yield from draw_needs(column.draw)
    if column.missing is not None:
        yield from draw_needs(column.missing.draw)
    if column.missing_by is not None:
        yield from draw_needs(column.missing_by.draw)
    yield from column.missing_with


def all_first(paths: Iterable[str], table: Table, spec: Spec) -> set[str]:
    """Return the columns of the same row that some paths begin with, and all that these need."""
    waiting = list(first_needs(paths, table, spec))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(own_needs(table.by_name[name], table, spec))
    return seen


def redrawable(
    paths: Iterable[str], table: Table, spec: Spec, walked: Container[str] = frozenset()
) -> set[str]:
    """Return the drawn columns of `table` that decide what stands at `paths`, as a check or `unique` names them.

    Keys, unique columns, what the parent decides and what siblings decide stay as they are; but the drawn
    columns of a key are drawn again if it needs them to differ.
    """
    seen = all_first(paths, table, spec)
    # Columns that go together are drawn again together.
    for group in groups(table):
        members = {column.name for column in group.columns}
        if members & seen:
            seen |= members
    # So are columns that are missing together, unless one of them must stay.
    for patterns in table.missing_patterns:
        if seen.intersection(patterns.columns) and redrawn_together(patterns, table, spec):
            seen |= set(patterns.columns)
    return {name for name in seen if name not in walked and _is_redrawable(table.by_name[name], table, spec)}


def redrawn_together(patterns: MissingPatterns, table: Table, spec: Spec) -> bool:
    """Return whether a check may have the missing patterns of a row drawn again: where all their columns may be."""
    return all(_is_redrawable(table.by_name[name], table, spec) for name in patterns.columns)


def _is_redrawable(column: Column, table: Table, spec: Spec) -> bool:
    if column.unique or column.kind in OF_FAMILIES:
        return False
    if column.name in table.key and not has_drawn_key(table):
        return False
    asked = relation(column, table)
    if asked.distinct or asked.levels is not None:
        return False
    if column.kind == "references" and is_ancestor_reference(column, table, spec):
        return False
    return column.kind in _REDRAWN_KINDS or column.missing is not None or column.missing_by is not None
