"""Where to begin again: of each table the chunk, and how many of its rows from there are on the disk already."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping


class Chunks:
    """Remembers with how many rows each table ended each chunk, as far back as they may not be written yet.

    Parameters
    ----------
    begin : mapping of str to tuple of int
        The first chunk of which each table's rows are wanted, and how many rows it had before.
    """

    def __init__(self, begin: Mapping[str, tuple[int, int]]) -> None:
        self._next = min((chunk for chunk, _ in begin.values()), default=0)
        self._first = {name: chunk for name, (chunk, _) in begin.items()}
        self._ends = {name: deque([rows]) for name, (_, rows) in begin.items()}

    def add(self, rows: Mapping[str, int]) -> None:
        """Note how many rows the tables have in the next chunk."""
        for name, ends in self._ends.items():
            if self._first[name] <= self._next:
                ends.append(ends[-1] + rows.get(name, 0))
        self._next += 1

    def restart(self, written: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """Return for each table, of which some rows are written, the chunk to begin again with, and the rows before it."""
        for name, ends in self._ends.items():
            while len(ends) > 1 and ends[1] <= written.get(name, 0):
                ends.popleft()
                self._first[name] += 1
        return {name: (self._first[name], ends[0]) for name, ends in self._ends.items()}
