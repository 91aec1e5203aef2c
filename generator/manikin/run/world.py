"""The whole run: how many rows each table has, and the rows of any table by position."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np
import pyarrow as pa

from manikin import randomness
from manikin.columns import vocabulary
from manikin.columns.parts import picked_table
from manikin.columns.paths import ancestors
from manikin.columns.reference import Picker, picker
from manikin.errors import InfeasibleError
from manikin.model import Column, FileRows, PartRows, Table
from manikin.plan import Plan
from manikin.randomness import Integers
from manikin.run.checks import settle
from manikin.run.component import Component
from manikin.run.frame import Frame, Place, runs
from manikin.run.members import locks_with
from manikin.run.prepared import PreparedTable, prepare
from manikin.run.stride import walk

CHUNK_ROWS = 16_384
"""The most rows of a table without a parent that are made together; decides speed and memory, never a byte."""
MOST_ROWS = 131_072
"""About how many rows are made together at most, with all that are below those of the table without a parent."""
PILOT_ROWS = 16
HELD_ROWS = 2_000_000
"""Up to how many rows a table's columns are kept for references instead of being made again."""
NONE: Integers = np.zeros(0, np.int64)

Starts = dict[str, list[int]]


class World:
    """A plan with everything needed to make its rows.

    Parameters
    ----------
    plan : Plan
        What to make.
    chunk : int, optional
        Rows of a root table in a chunk; as many as fit unless given.
    each : callable
        Maps a function over chunk numbers, in order; `map`, or that of a pool of threads.
    addresses : Mapping of str to sequence of int, optional
        Which rows a table without a parent has, if not the first ones: the address of each, in order.
    """

    def __init__(
        self,
        plan: Plan,
        chunk: int | None = None,
        each: Callable[[Callable[[int], dict[str, int]], range], Iterator[dict[str, int]]] = map,
        addresses: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self.plan = plan
        self._addresses = {name: np.array(chosen, np.uint64) for name, chosen in (addresses or {}).items()}
        self._chunk = {root.table.name: chunk for root in plan.roots if chunk is not None}
        self._each = each
        self.prepared: dict[str, PreparedTable] = prepare(plan)
        self._pickers: dict[tuple[str, str], Picker] = {}
        self._whole: dict[str, Frame] = {}
        self._offsets: dict[str, Integers] = {}
        self._vocabularies: dict[tuple[str, str], pa.Array] = {}
        self._refused: list[Component] = []
        self._lock = threading.RLock()
        self._is_counting = False

    @cached_property
    def starts(self) -> Starts:
        """For each table with a parent, the first row of every chunk and, last, the number of rows."""
        starts: Starts = {}
        self._is_counting = True
        for root in self.plan.roots:
            children = [
                p.table.name for p in self.plan.tables if p.root == root.table.name and p.table.parent
            ]
            if children:
                found = {name: [0] for name in children}
                for counted in self.count_each(root.table.name, self.chunks(root.table.name)):
                    for name in children:
                        found[name].append(found[name][-1] + counted[name])
                starts.update(found)
        return starts

    @cached_property
    def rows(self) -> dict[str, int]:
        """The rows of every table."""
        return {p.table.name: self.row_count(p.table.name) for p in self.plan.tables}

    def row_count(self, name: str) -> int:
        """Return how many rows a table has."""
        declared = self.plan.table(name).rows
        if declared is not None:
            return declared
        if "starts" not in self.__dict__ and self._is_counting:
            # Some count depends on how many rows another table has, so that one is counted on its own.
            ends = self.offsets(name)
            return int(ends[-1]) if ends.size else 0
        return self.starts[name][-1]

    def chunks(self, root: str) -> range:
        """Return the numbers of the chunks of a root table."""
        rows = self.plan.table(root).rows or 0
        return range(-(-rows // self.chunk_of(root)))

    def chunk_of(self, root: str) -> int:
        """Return how many rows of a root table go into a chunk."""
        if root not in self._chunk:
            self._chunk[root] = CHUNK_ROWS
            self._chunk[root] = self._fitting(root, min(self.plan.table(root).rows or 0, PILOT_ROWS))
        return self._chunk[root]

    def _fitting(self, root: str, pilot: int) -> int:
        """Return how many rows are few enough with all that is below them, judged by the first ones."""
        was_counting, self._is_counting = self._is_counting, True
        counted = self._counted({root: self._at(root, np.arange(pilot, dtype=np.int64))}, root)
        self._is_counting = was_counting
        return max(1, min(CHUNK_ROWS, MOST_ROWS * pilot // max(1, pilot + sum(counted.values()))))

    def root_frame(self, root: str, number: int) -> Frame:
        """Return a chunk of a root table's rows."""
        rows, size = self.plan.table(root).rows or 0, self.chunk_of(root)
        return self._at(root, np.arange(number * size, min(rows, (number + 1) * size), dtype=np.int64))

    def frames(self, root: str, number: int) -> Iterator[tuple[PreparedTable, Frame]]:
        """Yield a chunk of a root table and of all tables that descend from it, parents first."""
        frames = {root: self.root_frame(root, number)}
        # All rows are numbered before any is made, since parents may ask for what is below them.
        for plan in self.plan.tables:
            name, parent = plan.table.name, plan.table.parent
            if parent is not None and plan.root == root:
                frames[name] = frames[parent].numbered(name, self.starts[name][number] if number else 0)
        for name, frame in frames.items():
            yield self.prepared[name], frame

    def first(self, root: str, rows: int) -> Frame:
        """Return the first rows of a root table."""
        return self._at(root, np.arange(rows, dtype=np.int64))

    def count_each(self, root: str, numbers: range) -> Iterator[dict[str, int]]:
        """Yield how many rows each descendant has in some chunks, in order."""
        return self._each(partial(self.counted_in, root), numbers)

    def counted_in(self, root: str, number: int) -> dict[str, int]:
        """Return how many rows each descendant has in a chunk."""
        return self._counted({root: self.root_frame(root, number)}, root)

    def _counted(self, frames: dict[str, Frame], root: str) -> dict[str, int]:
        """Return how many rows each descendant has below rows of the root."""
        counted = {}
        for plan in self.plan.tables:
            name, parent = plan.table.name, plan.table.parent
            if parent is not None and plan.root == root:
                if self.plan.children(name):
                    frames[name] = frames[parent].below(name)
                    counted[name] = frames[name].rows
                else:
                    counted[name] = int(frames[parent].child_counts(self.prepared[name]).sum())
        frames[root].let_go()
        return counted

    def settle(self, frame: Frame, component: Component) -> dict[str, pa.Array]:
        """Return the redrawn columns of a component, its rules kept in every row."""
        if component in self._refused:
            raise InfeasibleError(
                f"{frame.prepared.table.name}: {' and '.join(component.names)} cannot be kept"
            )
        return settle(frame, component)

    def refuse(self, component: Component) -> None:
        """Settle no more rows of a component, since hardly any draw keeps its rules."""
        self._refused.append(component)

    def walk(self, family: Frame, group: frozenset[str]) -> dict[str, pa.Array]:
        """Return columns that are made along the rows of one parent."""
        return walk(family, group)

    def picker(self, table: Table, column: Column) -> Picker:
        """Return what picks the rows that a reference column points at."""
        found = self._pickers.get((table.name, column.name))
        if found is None:
            with self._lock:
                target = picked_table(column)
                rows = self.row_count(target) if target != table.name else 0
                if target != table.name and rows == 0:
                    msg = (
                        f"{table.name}.{column.name} points at {target}, which has no rows at this size; "
                        "ask for more rows, or give the rows per parent a `min`"
                    )
                    raise InfeasibleError(msg)
                found = picker(column, table, self.plan.spec, rows)
                self._pickers[table.name, column.name] = found
        return found

    def vocabulary(self, table: Table, column: Column) -> pa.Array:
        """Return a whole column of a vocabulary."""
        found = self._vocabularies.get((table.name, column.name))
        if found is None:
            found = vocabulary.typed(table, column, self.plan.spec)
            self._vocabularies[table.name, column.name] = found
        return found

    def rows_at(self, name: str, targets: Integers, *, holding: str = "") -> tuple[Frame, Integers]:
        """Return a frame that holds the rows at `targets`, and where in it each is (-1 for none).

        All rows of the table are held if those of `holding`, a table below it, are few enough too.
        """
        few = max(self.row_count(name), self.row_count(holding or name)) <= HELD_ROWS
        if isinstance(self.prepared[name].table.rows, FileRows) or few:
            return self.whole(name), targets
        there, index = np.unique(targets, return_inverse=True)
        missing = there.size > 0 and there[0] < 0
        if missing:
            there = there[1:]
            index = index - 1
        return self._at(name, there), index.astype(np.int64)

    def whole(self, name: str) -> Frame:
        """Return all rows of a table that is small enough to be held."""
        found = self._whole.get(name)
        if found is None:
            with self._lock:
                found = self._whole.get(name)
                if found is None:
                    parent = self.prepared[name].table.parent
                    if parent is not None and self.row_count(parent) <= HELD_ROWS:
                        found = self.whole(parent).below(name)
                    else:
                        found = self._at(name, np.arange(self.row_count(name), dtype=np.int64))
                    # These frames are shared by all threads and ask one another: one lock for all of them.
                    locks_with(found, self._lock)
                    self._whole[name] = found
        return found

    def at(self, name: str, positions: Integers) -> Frame:
        """Return the rows of a table at any positions."""
        return self._at(name, positions)

    def _at(self, name: str, positions: Integers) -> Frame:
        """Return the rows of a table at any positions."""
        prepared = self.prepared[name]
        parent = prepared.table.parent
        if parent is None:
            chosen = self._addresses.get(name)
            addresses = randomness.row_addresses(positions) if chosen is None else chosen[positions]
            return Frame(self, prepared, Place(positions, addresses, np.zeros(len(positions), np.int64)))
        ends = self.offsets(name)
        owners = np.searchsorted(ends, positions, side="right")
        there, index = np.unique(owners, return_inverse=True)
        above = self._at(parent, there.astype(np.int64))
        firsts = np.where(owners > 0, ends[owners - 1], 0)
        ordinals = positions - firsts
        if isinstance(prepared.table.rows, PartRows):
            # Which row of which part is at a place depends on the rows around it.
            whole = above.below(name)
            place = whole.place.at(runs(whole)[0][index] + ordinals)
            return Frame(self, prepared, replace(place, positions=positions))
        addresses = randomness.child_addresses(above.addresses[index], ordinals)
        return Frame(self, prepared, Place(positions, addresses, ordinals, above, index.astype(np.int64)))

    def positions_under(self, frame: Frame) -> Integers:
        """Return the positions of rows in their table, worked out from their parents'."""
        parent, owners = frame.place.parent, frame.place.parent_rows
        assert parent is not None
        assert owners is not None
        above = parent.positions
        ends = self.offsets(frame.prepared.table.name)
        starts = np.where(above > 0, ends[above - 1], 0)
        return starts[owners] + frame.place.ordinals

    def offsets(self, name: str) -> Integers:
        """Return, for each parent row, the position after its last child; 8 bytes a parent are held."""
        found = self._offsets.get(name)
        if found is None:
            with self._lock:
                found = self._offsets.get(name)
                if found is None:
                    found = self._offsets[name] = np.cumsum(np.concatenate([NONE, *self._counts(name)]))
        return found

    def _counts(self, name: str) -> Iterator[Integers]:
        table = self.prepared[name].table
        root, *way = [ancestor.name for ancestor in ancestors(table, self.plan.spec)][::-1]
        for number in self.chunks(root):
            # Not by `frames`, which needs the numbers of rows that are being counted here.
            first = self.root_frame(root, number)
            parents, _ = first.below_all(tuple(way))
            yield parents.child_counts(self.prepared[name])
            first.let_go()
