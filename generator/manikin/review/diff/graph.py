"""What each column and each table's rows rest on: from where a change can spread, told from one specification alone.

It may name more than there is, never less: what does not differ in the end is found by counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from manikin.columns import aggregate, claims, combinations
from manikin.columns.correlation import groups
from manikin.columns.draw import needs as draw_needs
from manikin.columns.needs import all_first, needs_of, redrawable
from manikin.columns.parts import PARTS, parts, picked_table, ways
from manikin.columns.paths import (
    UnknownPathError,
    first_steps,
    is_ancestor_reference,
    resolve,
    target_table,
)
from manikin.columns.reference import key_column
from manikin.model import Column, Draw, FileRows, PartRows, PerRows, Spec, Table

Node = tuple[str, str]
"""A table and a column of it; the column is empty for which rows the table has."""
Edges = Mapping[Node, Mapping[Node, str]]
"""For each node what it rests on, and by what."""
Ahead = Mapping[Node, Mapping[Node, str]]
"""For each node what rests on it and by what."""
Found = Iterator[tuple[Node, str]]
ROWS = ""
_ALONE = frozenset(
    "distribution constant copy expression template lookup faker pattern after before uuid ordinal".split()
)
"""Ways to fill a column that ask neither where a row stands nor which others there are."""
CONSTANT = ""
"""In place of a table, for the values that expressions know by a name."""


def edges(spec: Spec) -> Edges:
    """Return for each column, and for the rows of each table, what it rests on and by what."""
    found: dict[Node, dict[Node, str]] = {}

    def put(node: Node, on: Iterable[tuple[Node, str]]) -> None:
        mine = found.setdefault(node, {})
        for other, how in on:
            if other != node:
                mine.setdefault(other, how)

    for table in spec.tables.values():
        put((table.name, ROWS), _rows(table, spec))
        for column in table.columns:
            put((table.name, column.name), _column(column, table, spec))
        for redrawn, on in _redrawn(table, spec):
            for name in redrawn:
                put((table.name, name), ((node, "check") for node in on))
    return found


def ahead(*graphs: Edges) -> Ahead:
    """Return for each node what rests on it and by what; the first graph that says so says by what."""
    found: dict[Node, dict[Node, str]] = {}
    for graph in graphs:
        for node, others in graph.items():
            for other, how in others.items():
                found.setdefault(other, {}).setdefault(node, how)
    return found


def reached(start: Iterable[Node], before: Ahead) -> set[Node]:
    """Return the nodes that rest on any of some nodes, directly or through others; themselves included."""
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for node in before.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def _rows(table: Table, spec: Spec) -> Found:
    match table.rows:
        case PerRows(parent, draw, until):
            yield (parent, ROWS), "rows"
            yield from _paths(draw_needs(draw), table, spec, "rows")
            yield from _paths((condition.path for condition in until), table, spec, "rows")
        case PartRows(parent, _, order):
            if parent is not None:
                yield (parent, ROWS), "rows"
            for part in parts(table, spec):
                yield (part.name, ROWS), "rows"
                yield from (((part.name, name), "order") for name in order if name in part.by_name)
        case _:
            return


def _column(column: Column, table: Table, spec: Spec) -> Found:
    if column.kind not in _ALONE or column.unique:
        # Where a row stands may decide its value: a number in sequence, a reference to earlier rows.
        yield (table.name, ROWS), "rows"
    if isinstance(table.rows, FileRows):
        return
    if isinstance(table.rows, PartRows):
        # What puts the rows in order decides where each stands, though none comes or goes.
        for part in parts(table, spec):
            yield from (((part.name, name), "order") for name in table.rows.order if name in part.by_name)
    yield from _paths(_of_draws(column), table, spec, "cases")
    yield from _paths(needs_of(column, table, spec), table, spec, column.kind)
    match column.kind:
        case "references":
            yield from _reference(column, table, spec)
        case "lookup":
            there = spec.tables[column.parameters["table"]]
            yield (there.name, ROWS), "lookup"
            yield from (((there.name, other.name), "lookup") for other in there.columns)
        case "aggregate":
            name, _ = aggregate.source(column)
            below = spec.tables[name]
            yield (name, ROWS), "aggregate"
            yield from _paths(aggregate.looks_at(column), below, spec, "aggregate")
        case "parts":
            yield from (((home.name, way.name), PARTS) for home, way in ways(column, table, spec))
        case _:
            return


def _of_draws(column: Column) -> Iterator[str]:
    draws: list[Draw] = [column.draw] if column.draw is not None else []
    draws += [column.missing.draw] if column.missing is not None else []
    draws += [column.missing_by.draw] if column.missing_by is not None else []
    for draw in draws:
        yield from draw_needs(draw)


def _reference(column: Column, table: Table, spec: Spec) -> Found:
    target = spec.tables[target_table(column) or ""]
    yield (target.name, key_column(column, spec)), "reference"
    if not is_ancestor_reference(column, table, spec):
        yield (picked_table(column), ROWS), "reference"
        yield (target.name, ROWS), "reference"
        for distribution in column.draw.distributions if column.draw is not None else ():
            if distribution.name == "weights":
                yield (target.name, str(distribution.parameters)), "reference"


def _redrawn(table: Table, spec: Spec) -> Iterator[tuple[set[str], set[Node]]]:
    """Yield the columns that a rule may have drawn again, with all that the rule looks at."""
    apart = [tuple(combinations.looks_at(each)) for each in combinations.declared(table)]
    looked = [tuple(claims.looks_at(check)) for check in table.redrawing] + apart
    for paths in looked:
        redrawn = redrawable(paths, table, spec)
        seen = {node for node, _ in _paths(paths, table, spec, "check")}
        seen |= {(table.name, name) for name in all_first(paths, table, spec)}
        for name in redrawn:
            # A rule that is settled with this one shares a column with it, so both reach each other through that.
            seen.add((table.name, name))
        if paths in apart:
            seen.add((table.name, ROWS))
        yield redrawn, seen
    for group in groups(table):
        names = {column.name for column in group.columns}
        if any(names & redrawable(paths, table, spec) for paths in looked):
            yield names, {(table.name, name) for name in names}


def _paths(paths: Iterable[str], table: Table, spec: Spec, how: str) -> Found:
    """Yield every column that some paths pass through or end in."""
    for path in paths:
        if path in spec.constants:
            yield (CONSTANT, path), how
            continue
        with suppress(UnknownPathError):
            here = table
            *way, _ = path.split(".")
            for word in way:
                for step in first_steps(here, spec)[word]:
                    if step.column is not None:
                        yield (here.name, step.column), how
                    here = spec.tables[step.table]
            route = resolve(path, table, spec)
            yield (route.table.name, route.column.name), how
