"""``blank``: a value is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.defects.kind import Cells, Change, Luck, any_of, listed, one_of, present
from manikin.defects.typos import NAMES
from manikin.model import Defect, Table


class BlankKind:
    """A value that is missing and should not be."""

    NAME = "blank"
    TITLE = "a value is lost"
    PARAMETERS: Mapping[str, Any] = {
        **NAMES,
        "description": "Columns; one of them that has a value loses it.",
    }
    EXAMPLE: Mapping[str, Any] = {"name": "lost codes", "table": "visit", "blank": ["code"], "share": 0.01}
    COPIES = False
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return the columns."""
        return tuple((name, (place,)) for place, name in enumerate(parameters))

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield a fault for a key, which must be there in every row."""
        for place, name in enumerate(defect.parameters):
            if name in table.key:
                message = f"{name} belongs to the key of {table.name}, which must be there in every row"
                mend = "take it out of the list; `replace` puts another value there"
                yield Fault("DEFECT04", message, mend, (self.NAME, place))

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows with a value to lose."""
        return any_of(present(cells[name]) for name in defect.parameters)

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return nothing in one column of each row."""
        picked = one_of([present(cells[name]) for name in defect.parameters], luck("column"))
        places = [np.flatnonzero(picked == number) for number in range(len(defect.parameters))]
        return tuple(
            Change(name, rows, pa.nulls(rows.size, cells[name].type))
            for name, rows in zip(defect.parameters, places, strict=True)
        )

    def said(self, parameters: Any) -> str:
        """Return the columns in words."""
        return f"no value in {listed(parameters)}"


KIND = BlankKind()
