"""``permutation``: whole numbers of a range, each at most once, in no order.

The range comes from the specification alone. Without `max` it ends at the largest number with as
many digits as `start`: 100000 goes to 999999, and 1 only to 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.bijection import Bijection
from manikin.columns.kind import Cells, Fault
from manikin.model import Column, FixedRows, Spec, Table

_LARGEST = 2**53


@dataclass(frozen=True)
class _Maker:
    numbers: Bijection
    start: int

    def make(self, cells: Cells) -> pa.Array:
        return pa.array(self.numbers.of(cells.positions) + np.int64(self.start))


class PermutationKind:
    """Whole numbers of a range in a random order."""

    NAME = "permutation"
    TITLE = "whole numbers of a range, each at most once, in no order"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "Numbers from `start` to `max` in keyed random order, without repeats.",
        "additionalProperties": False,
        "properties": {
            "start": {
                "type": "integer",
                "minimum": 0,
                "maximum": _LARGEST,
                "default": 1,
                "description": "The smallest number.",
            },
            "max": {
                "type": "integer",
                "minimum": 0,
                "maximum": _LARGEST,
                "description": "The largest number; if absent, the largest with as many digits as `start`.",
            },
        },
    }
    EXAMPLE: Mapping[str, Any] = {"type": "integer", "permutation": {"start": 100000}}
    TYPES = frozenset({"integer"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing: positions are all it takes."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault for a range that is empty, or too small for want of a `max`."""
        start, last = ends(column)
        if start > last:
            message = f"numbers from {start} up to {last}"
            yield Fault(
                "PERMUTATION01", message, "give a `max` that is not below `start`", ("permutation", "max")
            )
            return
        rows = table.rows.count if isinstance(table.rows, FixedRows) else 0
        if rows > last - start + 1 and "max" not in column.parameters:
            message = (
                f"{rows:,} rows need distinct numbers; without `max` they go from {start} to {last}, "
                f"the largest with as many digits, which are {last - start + 1:,}"
            )
            mend = f"write the largest number that is wanted, such as `max: {_rounder(start + rows)}`"
            yield Fault("PERMUTATION02", message, mend, ("permutation",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return the size of the range."""
        start, last = ends(column)
        return last - start + 1

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        start, last = ends(column)
        return _Maker(Bijection(column, table, last - start + 1, key), start)


def ends(column: Column) -> tuple[int, int]:
    """Return the least and the greatest number of a permutation."""
    start = column.parameters.get("start", 1)
    last = column.parameters.get("max", min(10 ** len(str(start)) - 1, _LARGEST))
    return start, last


def _rounder(least: int) -> int:
    """Return the next number of nines only, with room to grow."""
    return min(int(10 ** (len(str(least)) + 1)) - 1, _LARGEST)


KIND = PermutationKind()
