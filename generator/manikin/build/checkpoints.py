"""Where to begin again: which chunk first, and how many of its rows are on the disk already."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

Ends = Mapping[str, int]
"""How many rows each table has had by the end of a chunk."""


class Chunks:
    """Remembers where the rows of each table ended with each chunk, as far back as they may not be written yet.

    Parameters
    ----------
    first : int
        The first chunk that is to come.
    rows : Ends
        How many rows each table had before it.
    """

    def __init__(self, first: int, rows: Ends) -> None:
        self._first = first
        self._ends: deque[dict[str, int]] = deque([dict(rows)])

    @property
    def rows(self) -> Ends:
        """How many rows each table has had so far."""
        return self._ends[-1]

    def add(self, rows: Mapping[str, int]) -> None:
        """Note how many rows the tables have in the next chunk."""
        last = self._ends[-1]
        self._ends.append({name: last[name] + rows.get(name, 0) for name in last})

    def restart(self, written: Ends) -> tuple[int, dict[str, int]]:
        """Return the first chunk that is to be made again, and how many of the rows from there are written, by table."""
        while len(self._ends) > 1 and all(
            self._ends[1][name] <= written.get(name, 0) for name in self._ends[1]
        ):
            self._ends.popleft()
            self._first += 1
        return self._first, {name: written.get(name, 0) - end for name, end in self._ends[0].items()}
