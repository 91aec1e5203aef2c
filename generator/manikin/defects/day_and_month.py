"""``swap_day_and_month``: 4 March is written as 3 April."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Fault
from manikin.columns.values import Mask, from_ruler, to_ruler
from manikin.defects.kind import Cells, Change, Luck
from manikin.model import DataType, Defect, Table
from manikin.model.datatype import TICKS
from manikin.randomness import Integers

_MONTHS: Final = 12


class DayAndMonthKind:
    """A date read in the other order."""

    NAME = "swap_day_and_month"
    TITLE = "the day and the month of a date stand in each other's place"
    PARAMETERS: Mapping[str, Any] = {
        "type": "string",
        "description": "A column of dates or datetimes; only days up to the 12th can be taken for months.",
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "day and month mixed up",
        "table": "patient",
        "swap_day_and_month": "birth_date",
        "share": 0.005,
    }
    COPIES = False
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return the column."""
        return ((parameters, ()),)

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield a fault for what has no day."""
        datatype = table.by_name[defect.parameters].type
        if datatype.name not in {"date", "datetime"}:
            message = f"{defect.parameters} is of type {datatype.name}, which has no day and no month"
            yield Fault("DEFECT02", message, "name a column of type date or datetime", (self.NAME,))

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows whose day could be a month, and another one."""
        day, month, _, valid = _parts(table.by_name[defect.parameters].type, cells[defect.parameters])
        mask: Mask = (day <= _MONTHS) & (day != month)
        return mask if valid is None else mask & valid

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return the dates in the other order, at the same time of day."""
        name = defect.parameters
        datatype = table.by_name[name].type
        day, month, days, _ = _parts(datatype, cells[name])
        first_month = (
            days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // _MONTHS
        ) * _MONTHS
        begun = (first_month + day - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        ruler, _ = to_ruler(datatype, cells[name])
        moved = ruler + (begun + month - 1 - days) * _ticks_a_day(datatype)
        return (Change(name, np.arange(len(day), dtype=np.int64), from_ruler(datatype, moved)),)

    def said(self, parameters: Any) -> str:
        """Return the column in words."""
        return f"day and month of {parameters} change places"


def _ticks_a_day(datatype: DataType) -> int:
    return 1 if datatype.name == "date" else 86_400 * TICKS[datatype.precision]


def _parts(datatype: DataType, array: pa.Array) -> tuple[Integers, Integers, Integers, Mask | None]:
    """Return the day and the month of dates, their days since 1970, and where there is one."""
    ruler, valid = to_ruler(datatype, array)
    days = (np.asarray(ruler, np.int64) if valid is None else np.where(valid, ruler, 0)) // _ticks_a_day(
        datatype
    )
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    return day, months.astype(np.int64) % _MONTHS + 1, days, valid


KIND = DayAndMonthKind()
