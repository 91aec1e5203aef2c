"""Circles: parents, columns of one row, and columns across tables that would wait for one another."""

from __future__ import annotations

from collections.abc import Container, Iterator

from manikin.columns import combinations
from manikin.columns.aggregate import lineage, source
from manikin.columns.aggregate import looks_at as below_of
from manikin.columns.claims import looks_at
from manikin.columns.combinations import declared
from manikin.columns.draw import needs as draw_needs
from manikin.columns.ending import basis
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.needs import (
    CycleFoundError,
    all_first,
    column_order,
    in_order,
    needs_of,
    redrawable,
)
from manikin.columns.parts import parts, ways
from manikin.columns.paths import is_ancestor_reference, target_table
from manikin.columns.reference import key_column
from manikin.columns.relation import relation
from manikin.columns.walks import ROWS, Walks, looks_back
from manikin.errors import Problem
from manikin.model import Column, FileRows, PartRows, PerRows, Table
from manikin.model.draws import Address
from manikin.spec.rules.context import Context

_ROWS = "its rows"
Node = str
Graph = dict[Node, list[Node]]


def check(context: Context) -> Iterator[Problem]:
    """Yield each circle once, named in full; only one of several that cross."""
    parents = {
        t.name: [other for other in (t.parent, *_parts(t)) if other in context.spec.tables]
        for t in context.tables
    }
    try:
        tuple(in_order(parents))  # type: ignore[arg-type]
    except CycleFoundError as error:
        names = error.names
        message = "tables that are counted per one another: " + " → ".join(names)
        mend = "let one of them have `rows: N`"
        if any(_parts(context.spec.tables[name]) for name in names):
            mend = "count the rows of the part per another table"
        yield context.problem(_of_rows(context.spec.tables[names[0]]), "CYCLE01", message, mend)
        return
    found = False
    for table in context.tables:
        try:
            column_order(table, context.spec)
        except CycleFoundError as error:
            found = True
            yield _columns(context, table, error.names)
    if not found:
        yield from _across(context)


def _columns(context: Context, table: Table, names: tuple[str, ...]) -> Problem:
    message = f"columns of {table.name} that need one another: " + " → ".join(names)
    return context.problem(
        (*table.address, "columns", names[0]), "CYCLE02", message, "let one be drawn on its own", key=True
    )


def _across(context: Context) -> Iterator[Problem]:
    graph = _graph(context)
    try:
        tuple(in_order(graph))
    except CycleFoundError as error:
        first = min(error.names)
        at = error.names.index(first)
        names = (*error.names[at:-1], *error.names[:at], first)
        name, _, column = first.rpartition(".")
        table = context.spec.tables[name]
        place = table.by_name[column].address if column != _ROWS else _of_rows(table)[:-1]
        # The rows of a reference's target count for the reference; they are no column that could be named.
        message = "values that need one another, through other rows: " + " → ".join(names)
        mend = "take one of them from a column that needs nothing of the others"
        yield context.problem(place, "CYCLE02", message, mend, key=True)


def _graph(context: Context) -> Graph:
    """Return what every value needs: columns, and the number of rows of tables, by name."""
    graph: Graph = {}
    walked = context.walks
    for table in context.tables:
        rows: list[Node] = graph.setdefault(f"{table.name}.{_ROWS}", [])
        if isinstance(table.rows, FileRows):
            graph.update({f"{table.name}.{column.name}": [] for column in table.columns})
            continue
        rows += _together(context, table)
        if isinstance(table.rows, PerRows) and table.parent in context.spec.tables:
            rows.append(f"{table.parent}.{_ROWS}")
            rows += [node for path in table.rows.draw.given for node in _nodes(context, path, table)]
            rows += [f"{name}.{column or _ROWS}" for name, column in basis(table, context.spec).outside]
        for column in table.columns:
            graph[f"{table.name}.{column.name}"] = list(_needs(context, table, column, walked))
        for name, nodes in _settled(context, table, walked).items():
            graph[f"{table.name}.{name}"] += nodes
    return graph


def _together(context: Context, table: Table) -> Iterator[Node]:
    """Yield what the rows of a table of parts need: the rows of each part, and what puts them in order."""
    for part in parts(table, context.spec):
        yield f"{part.name}.{_ROWS}"
        yield from (
            f"{part.name}.{name}" for name in getattr(table.rows, "order", ()) if name in part.by_name
        )


def _parts(table: Table) -> tuple[str, ...]:
    return table.rows.parts if isinstance(table.rows, PartRows) else ()


def _of_rows(table: Table) -> Address:
    """Return where it stands per what the rows of a table are counted."""
    return (*table.address, *(("parts", "") if _parts(table) else ("rows", "per")))


