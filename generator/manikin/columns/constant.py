"""``constant``: the same value in every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Cells, Fault
from manikin.columns.values import from_ruler
from manikin.model import Column, DataType, Spec, Table
from manikin.model.datatype import Scalar


@dataclass(frozen=True)
class _Maker:
    datatype: DataType
    value: bool | int | float | str

    def make(self, cells: Cells) -> pa.Array:
        if isinstance(self.value, str):
            indices = pa.array(np.zeros(cells.rows, np.int8))
            return pa.DictionaryArray.from_arrays(indices, pa.array([self.value], pa.string()))
        if isinstance(self.value, bool):
            return pa.array(np.full(cells.rows, self.value))
        if self.datatype.name == "float":
            return from_ruler(self.datatype, np.full(cells.rows, self.value, np.float64))
        return from_ruler(self.datatype, np.full(cells.rows, self.value, np.int64))


class ConstantKind:
    """One value."""

    NAME = "constant"
    TITLE = "the same value in every row"
    PARAMETERS: Mapping[str, Any] = {
        "type": ["string", "number", "integer", "boolean"],
        "description": "The value; unless the column is text, also the name of one of the `constants`.",
    }
    EXAMPLE: Mapping[str, Any] = {"type": "string", "constant": "GB"}
    TYPES = frozenset(
        {"integer", "decimal", "float", "boolean", "string", "date", "time", "datetime", "uuid"}
    )

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault for a value that is not of the column's type."""
        try:
            column.type.parse(_written(column, spec))
        except ValueError as error:
            message = f"the constant of {column.name} is {error}"
            yield Fault("CONSTANT01", message, f"write a value of the type {column.type.name}", ("constant",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return 1: a second row would repeat it."""
        return 1

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column.type, column.type.parse(_written(column, spec)))


def _written(column: Column, spec: Spec) -> Scalar:
    value: Scalar = column.parameters
    if isinstance(value, str) and not column.type.is_text:
        return spec.constants.get(value, value)
    return value


KIND = ConstantKind()
