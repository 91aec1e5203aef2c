"""``copy``: a column of an ancestor or of a referenced row, so that denormalised values agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import UnknownPathError, resolve
from manikin.model import Column, Spec, Table


@dataclass(frozen=True)
class _Maker:
    path: str

    def make(self, cells: Cells) -> pa.Array:
        return cells.value(self.path)


class CopyKind:
    """A column of an ancestor or of a referenced row."""

    NAME = "copy"
    TITLE = "a column of the parent, of a further ancestor or of a referenced row"
    PARAMETERS: Mapping[str, Any] = {
        "type": "string",
        "description": "A path such as `patient.sex`, or `staff_id.job` through a reference column.",
    }
    EXAMPLE: Mapping[str, Any] = {"type": "string", "copy": "patient.sex"}
    TYPES = frozenset(
        {"integer", "decimal", "float", "boolean", "string", "date", "time", "datetime", "uuid"}
    )

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the path."""
        yield str(column.parameters)

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault where the path leads nowhere or to another type."""
        try:
            there = resolve(column.parameters, table, spec).column
        except UnknownPathError as error:
            yield Fault("PATH01", error.message, error.mend, ("copy",))
            return
        if there.type.arrow != column.type.arrow:
            yield Fault(
                "TYPE02",
                f"{column.parameters} is {there.type.said}, this column is {column.type.said}",
                "give both the same type",
                ("type",),
            )

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: copies repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(str(column.parameters))


KIND = CopyKind()
