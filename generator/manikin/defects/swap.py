"""``swap``: the values of two columns stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow.compute as pc

from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.defects.kind import Cells, Change, Luck, listed
from manikin.model import Defect, Table


class SwapKind:
    """Two values exchanged."""

    NAME = "swap"
    TITLE = "the values of two columns stand in each other's place"
    PARAMETERS: Mapping[str, Any] = {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "uniqueItems": True,
        "items": {"type": "string"},
        "description": "Two columns of one type, whose values change places; only where both are there and differ.",
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "dates the wrong way round",
        "table": "spell",
        "swap": ["admitted_on", "discharged_on"],
        "share": 0.01,
    }
    COPIES = False
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return both columns."""
        return tuple((name, (place,)) for place, name in enumerate(parameters))

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield a fault where the types differ."""
        one, other = (table.by_name[name] for name in defect.parameters)
        if one.type != other.type:
            message = (
                f"{one.name} and {other.name} are not of one type: {one.type.said} and {other.type.said}"
            )
            if one.type.name == other.type.name == "string":
                message = f"{one.name} and {other.name} are texts of different `max_length`"
            yield Fault("DEFECT02", message, "name two columns declared alike", (self.NAME, 1))

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows where both are there and differ."""
        one, other = (cells[name] for name in defect.parameters)
        mask: Mask = pc.not_equal(one, other).fill_null(False).to_numpy(zero_copy_only=False)
        return mask

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return each column's values in the other."""
        one, other = defect.parameters
        rows = np.arange(len(cells[one]), dtype=np.int64)
        return Change(one, rows, cells[other]), Change(other, rows, cells[one])

    def said(self, parameters: Any) -> str:
        """Return the columns in words."""
        return f"{listed(parameters, 'and')} change places"


KIND = SwapKind()
