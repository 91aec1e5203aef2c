"""Which cells differ: both versions are drawn and compared, row by row, as far as the first million rows.

A row is told by its address: whose child it is and which. So a row more leaves the others comparable. What is drawn is
what `manikin.run` makes and nothing else; only the columns asked for are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.paths import ancestors
from manikin.columns.values import plain_array
from manikin.errors import InfeasibleError
from manikin.model import FileRows, FixedRows, Spec
from manikin.plan import make_plan
from manikin.randomness import Integers
from manikin.review.diff.change import Count, RowCount
from manikin.review.diff.graph import ROWS, Node, ahead, edges, reached
from manikin.review.diff.lists import Lines, lines_of
from manikin.review.diff.matching import Matched
from manikin.run import World
from manikin.run.frame import Frame

MOST_COUNTED: Final = 50_000_000
"""Up to how many rows of a table without a parent those below them are counted, where something points at these."""
MOST_ROWS: Final = 1_000_000
"""About how many rows of a table are compared."""


@dataclass
class Counted:
    """What was found, by new names.

    Parameters
    ----------
    columns : dict of Node to Count
        The columns that were compared.
    rows : dict of str to RowCount
        The tables whose rows were.
    refused : str
        Why not all could be drawn, in words; empty where all could.
    """

    columns: dict[Node, Count] = field(default_factory=dict)
    rows: dict[str, RowCount] = field(default_factory=dict)
    refused: str = ""

    def differs(self, node: Node) -> bool:
        """Return whether a column or the rows of a table differ, as far as was compared."""
        table, column = node
        if column == ROWS:
            found = self.rows.get(table)
            return found is not None and bool(found.added or found.removed)
        count = self.columns.get(node)
        return count is not None and bool(count.changed)


def count(matched: Matched, nodes: Collection[Node], *, most: int = MOST_ROWS) -> Counted:
    """Return how many cells of each of some columns differ, and how many rows of their tables.

    Parameters
    ----------
    matched : Matched
        The two versions.
    nodes : collection of Node
        The columns, by new names; those that only one version has are passed over.
    most : int
        About how many rows of a table are compared at most; a chunk is finished.
    """
    found = Counted()
    wanted: dict[str, set[str]] = {}
    left = _beyond(matched)
    if left & set(nodes):
        found.refused = (
            "some tables have too many rows to count them, so what points at their rows was not compared"
        )
    for node in nodes:
        if node in matched.columns and node not in left:
            wanted.setdefault(node[0], set()).add(node[1])
    for name in [name for name in wanted if _is_list(matched, name)]:
        _compare_lists(matched, name, wanted.pop(name), found)
    for name in [name for name in wanted if not _is_alike(matched, name)]:
        _other_rows(matched, name, wanted.pop(name), found)
    roots: dict[str, dict[str, set[str]]] = {}
    for name, columns in wanted.items():
        roots.setdefault(_root(matched.new, name), {})[name] = columns
    if roots:
        drawn = _Drawn(matched.old), _Drawn(matched.new)
        for root, tables in roots.items():
            try:
                _Comparison(matched, drawn, root, tables, most).into(found)
            except InfeasibleError as error:
                found.refused = error.message
    return found


def _beyond(matched: Matched) -> set[Node]:
    """Return the columns for which rows would have to be counted that are too many."""
    found: set[Node] = set()
    for spec in (matched.old, matched.new):
        large = {name for name in spec.tables if _rows_above(spec, name) > MOST_COUNTED}
        if not large:
            continue
        graph = edges(spec)
        pointing = [
            node
            for node, others in graph.items()
            for (table, column), how in others.items()
            if how == "reference" and column == ROWS and table in large
        ]
        there = reached(pointing, ahead(graph))
        found |= (
            {matched.forward[node] for node in there if node in matched.forward}
            if spec is matched.old
            else there
        )
    return found


def _rows_above(spec: Spec, name: str) -> int:
    """Return how many rows the table at the top of a table's family has; 0 for a table without a parent."""
    if spec.tables[name].parent is None:
        return 0
    rows = spec.tables[_root(spec, name)].rows
    return rows.count if isinstance(rows, FixedRows) else 0


def _root(spec: Spec, name: str) -> str:
    return next((above.name for above in reversed(list(ancestors(spec.tables[name], spec)))), name)


def _is_list(matched: Matched, name: str) -> bool:
    old, new = matched.old.tables[matched.tables[name]], matched.new.tables[name]
    return isinstance(old.rows, FileRows) and isinstance(new.rows, FileRows)


def _is_alike(matched: Matched, name: str) -> bool:
    """Return whether the rows of both versions descend from the same tables, so that they can be told apart by address."""
    before, after = matched.old.tables[matched.tables[name]], matched.new.tables[name]
    one = [table.name for table in (before, *ancestors(before, matched.old))]
    other = [matched.tables.get(table.name) for table in (after, *ancestors(after, matched.new))]
    is_file = isinstance(before.rows, FileRows) or isinstance(after.rows, FileRows)
    # A family of tables at whose top are no rows is not made at all.
    return one == other and not is_file


