"""``sequence``: whole numbers in order, the same distance apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Cells, Fault
from manikin.errors import InfeasibleError
from manikin.model import Column, FixedRows, Spec, Table

_LARGEST = 2**53
"""Beyond it JSON, spreadsheets and JavaScript no longer tell neighbours apart."""


@dataclass(frozen=True)
class _Maker:
    name: str
    start: int
    step: int

    def make(self, cells: Cells) -> pa.Array:
        positions = cells.positions
        if len(positions) and (last := int(positions.max())) >= _room(self.start, self.step):
            msg = f"{self.name}: row {last + 1:,} would pass {_LARGEST:,}; use a smaller start or step"
            raise InfeasibleError(msg)
        return pa.array(positions * np.int64(self.step) + np.int64(self.start))


def _room(start: int, step: int) -> int:
    """Return how many numbers there are before the largest allowed."""
    return ((_LARGEST - start) if step > 0 else (start + _LARGEST)) // abs(step) + 1


class SequenceKind:
    """Whole numbers in order."""

    NAME = "sequence"
    TITLE = "whole numbers in order, from a start, a step apart"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "The row's position times `step`, counted from `start`.",
        "additionalProperties": False,
        "properties": {
            "start": {
                "type": "integer",
                "minimum": -_LARGEST,
                "maximum": _LARGEST,
                "default": 1,
                "description": "The first row's number.",
            },
            "step": {
                "type": "integer",
                "minimum": -(10**9),
                "maximum": 10**9,
                "default": 1,
                "description": "What each row adds; below 0 it counts down.",
            },
        },
    }
    EXAMPLE: Mapping[str, Any] = {"type": "integer", "sequence": {"start": 1}}
    TYPES = frozenset({"integer"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing: positions are all it takes."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault for a step of 0 and for numbers too large to be exact elsewhere."""
        start, step = _numbers(column)
        if step == 0:
            mend = "use `constant`, or a step of 1"
            yield Fault(
                "SEQUENCE01", "a step of 0 gives every row the same number", mend, ("sequence", "step")
            )
            return
        room = _room(start, step)
        if isinstance(table.rows, FixedRows) and table.rows.count > room:
            message = (
                f"{table.rows.count:,} rows pass {_LARGEST:,} in size, which holds {room:,} of these numbers"
            )
            yield Fault("SEQUENCE01", message, "use a smaller start or step", ("sequence",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many numbers there are until 2**53."""
        return _room(*_numbers(column))

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(f"{table.name}.{column.name}", *_numbers(column))


def _numbers(column: Column) -> tuple[int, int]:
    return column.parameters.get("start", 1), column.parameters.get("step", 1)


KIND = SequenceKind()
