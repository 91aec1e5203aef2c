"""Distinct numbers for the rows of a table: a keyed permutation of a domain that the specification sets.

The domain never depends on how many rows there are, so that more rows leave the earlier ones alone.
"""

from __future__ import annotations

from manikin.errors import InfeasibleError
from manikin.model import Column, Table
from manikin.randomness import Integers, Permutation, stream_key


def is_distinct(column: Column, table: Table) -> bool:
    """Return whether no value of `column` may appear twice in `table`."""
    return column.unique or table.key == (column.name,)


class Bijection:
    """Positions of rows sent to numbers from 0 to `size` - 1, no two alike.

    Parameters
    ----------
    column, table
        Whose values are numbered, for messages.
    size : int
        How many numbers there are, from 1 to 2**62.
    key : int
        The column's stream key.
    """

    def __init__(self, column: Column, table: Table, size: int, key: int) -> None:
        self._name = f"{table.name}.{column.name}"
        self._permutation = Permutation(stream_key(key, "permutation"), size)

    def of(self, positions: Integers) -> Integers:
        """Return the number of each position, shape of `positions`.

        Raises
        ------
        InfeasibleError
            If a position lies beyond the domain.
        """
        size = self._permutation.size
        if len(positions) and (last := int(positions.max())) >= size:
            msg = (
                f"{self._name}: {last + 1:,} rows need distinct values, and there are {size:,}; "
                "ask for fewer rows, or give the column a wider range"
            )
            raise InfeasibleError(msg)
        return self._permutation.of(positions)
