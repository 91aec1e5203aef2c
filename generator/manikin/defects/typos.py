"""``typos``: one slip of the finger in one of several texts of a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.defects.kind import Cells, Change, Luck, any_of, listed, one_of
from manikin.defects.misspelling import LEAST, misspelt
from manikin.model import Defect, Table

Place = tuple[str | int, ...]
NAMES: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"type": "string"},
}


class TyposKind:
    """A misspelling."""

    NAME = "typos"
    TITLE = "one slip of the finger in one of these texts: a letter too many or too few, two turned, or the next key"
    PARAMETERS: Mapping[str, Any] = {
        **NAMES,
        "description": "Columns of text; one of them, of two characters at least, gets one slip of the finger.",
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "misspelt surnames",
        "table": "patient",
        "typos": ["family_name"],
        "share": 0.02,
    }
    COPIES = False
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, Place], ...]:
        """Return the texts."""
        return tuple((name, (place,)) for place, name in enumerate(parameters))

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield the columns that hold no text."""
        yield from not_text(defect.parameters, table, (self.NAME,))

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows with a text that is long enough."""
        return misspellable(defect.parameters, cells)

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return the misspelt texts."""
        return slips(defect.parameters, table, cells, luck)

    def said(self, parameters: Any) -> str:
        """Return the columns in words."""
        return f"a slip in {listed(parameters)}"


def not_text(names: Iterable[str], table: Table, at: Place) -> Iterable[Fault]:
    """Yield a fault for each column in which nothing can be misspelt."""
    for place, name in enumerate(names):
        datatype = table.by_name[name].type
        if datatype.name != "string":
            message = f"{name} is of type {datatype.name}, and only text can be misspelt"
            yield Fault("DEFECT02", message, "name columns of type string", (*at, place))
        elif datatype.max_length is not None and datatype.max_length < LEAST:
            message = f"{name} holds one character, and a slip keeps the first one"
            yield Fault("DEFECT02", message, "name columns of longer text", (*at, place))


def misspellable(names: Iterable[str], cells: Cells) -> Mask:
    """Return the rows with a text that is long enough among the columns."""
    return any_of(_long(cells[name]) for name in names)


def slips(names: Iterable[str], table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
    """Return one slip in each row."""
    columns = tuple(names)
    picked = one_of([_long(cells[name]) for name in columns], luck("column"))
    bits = luck("slip")
    found = []
    for number, name in enumerate(columns):
        rows = np.flatnonzero(picked == number)
        texts = cells[name].take(pa.array(rows)).to_pylist()
        most = table.by_name[name].type.max_length
        slipped = [misspelt(text, int(luck), most) for text, luck in zip(texts, bits[rows], strict=True)]
        found.append(Change(name, rows, pa.array(slipped, pa.string())))
    return tuple(found)


def _long(array: pa.Array) -> Mask:
    enough = pc.greater_equal(pc.utf8_length(array), LEAST).fill_null(False)
    mask: Mask = enough.to_numpy(zero_copy_only=False)
    return mask


KIND = TyposKind()
