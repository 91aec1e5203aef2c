"""``duplicate``: a row is written twice, one right after the other, under the same key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.defects.kind import Cells, Change, Luck, listed
from manikin.defects.typos import NAMES, misspellable, not_text, slips
from manikin.model import Defect, Table


class DuplicateKind:
    """A row that is there twice."""

    NAME = "duplicate"
    TITLE = "the row is written twice, under the same key; with `vary`, the second one has a slip in one of its texts"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "description": "The row is written twice, under the same key: `{}`, or `{vary: [family_name]}`.",
        "properties": {
            "vary": {**NAMES, "description": "Columns of text; one of them has a slip in the second row."}
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "patients entered twice",
        "table": "patient",
        "duplicate": {"vary": ["family_name"]},
        "share": 0.01,
    }
    COPIES = True
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return the texts that vary."""
        return tuple((name, ("vary", place)) for place, name in enumerate(parameters.get("vary", ())))

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield the columns that hold no text."""
        yield from not_text(defect.parameters.get("vary", ()), table, (self.NAME, "vary"))

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows with a text that can vary; every row where none is to."""
        vary = defect.parameters.get("vary")
        return misspellable(vary, cells) if vary else None

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return the slips of the second rows."""
        vary = defect.parameters.get("vary")
        return slips(vary, table, cells, luck) if vary else ()

    def said(self, parameters: Any) -> str:
        """Return how the second row differs, in words."""
        vary = parameters.get("vary")
        return "written twice" + (f", with a slip in {listed(vary)}" if vary else "")


KIND = DuplicateKind()
