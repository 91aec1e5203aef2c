"""``late``: the row stands at the end of the file, behind rows that belong after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.defects.kind import Cells, Change, Luck
from manikin.model import Defect, Table


class LateKind:
    """A row that came in late."""

    NAME = "late"
    TITLE = "the row stands at the end of the file, out of its order"
    PARAMETERS: Mapping[str, Any] = {
        "const": True,
        "description": "Write `late: true`: the row stands at the end of the file, out of its order.",
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "sent in late",
        "table": "observation",
        "late": True,
        "share": 0.02,
    }
    COPIES = False
    MOVES = True

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return nothing: no cell is looked at."""
        return ()

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield nothing."""
        return ()

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return None: every row can come late."""
        return None

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return nothing: the row comes as it is."""
        return ()

    def said(self, parameters: Any) -> str:
        """Return it in words."""
        return "at the end of the file"


KIND = LateKind()
