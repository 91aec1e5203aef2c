"""A moment that others are measured from or may not pass: a path, a constant or a written date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import UnknownPathError, resolve
from manikin.columns.values import Mask, to_ruler
from manikin.model import Column, DataType, Spec, Table
from manikin.model.datatype import TICKS
from manikin.randomness import Integers

MOMENTS = frozenset({"date", "datetime"})
"""The types that moments have."""


def moments(there: DataType, here: DataType, array: pa.Array) -> tuple[Integers, Mask | None]:
    """Return moments of type `there` on the ruler of type `here`, in whole units of it, cut off."""
    ruler, valid = to_ruler(there, array)
    if there.name == here.name == "date":
        return ruler.astype(np.int64), valid
    day = 86_400 * TICKS[(here if here.name == "datetime" else there).precision]
    if there.name == "date":
        return ruler.astype(np.int64) * day, valid
    if here.name == "date":
        return ruler.astype(np.int64) // day, valid
    finer, coarser = TICKS[here.precision], TICKS[there.precision]
    # Two zones agree on the moment; without a zone on one side, what the clock shows is all there is.
    later = here.ahead - there.ahead if here.timezone and there.timezone else 0
    return (ruler.astype(np.int64) * finer) // coarser + later * finer, valid


class Moment:
    """A moment of each row, on the ruler of `column`: that of a path, or one written value."""

    def __init__(self, column: Column, path: str | None, value: Any, table: Table, spec: Spec) -> None:
        self.here = column.type
        self.path = path
        self.there = resolve(path, table, spec).column.type if path else column.type
        self.value = None if path else int(column.type.parse(spec.constants.get(value, value)))

    def of(self, cells: Cells) -> tuple[Integers, Mask | None]:
        """Return the moments on the ruler, and where there are any; shapes (rows,)."""
        if self.path is None:
            return np.full(cells.rows, self.value, np.int64), None
        return moments(self.there, self.here, cells.value(self.path))


def moment(column: Column, text: str, table: Table, spec: Spec) -> Moment:
    """Return what `text` means: a path if it leads anywhere, else a constant or a date."""
    try:
        resolve(text, table, spec)
    except UnknownPathError:
        return Moment(column, None, text, table, spec)
    return Moment(column, text, None, table, spec)


def is_path(text: str) -> bool:
    """Return whether `text` is no written date: then it is a path or the name of a constant."""
    return not text[:1].isdigit()


def faults(
    column: Column, role: str, table: Table, spec: Spec, *, only_path: bool = False
) -> Iterable[Fault]:
    """Yield what is wrong with the moment under the key `role` of the column's parameters."""
    text = column.parameters[role]
    where = (column.kind, role)
    if only_path or (is_path(text) and text not in spec.constants):
        try:
            there = resolve(text, table, spec).column.type
        except UnknownPathError as error:
            yield Fault("PATH01", error.message, error.mend, where)
            return
        if there.name not in MOMENTS:
            yield Fault(
                "TYPE02", f"{text} is {there.name}, not a date or datetime", "name a date column", where
            )
        return
    try:
        column.type.parse(spec.constants.get(text, text))
    except ValueError as error:
        yield Fault("DATE01", f"{text!r} is {error}", "write a date such as 2026-03-01", where)
