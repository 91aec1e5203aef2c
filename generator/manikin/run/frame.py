"""Rows of one table while they are being made: columns on demand, each made once.

A frame is any set of rows: a chunk, a whole small table, the rows that other rows point at, or the
rows that a check refused. What is asked of a parent or of a referenced row is asked of that row's own
frame, so no table is joined.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from manikin import randomness
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.parts import PARTS
from manikin.columns.paths import Step, resolve
from manikin.columns.values import Mask, take, validity, with_nulls
from manikin.model import Column, FileRows
from manikin.randomness import Bits, Floats, Integers
from manikin.run.chosen import chosen, door
from manikin.run.members import counts_below, filled, place_below
from manikin.run.offspring import drawn_counts
from manikin.run.place import Place, before, children, runs, siblings

if TYPE_CHECKING:
    from threading import RLock as Lock

    from manikin.run.prepared import PreparedTable
    from manikin.run.world import World


class Frame:
    """Some rows of one table.

    Parameters
    ----------
    world : World
        The whole run: finds other tables' rows.
    prepared : PreparedTable
        The table.
    place : Place
        Which rows.
    """

    def __init__(
        self,
        world: World,
        prepared: PreparedTable,
        place: Place,
    ) -> None:
        self.world = world
        self.prepared = prepared
        self.place = place
        self._positions: Integers | None = None
        self._below: dict[str, Frame] = {}
        self._columns: dict[str, pa.Array] = {}
        self._wholes: dict[str, pa.Array] = {}
        self._absent: dict[str, Mask | None] = {}
        self._targets: dict[str, Integers] = {}
        self.levels: dict[str, Integers] = {}
        self._doors: dict[Step, tuple[Frame, Integers | None]] = {}
        # One lock for a row and all that is below it: children ask their parents, and parents their children.
        self.lock: Lock = threading.RLock() if place.parent is None else place.parent.lock

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.place.addresses)

    @property
    def positions(self) -> Integers:
        """The rows' positions in the table; shape (rows,)."""
        if self._positions is None:
            self._positions = self.place.positions
        if self._positions is None:
            self._positions = self.world.positions_under(self)
        return self._positions

    @property
    def ordinals(self) -> Integers:
        """The rows' positions under their parents; shape (rows,)."""
        return self.place.ordinals

    @property
    def addresses(self) -> Bits:
        """What the rows' random streams are addressed by; shape (rows,)."""
        return self.place.addresses

    def uniforms(self, column: Column, purpose: str = "value") -> Floats:
        """Return the column's uniforms for a purpose; shape (rows,).

        Those of the values of columns that are declared to go together do.
        """
        if purpose == "value" and column.name in self.prepared.correlated:
            group, copula, place = self.prepared.correlated[column.name]
            assert copula is not None
            return copula.uniforms(place, [self._own(other, purpose) for other in group.columns[: place + 1]])
        return self._own(column, purpose)

    def _own(self, column: Column, purpose: str) -> Floats:
        return randomness.uniforms(self.key(column, purpose), self.addresses)

    def bits(self, column: Column, purpose: str = "value") -> Bits:
        """Return 64 random bits a row; shape (rows,)."""
        return randomness.bits(self.key(column, purpose), self.addresses)

    def key(self, column: Column, purpose: str) -> int:
        """Return the key of the column's stream for a purpose."""
        return self.prepared.key(column.stream, purpose)

    def value(self, path: str) -> pa.Array:
        """Return what a path means for each row; length rows."""
        if "." not in path:
            return self.column(path)
        route = resolve(path, self.prepared.table, self.prepared.spec)
        return self.follow(route.steps, route.column.name)

    def follow(self, steps: tuple[Step, ...], name: str) -> pa.Array:
        """Return the column `name` of the rows that `steps` lead to."""
        frame: Frame = self
        index: Integers | None = None
        for step in steps:
            frame, hop = frame.door(step)
            if index is None:
                index = hop
            elif hop is not None and hop.size:
                index = np.where(index < 0, -1, hop[index])
        return take(frame.column(name), index)

    def column(self, name: str) -> pa.Array:
        """Return a column of the rows, as it will be written; length rows."""
        found = self._columns.get(name)
        if found is None:
            with self.lock:
                found = self._columns.get(name)
                if found is None:
                    component = self.prepared.component_of.get(name)
                    if component is None:
                        found = self.draft(name)
                        self._columns[name] = found
                    else:
                        self._columns.update(self.world.settle(self, component))
                        found = self._columns[name]
        return found

    def draft(self, name: str) -> pa.Array:
        """Return a column as first drawn, whatever the checks say."""
        if isinstance(self.prepared.table.rows, FileRows):
            whole = self.world.vocabulary(self.prepared.table, self.prepared.table.by_name[name])
            return whole if self.rows == len(whole) else whole.take(pa.array(self.positions))
        return self.walked(name) if name in self.prepared.walked else self.drawn(name)

    def walked(self, name: str) -> pa.Array:
        """Return a column that is made along the rows of one parent."""
        family, rows = siblings(self)
        if family is not self:
            return take(family.column(name), rows)
        self._columns.update(self.world.walk(self, self.prepared.walked[name]))
        return self._columns[name]

    def drawn(self, name: str) -> pa.Array:
        """Return a column as its way and its `missing` make it."""
        column = self.prepared.table.by_name[name]
        made = self.made(column)
        absent = self.absent(column)
        return made if absent is None else with_nulls(made, absent)

    def made(self, column: Column) -> pa.Array:
        """Return a column before values go missing; of whole families where siblings decide."""
        if column.kind == PARTS:
            return filled(self, column)
        if column.kind not in OF_FAMILIES:
            return self.prepared.makers[column.name].make(self)
        family, rows = siblings(self)
        return take(family.whole(column.name), rows)

    def whole(self, name: str) -> pa.Array:
        """Return a column that depends on siblings, before values go missing; these are whole families."""
        found = self._wholes.get(name)
        if found is None:
            # Without the lock: made twice by chance it is the same, and siblings may ask parents for more.
            found = self._wholes[name] = self.prepared.makers[name].make(self)
        return found

    def families(self) -> tuple[Integers, Integers]:
        """Return `runs` of these rows."""
        return runs(self)

    def absent(self, column: Column) -> Mask | None:
        """Return where the column is declared to have no value; None where nowhere."""
        if column.missing is None and not column.missing_with and column.missing_by is None:
            return None
        if column.name not in self._absent:
            mask = np.zeros(self.rows, np.bool_)
            if column.missing is not None:
                draw = self.prepared.missing[column.name]
                found = draw.make(self, self.uniforms(column, "missing"))
                mask |= found.to_numpy(zero_copy_only=False)
            if column.missing_by is not None:
                mask |= self.prepared.patterns[column.name].absent(self, column.name)
            for other in column.missing_with:
                valid = validity(self.column(other))
                if valid is not None:
                    mask |= ~valid
            self._absent[column.name] = mask
        return self._absent[column.name]

    def target(self, column: Column) -> Integers:
        """Return the positions that a reference column points at, -1 where it is missing.

        Of one within a row, or to a part, they are those among the rows that `chosen` picks from.
        """
        found = self._targets.get(column.name)
        if found is None:
            with self.lock:
                if column.name in self.prepared.component_of:
                    self.column(column.name)
                found = self._targets.get(column.name)
                if found is None:
                    found = self._targets[column.name] = self.pick(column)
        return found

    def settle_target(self, name: str, targets: Integers) -> None:
        """Set what a redrawn reference points at."""
        self._targets[name] = targets

    def pick(self, column: Column) -> Integers:
        """Return the positions first picked."""
        picked = chosen(self, column)
        absent = self.absent(column)
        return picked if absent is None else np.where(absent, -1, picked)

    def door(self, step: Step) -> tuple[Frame, Integers | None]:
        """Return the frame that a step leads to, and which of its rows each row meets."""
        found = self._doors.get(step)
        if found is None:
            found = self._doors[step] = self._open(step)
        return found

    def _open(self, step: Step) -> tuple[Frame, Integers | None]:
        if step.previous:
            family, rows = siblings(self)
            return family, before(self.ordinals, rows)
        if step.column is None:
            assert self.place.parent is not None
            return self.place.parent, self.place.parent_rows
        column = self.prepared.table.by_name[step.column]
        return door(self, column, self.target(column))

    def child_counts(self, child: PreparedTable) -> Integers:
        """Return how many rows of `child` each row has; shape (rows,)."""
        if child.counts is None:
            return counts_below(self, child)
        counts = drawn_counts(self, child)
        if child.ending is None:
            return counts
        return child.ending.cut(Frame(self.world, child, children(self, counts, trial=True)), counts)

    def below(self, name: str) -> Frame:
        """Return all rows of a child table that belong to these rows, those of one parent together."""
        found = self._below.get(name)
        if found is None:
            with self.lock:
                found = self._below.get(name)
                if found is None:
                    found = self._below[name] = self.children(self.world.prepared[name])
        return found

    def below_all(self, way: tuple[str, ...]) -> tuple[Frame, Integers]:
        """Return the rows below, down a way of tables, and which of these rows each belongs to, in order."""
        frame, owners = self, np.arange(self.rows, dtype=np.int64)
        for name in way:
            frame = frame.below(name)
            assert frame.place.parent_rows is not None
            owners = owners[frame.place.parent_rows]
        return frame, owners

    def let_go(self) -> None:
        """Forget the rows below: a circle that would stay until Python happens to look for circles."""
        for below in self._below.values():
            below.let_go()
        self._below.clear()
        self._doors.clear()

    def numbered(self, name: str, first: int) -> Frame:
        """Return the rows `below` of a child table, the first of them at position `first`."""
        frame = self.below(name)
        frame.place = replace(frame.place, positions=np.arange(first, first + frame.rows, dtype=np.int64))
        return frame

    def children(self, child: PreparedTable) -> Frame:
        """Return the child rows of all rows."""
        return Frame(self.world, child, place_below(self, child))


__all__ = ["Frame", "Place", "runs", "take"]
