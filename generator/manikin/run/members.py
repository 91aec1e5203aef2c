"""The rows of a table made of parts: those of all its parts, put together and in order.

A row is a row of one part. Which part, and which of its rows, is all that is kept; columns that the parts
fill are taken from there, so that no part is copied and no table is joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from manikin import randomness
from manikin.columns.relation import lineage
from manikin.columns.values import Mask, plain_array, take, to_ruler
from manikin.model import Column, PartRows
from manikin.randomness import Integers
from manikin.run.place import Place, children

if TYPE_CHECKING:
    from manikin.run.frame import Frame
    from manikin.run.prepared import PreparedTable


@dataclass(frozen=True)
class Members:
    """Which row of which part each row is.

    Parameters
    ----------
    frames : tuple of Frame
        All rows of each part below the same ancestors' rows, in order of the parts' names.
    part, row : ndarray of int64, shape (rows,)
        The number of the part, and the row of its frame.
    """

    frames: tuple[Frame, ...]
    part: Integers
    row: Integers

    def at(self, rows: Integers) -> Members:
        """Return some of the rows."""
        return Members(self.frames, self.part[rows], self.row[rows])

    @cached_property
    def places(self) -> tuple[Integers, ...]:
        """For each part, which of these rows each row of its frame is; of all rows below the ancestors."""
        found = []
        for number, frame in enumerate(self.frames):
            here = np.flatnonzero(self.part == number)
            place: Integers = np.full(frame.rows, -1, np.int64)
            place[self.row[here]] = here
            found.append(place)
        return tuple(found)


def place_below(frame: Frame, child: PreparedTable) -> Place:
    """Return the place of all rows of a table below the rows of its parent, those of one parent together."""
    if not isinstance(child.table.rows, PartRows):
        return children(frame, frame.child_counts(child))
    found = [frame.below_all(way) for way in _ways(child)]
    frames = tuple(below for below, _ in found)
    owners = np.concatenate([above for _, above in found])
    sizes = [below.rows for below in frames]
    members = Members(
        frames,
        np.repeat(np.arange(len(frames), dtype=np.int64), sizes),
        np.concatenate([np.arange(size, dtype=np.int64) for size in sizes]),
    )
    order = np.lexsort((*_keys(child, members), owners))
    owners = owners[order]
    addresses = np.concatenate([_addresses(below) for below in frames])[order]
    counts = np.bincount(owners, minlength=frame.rows).astype(np.int64)
    ordinals = np.arange(len(owners), dtype=np.int64) - (np.cumsum(counts) - counts)[owners]
    return Place(None, addresses, ordinals, frame, owners, members.at(order))


def counts_below(frame: Frame, child: PreparedTable) -> Integers:
    """Return how many rows of all parts each row of their ancestor has; shape (rows,)."""
    total: Integers = np.zeros(frame.rows, np.int64)
    for way in _ways(child):
        above, owners = frame.below_all(way[:-1])
        counts = above.child_counts(frame.world.prepared[way[-1]])
        upto = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        ends = np.searchsorted(owners, np.arange(frame.rows + 1))
        total += upto[ends[1:]] - upto[ends[:-1]]
    return total


def filled(frame: Frame, column: Column) -> pa.Array:
    """Return a column that the parts fill; missing in parts that do not, unless the table does for them."""
    members = frame.place.members
    assert members is not None
    arrays: list[pa.Array] = []
    firsts: Integers = np.full(len(members.frames), -1, np.int64)
    size = 0
    for number, part in enumerate(members.frames):
        if column.name in part.prepared.table.by_name:
            arrays.append(part.column(column.name))
            firsts[number] = size
            size += part.rows
    first = firsts[members.part]
    index = np.where(first >= 0, first + members.row, -1)
    if column.parameters is not None:
        arrays.append(frame.column(column.parameters))
        index = np.where(first >= 0, index, size + np.arange(frame.rows, dtype=np.int64))
    return take(_joined(column, arrays), index)


def _joined(column: Column, arrays: list[pa.Array]) -> pa.Array:
    """Return arrays one after another; text may be dictionary-encoded."""
    if not arrays:
        return pa.nulls(0, column.type.arrow)
    if all(isinstance(array, pa.DictionaryArray) for array in arrays):
        return pa.chunked_array(arrays).unify_dictionaries().combine_chunks()
    return pa.concat_arrays([plain_array(array) for array in arrays])


def _ways(child: PreparedTable) -> list[tuple[str, ...]]:
    """Return the tables from the common ancestor down to each part."""
    rows = child.table.rows
    assert isinstance(rows, PartRows)
    return [lineage(child.spec.tables[part], rows.parent or "", child.spec) or () for part in rows.parts]


def _addresses(part: Frame) -> randomness.Bits:
    """Return what the rows of a part are addressed by in the whole, where other parts have rows as well."""
    return randomness.bits(randomness.stream_key(0, part.prepared.table.stream, "part"), part.addresses)


def _keys(child: PreparedTable, members: Members) -> list[Any]:
    """Return what rows of one ancestor are put in order by, the least important first; missing comes last."""
    rows = child.table.rows
    assert isinstance(rows, PartRows)
    keys: list[Any] = []
    for name in reversed(rows.order):
        column = child.table.by_name[name]
        found = [_key(part, column) for part in members.frames]
        keys += [np.concatenate([key[0] for key in found]), np.concatenate([key[1] for key in found])]
    return keys


def _key(part: Frame, column: Column) -> tuple[Any, Mask]:
    """Return the places on the ruler of a column of a part, and where it is missing."""
    if column.name not in part.prepared.table.by_name:
        return np.zeros(part.rows, np.int64), np.ones(part.rows, np.bool_)
    values, valid = to_ruler(column.type, part.column(column.name))
    missing = np.zeros(part.rows, np.bool_) if valid is None else ~valid
    return np.where(missing, 0, values), missing


def locks_with(frame: Frame, lock: Any) -> None:
    """Give a frame and all that it asks for its rows one lock."""
    here: Frame | None = frame
    while here is not None:
        here.lock = lock
        for part in here.place.members.frames if here.place.members else ():
            locks_with(part, lock)
        here = here.place.parent