def _needs(context: Context, table: Table, column: Column, walked: Walks) -> Iterator[Node]:
    for path in needs_of(column, table, context.spec):
        for node in _nodes(context, path, table):
            other, _, name = node.rpartition(".")
            # What the row before has is made before this one, where both are made along their family.
            met = ((table.name, column.name), path, (other, name if name != _ROWS else ROWS))
            if met not in walked.undone:
                yield node
    yield from (f"{home.name}.{way.name}" for home, way in ways(column, table, context.spec))
    if column.kind in OF_FAMILIES or looks_back(column):
        yield f"{table.name}.{_ROWS}"
    yield from _below(context, table, column)
    target = context.spec.tables.get(target_table(column) or "")
    if target is not None and target.key and key_column(column, context.spec) in target.by_name:
        yield f"{target.name}.{key_column(column, context.spec)}"
        if target.name != table.name and not is_ancestor_reference(column, table, context.spec):
            yield f"{target.name}.{_ROWS}"


def _nodes(context: Context, path: str, table: Table) -> Iterator[Node]:
    """Yield the values that a path reads: the references it goes along, and the column at its end."""
    route = context.route(path, table)
    if route is None:
        return
    here = table
    for step in route.steps:
        if step.column is not None:
            yield f"{here.name}.{step.column}"
            yield f"{step.table}.{_ROWS}"
        here = context.spec.tables[step.table]
    yield f"{route.table.name}.{route.column.name}"


def _below(context: Context, table: Table, column: Column) -> Iterator[Node]:
    """Yield what a column needs of the rows below its own: how many there are, and their values."""
    if column.kind != "aggregate":
        return
    below = context.spec.tables.get(source(column)[0])
    if below is not None and context.is_sound(column.address):
        for name in lineage(below, table, context.spec):
            yield f"{name}.{_ROWS}"
        for path in below_of(column):
            yield from _nodes(context, path, below)


def _settled(context: Context, table: Table, walked: Walks) -> dict[str, list[Node]]:
    """Return what columns need of other rows because a check decides whether they are drawn again."""
    found: dict[str, list[Node]] = {}
    spec, along = context.spec, walked.of(table.name)
    for decisive, rows, redrawn in _grouped(context, table, along):
        inside = all_first(decisive, table, spec)
        paths = [*decisive, *(path for name in inside for path in needs_of(table.by_name[name], table, spec))]
        foreign = [node for path in paths for node in _of_others(context, path, table)]
        for name in sorted(inside):
            foreign += _below(context, table, table.by_name[name])
            foreign += _of_earlier(context, table, table.by_name[name])
            if name in along or table.by_name[name].kind == "states":
                # These are made of whole families, whatever this row's check says of what they look at.
                foreign.append(f"{table.name}.{name}")
        for name in redrawn:
            found.setdefault(name, []).extend([*foreign, *rows])
    return found


def _grouped(
    context: Context, table: Table, along: Container[str]
) -> Iterator[tuple[list[str], list[Node], set[str]]]:
    """Yield what is settled together, since it shares drawn columns: the paths, the rows, these columns."""
    groups: list[tuple[list[str], list[Node], set[str]]] = []
    for decisive, rows in _decided(table):
        redrawn = redrawable(decisive, table, context.spec, along)
        joined = [group for group in groups if group[2] & redrawn]
        groups = [group for group in groups if group not in joined]
        paths = [*decisive, *(path for group in joined for path in group[0])]
        needed = [*rows, *(node for group in joined for node in group[1])]
        groups.append((paths, needed, redrawn.union(*(group[2] for group in joined))))
    yield from groups


def _decided(table: Table) -> Iterator[tuple[tuple[str, ...], list[Node]]]:
    """Yield the paths that decide whether rows are drawn again, and which rows must be known for it."""
    for rule in table.redrawing:
        yield tuple(looks_at(rule)), []
    for combination in declared(table):
        yield tuple(combinations.looks_at(combination)), [f"{table.name}.{_ROWS}"]


def _of_others(context: Context, path: str, table: Table) -> list[Node]:
    """Return the values that a path reads of other rows: all but a reference of the row itself."""
    route = context.route(path, table)
    if route is None or not route.steps:
        return []
    return list(_nodes(context, path, table))[0 if route.steps[0].column is None else 1 :]


def _of_earlier(context: Context, table: Table, column: Column) -> Iterator[Node]:
    """Yield what decides whether earlier rows stand at the top, on which a reference by levels depends."""
    if relation(column, table).levels is not None and column.missing is not None:
        for path in (*draw_needs(column.missing.draw), *column.missing_with):
            yield from _nodes(context, path, table)
