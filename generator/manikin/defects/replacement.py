"""``replace``: a value gives way to one of a list, such as a weight of 999.9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.kind import Fault
from manikin.columns.values import Mask, from_ruler
from manikin.defects.kind import Cells, Change, Luck, any_of, listed, one_of, present
from manikin.model import DataType, Defect, Table
from manikin.sinks.quoting import formula_like

_UUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ReplaceKind:
    """A value that cannot be."""

    NAME = "replace"
    TITLE = "a value gives way to one of a list"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "minProperties": 1,
        "description": "Columns, each with the values that may stand there instead: `{weight_kg: [0, 999.9]}`; "
        "one column of a row is changed.",
        "additionalProperties": {
            "type": "array",
            "description": "The values that may stand in the column instead.",
            "minItems": 1,
            "maxItems": 1000,
            "uniqueItems": True,
            "items": {"type": ["string", "number", "boolean"]},
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "impossible weights",
        "table": "patient",
        "replace": {"weight_kg": [0, 999.9]},
        "share": 0.003,
    }
    COPIES = False
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return the columns."""
        return tuple((name, (name,)) for name in sorted(parameters))

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield the values that are not of their column's type, or that a spreadsheet would run."""
        for name, values in sorted(defect.parameters.items()):
            datatype = table.by_name[name].type
            for place, value in enumerate(values):
                at = (self.NAME, name, place)
                try:
                    datatype.parse(value)
                except ValueError as error:
                    mend = f"write values of the type {datatype.said}; the files can hold no others"
                    yield Fault("DEFECT02", f"a value to stand in {name} is {error}", mend, at)
                    continue
                if datatype.name == "uuid" and not _UUID.fullmatch(value):
                    message = f"a value to stand in {name} is no UUID, which its type is"
                    mend = "write one, such as 00000000-0000-0000-0000-000000000000"
                    yield Fault("DEFECT02", message, mend, at)
                elif datatype.is_text and formula_like(pa.array([value], pa.string())):
                    message = (
                        f"a value to stand in {name} begins like a formula, which a spreadsheet would run"
                    )
                    yield Fault("DEFECT02", message, "begin it with another character", at)

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows with a value that one of the list would change."""
        return any_of(_changed(*listing) for listing in _lists(defect, table, cells))

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return one of the list's values that differ from what is there."""
        lists = _lists(defect, table, cells)
        picked = one_of([_changed(*listing) for listing in lists], luck("column"))
        bits = luck("value")
        found = []
        for number, (array, values) in enumerate(lists):
            rows = np.flatnonzero(picked == number)
            here = array.take(pa.array(rows))
            wanted = (bits[rows] % np.uint64(len(values))).astype(np.int64)
            same = (
                pc.equal(values.take(pa.array(wanted)), here).to_numpy(zero_copy_only=False).astype(np.int64)
            )
            chosen = values.take(pa.array((wanted + same) % len(values)))
            found.append(Change(sorted(defect.parameters)[number], rows, chosen))
        return tuple(found)

    def said(self, parameters: Any) -> str:
        """Return the columns in words."""
        return f"another value in {listed(sorted(parameters))}"


def _lists(defect: Defect, table: Table, cells: Cells) -> list[tuple[pa.Array, pa.Array]]:
    """Return each column and the values that may stand in it."""
    return [
        (cells[name], _typed(table.by_name[name].type, values))
        for name, values in sorted(defect.parameters.items())
    ]


def _typed(datatype: DataType, values: list[Any]) -> pa.Array:
    parsed = [datatype.parse(value) for value in values]
    if not datatype.is_ordered:
        return pa.array(parsed, datatype.arrow)
    if datatype.name == "float":
        return from_ruler(datatype, np.array(parsed, np.float64))
    return from_ruler(datatype, np.array(parsed, np.int64))


def _changed(array: pa.Array, values: pa.Array) -> Mask:
    """Return where a value is there and not the only one of the list."""
    if len(values) > 1:
        return present(array)
    mask: Mask = pc.not_equal(array, values[0]).fill_null(False).to_numpy(zero_copy_only=False)
    return mask


KIND = ReplaceKind()
