"""Batches of any size cut into the pieces that are encoded together, whatever chunks they come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Piece:
    """Rows of one part that are encoded together, and whether they end it; parts count from 1."""

    batches: tuple[pa.RecordBatch, ...]
    part: int
    ends_part: bool


class Cutter:
    """Cuts the rows of one table.

    Parameters
    ----------
    together : int, optional
        How many rows are encoded together, counted from the start of their part; any number unless given.
    part_rows : int, optional
        Rows of a part; there is one part unless given.
    row : int
        The first row that is to come, counted from 0.
    drop : int
        How many rows come before it again, and are left out.
    """

    def __init__(self, together: int | None, part_rows: int | None, row: int = 0, drop: int = 0) -> None:
        self._together = together
        self._part_rows = part_rows
        self._row = row
        self._drop = drop
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0

    def add(self, batch: pa.RecordBatch) -> Iterator[Piece]:
        """Yield the pieces that a batch completes."""
        dropped = min(self._drop, batch.num_rows)
        self._drop -= dropped
        batch = batch.slice(dropped)
        while batch.num_rows:
            room = self._room()
            taken = batch if room is None else batch.slice(0, room - self._waiting_rows)
            self._waiting.append(taken)
            self._waiting_rows += taken.num_rows
            batch = batch.slice(taken.num_rows)
            if self._together is None or self._waiting_rows == room:
                yield self._piece()

    def rest(self) -> Iterator[Piece]:
        """Yield what is left, after the last batch."""
        if self._waiting_rows:
            yield self._piece()

    def _within(self) -> int:
        """Return how many rows of their part come before those that wait."""
        return self._row if self._part_rows is None else self._row % self._part_rows

    def _room(self) -> int | None:
        """Return how many rows the next piece has at most; None for any number."""
        room = None if self._part_rows is None else self._part_rows - self._within()
        if self._together is None:
            return room
        whole = self._together - self._within() % self._together
        return whole if room is None else min(room, whole)

    def _piece(self) -> Piece:
        part = 1 if self._part_rows is None else 1 + self._row // self._part_rows
        batches, self._waiting = tuple(self._waiting), []
        self._row += self._waiting_rows
        self._waiting_rows = 0
        return Piece(batches, part, self._part_rows is not None and self._within() == 0)