class _Drawn:
    """One version, drawn from the first row on."""

    def __init__(self, spec: Spec) -> None:
        self.world = World(make_plan(spec))

    def rows(self, name: str) -> int:
        rows = self.world.plan.table(name).table.rows
        return rows.count if isinstance(rows, FixedRows) else 0

    def frames(self, root: str, first: int, size: int, ends: dict[str, int]) -> dict[str, Frame]:
        """Return a piece of a table and of all below it, by name; `ends` counts the rows so far and is moved on."""
        last = min(self.rows(root), first + size)
        frames = {root: self.world.at(root, np.arange(first, max(first, last), dtype=np.int64))}
        for plan in self.world.plan.tables:
            name, parent = plan.table.name, plan.table.parent
            if parent is not None and plan.root == root:
                frames[name] = frames[parent].numbered(name, ends.get(name, 0))
                ends[name] = ends.get(name, 0) + frames[name].rows
        return frames


@dataclass
class _Tally:
    old: int = 0
    new: int = 0
    shared: int = 0
    changed: dict[str, int] = field(default_factory=dict)


class _Comparison:
    """All tables of one family, compared piece by piece."""

    def __init__(
        self,
        matched: Matched,
        drawn: tuple[_Drawn, _Drawn],
        root: str,
        tables: Mapping[str, set[str]],
        most: int,
    ) -> None:
        self.matched, self.tables, self.most = matched, tables, most
        self.drawn = drawn
        self.roots = (matched.tables[root], root)
        self.tallies = {name: _Tally(changed=dict.fromkeys(tables[name] - {ROWS}, 0)) for name in tables}
        self.is_cut = False

    def into(self, found: Counted) -> None:
        rows = max(side.rows(root) for side, root in zip(self.drawn, self.roots, strict=True))
        size = min(side.world.chunk_of(root) for side, root in zip(self.drawn, self.roots, strict=True))
        ends: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for first in range(0, rows, size):
            if any(tally.shared >= self.most for tally in self.tallies.values()):
                self.is_cut = True
                break
            olds, news = (
                side.frames(root, first, size, end)
                for side, root, end in zip(self.drawn, self.roots, ends, strict=True)
            )
            for name, tally in self.tallies.items():
                self._add(tally, olds[self.matched.tables[name]], news[name])
        for name, tally in self.tallies.items():
            added, removed = tally.new - tally.shared, tally.old - tally.shared
            found.rows[name] = RowCount(name, tally.old, tally.new, added, removed, self.is_cut)
            for column, changed in tally.changed.items():
                found.columns[name, column] = Count(name, column, changed, tally.shared, self.is_cut)

    def _add(self, tally: _Tally, old: Frame, new: Frame) -> None:
        here, there = _same(old, new)
        tally.old += old.rows
        tally.new += new.rows
        tally.shared += old.rows if here is None else len(here)
        name = new.prepared.table.name
        for column in tally.changed:
            before = old.column(self.matched.columns[name, column][1])
            tally.changed[column] += differing(_taken(before, here), _taken(new.column(column), there))


def _same(old: Frame, new: Frame) -> tuple[Integers | None, Integers | None]:
    """Return which rows are in both, as places on each side; None for all of them in the same order."""
    if np.array_equal(old.addresses, new.addresses):
        return None, None
    _, here, there = np.intersect1d(old.addresses, new.addresses, assume_unique=True, return_indices=True)
    return here.astype(np.int64), there.astype(np.int64)


def _taken(array: pa.Array, places: Integers | None) -> pa.Array:
    return array if places is None else array.take(pa.array(places))


def differing(old: pa.Array, new: pa.Array) -> int:
    """Return how many cells of two columns of the same length are not the same; those of another type all are."""
    old, new = plain_array(old), plain_array(new)
    if old.type != new.type:
        return len(new) - int(pc.sum(pc.and_(pc.is_null(old), pc.is_null(new))).as_py() or 0)
    other: Any = pc.fill_null(pc.not_equal(old, new), False)
    return int(pc.sum(pc.or_(other, pc.xor(pc.is_null(old), pc.is_null(new)))).as_py() or 0)


def _other_rows(matched: Matched, name: str, columns: set[str], found: Counted) -> None:
    """Count a table whose rows are others altogether, since they descend from others or stand in a file now."""
    worlds = [World(make_plan(spec)) for spec in (matched.old, matched.new)]
    old, new = worlds[0].row_count(matched.tables[name]), worlds[1].row_count(name)
    found.rows[name] = RowCount(name, old, new, new, old)
    for column in columns - {ROWS}:
        found.columns[name, column] = Count(name, column, 0, 0)


def _compare_lists(matched: Matched, name: str, columns: set[str], found: Counted) -> None:
    """Count a table of a file, whose rows are told by their key."""
    old, new = lines_of(matched.old, matched.tables[name]), lines_of(matched.new, name)
    shared = [key for key in new.rows if key in old.rows]
    total = len(old.rows), len(new.rows)
    found.rows[name] = RowCount(name, *total, total[1] - len(shared), total[0] - len(shared))
    for column in columns - {ROWS}:
        before = matched.columns[name, column][1]
        changed = sum(_cell(old, key, before) != _cell(new, key, column) for key in shared)
        found.columns[name, column] = Count(name, column, changed, len(shared))


def _cell(lines: Lines, key: tuple[str | None, ...], column: str) -> str | None:
    return lines.rows[key][lines.columns.index(column)]
