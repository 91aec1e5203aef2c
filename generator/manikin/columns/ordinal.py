"""``ordinal``: the position within the parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from manikin.columns.kind import Cells, Fault
from manikin.model import Column, Spec, Table


@dataclass(frozen=True)
class _Maker:
    start: int

    def make(self, cells: Cells) -> pa.Array:
        return pa.array(cells.ordinals + self.start)


class OrdinalKind:
    """The position within the parent, counted from 1 or another start."""

    NAME = "ordinal"
    TITLE = "the position within the parent, from 1 or another start"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "Counts the rows of one parent.",
        "additionalProperties": False,
        "properties": {
            "start": {
                "type": "integer",
                "default": 1,
                "description": "The number of the first row of each parent.",
            }
        },
    }
    EXAMPLE: Mapping[str, Any] = {"type": "integer", "ordinal": {"start": 1}}
    TYPES = frozenset({"integer"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing: the position is a fact of the row."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault where there is no parent to count within."""
        if table.parent is None:
            yield Fault("COLUMN05", f"{table.name} has no parent to count within", "use `sequence` instead")

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: the same positions return under each parent."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column.parameters.get("start", 1))


KIND = OrdinalKind()
