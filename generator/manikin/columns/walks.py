"""Which columns are made along the rows of one parent, since they need what they were in the row before.

Reads the model alone: what needs what, over all tables. A circle that goes through the row before is no
circle of values: it is made one row after another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from manikin.columns.aggregate import lineage, looks_at, source
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.knots import Graph, knots
from manikin.columns.needs import all_needs
from manikin.columns.needs import needs_of as paths_of
from manikin.columns.paths import PREVIOUS, UnknownPathError, ancestors, resolve
from manikin.model import Column, FileRows, PerRows, Spec, Table

ROWS = ""
"""Stands for how many rows a table has, where a column's name would stand."""
Node = tuple[str, str]
"""A table, and a column of it or `ROWS`."""


@dataclass(frozen=True)
class Need:
    """Something that a column, or the number of a table's rows, needs.

    Parameters
    ----------
    of : Node
        What is needed.
    path : str
        The path that says so; empty where none does.
    back : str
        The table in which the path goes to the row before; empty where it does not.
    across : bool
        Whether the path goes along a drawn reference.
    """

    of: Node
    path: str = ""
    back: str = ""
    across: bool = False


@dataclass(frozen=True)
class Walks:
    """The columns that are made along their families.

    Parameters
    ----------
    groups : Mapping of str to tuple of frozenset of str
        For each table, the columns that are made together, one row of a parent after another.
    undone : frozenset
        The needs, each with who needs it, that are met by the row before and so close no circle.
    """

    groups: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    undone: frozenset[tuple[Node, str, Node]] = frozenset()

    def of(self, table: str) -> dict[str, frozenset[str]]:
        """Return the columns of a table that are made along its families, each with those made with it."""
        return {name: group for group in self.groups.get(table, ()) for name in group}


def walks(spec: Spec) -> Walks:
    """Return the columns that are made along their families, as far as that can be done.

    What cannot be, such as ordered times that need the row before, is left in the circle that it closes.
    """
    if not any(looks_back(column) for table in spec.tables.values() for column in table.columns):
        return Walks()
    needs = {node: list(needs_of(node, spec)) for node in _nodes(spec)}
    groups: dict[str, list[frozenset[str]]] = {}
    undone: set[tuple[Node, str, Node]] = set()
    for knot in knots(_graph(needs)):
        for table, group, met in _untied(knot, needs, spec):
            groups.setdefault(table, []).append(group)
            undone |= met
    return Walks({table: tuple(found) for table, found in groups.items()}, frozenset(undone))


def looks_back(column: Column) -> bool:
    """Return whether a path of the column may lead to a row before."""
    return any(PREVIOUS in path.split(".")[:-1] for path in all_needs(column))


def needs_of(node: Node, spec: Spec) -> Iterator[Need]:
    """Yield what a column, or the number of a table's rows, needs by its paths and its rows below."""
    table = spec.tables[node[0]]
    if isinstance(table.rows, FileRows):
        return
    if node[1] == ROWS:
        if isinstance(table.rows, PerRows):
            for path in table.rows.draw.given:
                yield from _along(path, table, spec)
            yield from (Need((table.name, condition.path)) for condition in table.rows.until)
        return
    column = table.by_name.get(node[1])
    if column is not None:
        for path in paths_of(column, table, spec):
            yield from _along(path, table, spec)
        if column.kind == "aggregate":
            yield from _below(column, table, spec)


def _along(path: str, table: Table, spec: Spec) -> Iterator[Need]:
    try:
        route = resolve(path, table, spec)
    except UnknownPathError:
        return
    here, back, across = table, "", False
    for step in route.steps:
        if step.previous:
            back = step.table
        elif step.column is not None:
            yield Need((here.name, step.column), path, back, across)
            across = True
            yield Need((step.table, ROWS), path, back, across)
        here = spec.tables[step.table]
    yield Need((route.table.name, route.column.name), path, back, across)


def _below(column: Column, table: Table, spec: Spec) -> Iterator[Need]:
    below = spec.tables.get(source(column)[0])
    if below is None:
        return
    try:
        way = lineage(below, table, spec)
    except UnknownPathError:
        return
    yield from (Need((name, ROWS)) for name in way)
    for path in looks_at(column):
        yield from _along(path, below, spec)


def _nodes(spec: Spec) -> Iterator[Node]:
    for table in spec.tables.values():
        yield table.name, ROWS
        yield from ((table.name, column.name) for column in table.columns)


def _graph(needs: Mapping[Node, list[Need]]) -> Graph[Node]:
    return {node: [need.of for need in found if need.of in needs] for node, found in needs.items()}


def _untied(
    knot: frozenset[Node], needs: Mapping[Node, list[Need]], spec: Spec
) -> Iterator[tuple[str, frozenset[str], set[tuple[Node, str, Node]]]]:
    """Yield how a knot of needs is undone: by which table's rows before, for which of its columns."""
    inner = {node: [need for need in needs[node] if need.of in knot] for node in knot}
    back = {need.back for found in inner.values() for need in found if need.back}
    top = next((name for name in sorted(back) if _is_above(name, knot, spec)), None)
    group = frozenset(column for table, column in knot if table == top)
    if top is None or not _can_walk(top, group, inner, spec):
        return
    met = {(node, need.path, need.of) for node, found in inner.items() for need in found if need.back == top}
    yield top, group, met
    rest = {node: [need for need in found if need.back != top] for node, found in inner.items()}
    for smaller in knots(_graph(rest)):
        yield from _untied(smaller, rest, spec)


def _is_above(name: str, knot: frozenset[Node], spec: Spec) -> bool:
    """Return whether all tables of a knot are the table itself or descend from it."""
    others = {table for table, _ in knot} - {name}
    return all(any(a.name == name for a in ancestors(spec.tables[other], spec)) for other in others)


def _can_walk(top: str, group: frozenset[str], inner: Mapping[Node, list[Need]], spec: Spec) -> bool:
    if any(need.across for found in inner.values() for need in found):
        return False
    columns = spec.tables[top].by_name
    return ROWS not in group and all(columns[name].kind not in OF_FAMILIES for name in group)
