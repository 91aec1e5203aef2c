"""From clean batches to defective ones, with the answer key: what `--defects` adds to a run.

A defective row is made of a clean one and of nothing else but its position, so chunks and threads decide on no
byte here either. Only rows that bear a defect are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from manikin.columns.values import Mask, plain_array
from manikin.defects import KINDS, answers
from manikin.model import Defect, Table
from manikin.randomness import Bits, Integers, bits
from manikin.run.afflicted import BLOCK, Afflicted, in_turn
from manikin.run.answering import Line, lines
from manikin.run.batches import batch as written
from manikin.run.batches import make, stages
from manikin.run.frame import Frame
from manikin.run.world import World

Batches = list[tuple[str, pa.RecordBatch]]
Task = Callable[..., Batches]
"""Makes the batches of a chunk, given by its number; without defects perhaps `only` those of some tables."""
LATE_BLOCKS = 64
"""Blocks whose late rows are made together."""


def tasks(world: World) -> Iterator[tuple[Task, range]]:
    """Yield what makes the batches of a run, with the numbers it is to be called with, in order."""
    afflicted = _afflicted(world) if world.plan.sizes.defects else {}
    for root, numbers in stages(world):
        if afflicted:
            yield partial(_chunk, world, afflicted, root), numbers
        else:
            yield partial(make, world, root), numbers
    for found in afflicted.values():
        if any(KINDS[defect.kind].MOVES for defect in found.defects):
            yield partial(_late, world, found), range(-(-found.rows // (LATE_BLOCKS * BLOCK)))


def _afflicted(world: World) -> dict[str, Afflicted]:
    """Return the written tables with defects."""
    spec = world.plan.spec
    found = {}
    for plan in world.plan.tables:
        table = plan.table
        mine = tuple(defect for defect in spec.defects if defect.table == table.name)
        if mine and plan.written:
            found[table.name] = Afflicted(table, in_turn(mine), world.row_count(table.name), spec.seed)
    return found


def _chunk(world: World, afflicted: dict[str, Afflicted], root: str, number: int) -> Batches:
    found: Batches = []
    for name, clean in make(world, root, number):
        if name not in afflicted:
            found.append((name, clean))
            continue
        first = number * world.chunk_of(root) if name == root else world.starts[name][number]
        found += _Piece(world, afflicted[name], clean, first).batches()
    return found


def _late(world: World, of: Afflicted, group: int) -> Batches:
    """Return late rows, made again by their positions."""
    everything = of.blocks(range(of.rows))
    blocks = everything[group * LATE_BLOCKS : (group + 1) * LATE_BLOCKS]
    chosen = of.chosen(blocks, lambda _, positions: np.ones(positions.size, np.bool_), only_blind=True)
    late = [defect for defect in of.defects if KINDS[defect.kind].MOVES]
    positions = np.concatenate([chosen[defect.name] for defect in late])
    owners = np.repeat(np.arange(len(late)), [chosen[defect.name].size for defect in late])
    order = np.argsort(positions)
    positions, owners = positions[order], owners[order]
    if not positions.size:
        return []
    rows = _decoded(of, written(world.at(of.table.name, positions)))
    last = everything.stop
    in_front = of.rows - of.count(last, moves=True) + of.count(last, copies=True)
    numbers = in_front + of.count(blocks.start, moves=True) + np.arange(positions.size)
    told = [
        Line(defect, here).at(numbers[here], positions[here])
        for place, defect in enumerate(late)
        for here in [np.flatnonzero(owners == place)]
    ]
    return [(of.table.name, rows), (answers.NAME, lines(of.table, rows, told))]


def _decoded(of: Afflicted, clean: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose columns are always of the same types where any defect changes them."""
    touched = {name for defect in of.defects for name, _ in KINDS[defect.kind].columns(defect.parameters)}
    arrays = [
        _plain(of.table, name, array) if name in touched else array
        for name, array in zip(clean.schema.names, clean.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=clean.schema.names)


def _plain(table: Table, name: str, array: pa.Array) -> pa.Array:
    plain, kind = plain_array(array), table.by_name[name].type.arrow
    return plain if plain.type == kind else plain.cast(kind)


class _Piece:
    """Some rows of a table, one after another, and the rows of the same blocks around them.

    Parameters
    ----------
    world : World
        The run.
    of : Afflicted
        The table.
    clean : pyarrow.RecordBatch
        The rows without defects.
    first : int
        The position of the first.
    """

    def __init__(self, world: World, of: Afflicted, clean: pa.RecordBatch, first: int) -> None:
        self._world = world
        self._of = of
        self._clean = _decoded(of, clean)
        self._positions = range(first, first + clean.num_rows)
        self._blocks = of.blocks(self._positions)
        self._around: tuple[Frame, Frame] | None = None
        self._columns: dict[str, pa.Array] = {}

    def batches(self) -> Batches:
        """Return the rows with their defects, and the lines of the answer key."""
        name, first, rows = self._of.table.name, self._positions.start, self._clean.num_rows
        if not rows:
            return [(name, self._clean)]
        chosen = self._of.chosen(self._blocks, self._fits)
        mine = {
            key: found[(found >= first) & (found < first + rows)] - first for key, found in chosen.items()
        }
        times = self._times(mine)
        before, places = self._before(chosen), np.cumsum(times) - times
        told: list[Line] = []
        cells: dict[str, list[tuple[Integers, pa.Array]]] = {}
        for defect in self._of.defects:
            for line in self._lines(defect, mine[defect.name]):
                at: Integers = places[line.rows] + int(KINDS[defect.kind].COPIES)
                told.append(line.at(before + at, line.rows + first))
                if line.column is not None:
                    cells.setdefault(line.column, []).append((at, line.values))
        soiled = self._clean
        if (times != 1).any():
            soiled = soiled.take(pa.array(np.repeat(np.arange(rows), times)))
        for column, changed in cells.items():
            place = soiled.schema.get_field_index(column)
            soiled = soiled.set_column(place, column, _with(soiled.column(place), changed))
        key = [(answers.NAME, lines(self._of.table, self._clean, told))] if told else []
        return [(name, soiled), *key]

    def _times(self, mine: dict[str, Integers]) -> Integers:
        """Return how often each row is written here: twice where it has a copy, never where it comes late."""
        times: Integers = np.ones(self._clean.num_rows, np.int64)
        for defect in self._of.defects:
            times[mine[defect.name]] += _step(defect)
        return times

    def _before(self, chosen: dict[str, Integers]) -> int:
        """Return how many rows of the file stand before these."""
        block, first = self._blocks.start, self._positions.start
        found = first + self._of.count(block, copies=True) - self._of.count(block, moves=True)
        for defect in self._of.defects:
            found += _step(defect) * int((chosen[defect.name] < first).sum())
        return found

    def _lines(self, defect: Defect, rows: Integers) -> Iterator[Line]:
        """Yield what a defect does to rows of this piece that fit it."""
        kind = KINDS[defect.kind]
        if kind.MOVES or not rows.size:
            return
        if kind.COPIES:
            yield Line(defect, rows)
        names = [name for name, _ in kind.columns(defect.parameters)]
        seen = {name: self._clean.column(name).take(pa.array(rows)) for name in names}
        positions = (rows + self._positions.start).astype(np.uint64)

        def luck(purpose: str) -> Bits:
            return bits(self._of.key(defect, purpose), positions)

        for change in kind.changes(defect, self._of.table, seen, luck):
            if change.rows.size:
                yield Line(defect, rows[change.rows], change.column, change.values)

    def _fits(self, defect: Defect, positions: Integers) -> Mask:
        kind, index = KINDS[defect.kind], pa.array(positions - self._blocks.start * BLOCK)
        cells = {name: self._whole(name).take(index) for name, _ in kind.columns(defect.parameters)}
        mask = kind.fits(defect, self._of.table, cells)
        return np.ones(positions.size, np.bool_) if mask is None else mask

    def _whole(self, name: str) -> pa.Array:
        """Return a column of all rows of the blocks; those that are not of this piece are made again."""
        if name not in self._columns:
            if self._around is None:
                start, stop = self._blocks.start * BLOCK, min(self._blocks.stop * BLOCK, self._of.rows)
                before = np.arange(start, self._positions.start, dtype=np.int64)
                behind = np.arange(self._positions.stop, stop, dtype=np.int64)
                at = self._world.at
                self._around = at(self._of.table.name, before), at(self._of.table.name, behind)
            before_, behind_ = (
                [_plain(self._of.table, name, frame.column(name))] if frame.rows else []
                for frame in self._around
            )
            self._columns[name] = pa.concat_arrays([*before_, self._clean.column(name), *behind_])
        return self._columns[name]


def _step(defect: Defect) -> int:
    """Return how many rows more a defect makes of one."""
    kind = KINDS[defect.kind]
    return int(kind.COPIES) - int(kind.MOVES)


def _with(array: pa.Array, changed: list[tuple[Integers, pa.Array]]) -> pa.Array:
    """Return a column with other values in some rows."""
    rows = np.concatenate([rows for rows, _ in changed])
    index = np.arange(len(array))
    index[rows] = len(array) + np.arange(rows.size)
    return pa.concat_arrays([array, *(values for _, values in changed)]).take(pa.array(index))
