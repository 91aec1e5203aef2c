"""``shift``: a date is some days too late or too early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from manikin.columns.distance import SECONDS, ticks_in
from manikin.columns.kind import Fault
from manikin.columns.values import Mask, from_ruler, to_ruler
from manikin.defects.kind import Cells, Change, Luck
from manikin.model import DataType, Defect, Table

_MOST: Final = 100_000
_DAYS: Final = frozenset({"days", "weeks"})
_FIRST: Final = {"date": "0001-01-01", "datetime": "0001-01-01 00:00:00"}
_LAST: Final = {"date": "9999-12-31", "datetime": "9999-12-31 23:59:59"}


class ShiftKind:
    """A moment that stands too late or too early."""

    NAME = "shift"
    TITLE = "a date or datetime is too late or too early"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["column", "min", "max", "unit"],
        "description": "A column, and by how much it is too late: each number of units from `min` to `max` alike; "
        "below 0 it is too early.",
        "properties": {
            "column": {"type": "string", "description": "A column of dates or datetimes."},
            "min": {"type": "integer", "minimum": -_MOST, "maximum": _MOST, "description": "The least."},
            "max": {"type": "integer", "minimum": -_MOST, "maximum": _MOST, "description": "The most."},
            "unit": {"enum": list(SECONDS), "description": "What is counted."},
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "name": "entered too late",
        "table": "observation",
        "shift": {"column": "entered_on", "min": 31, "max": 400, "unit": "days"},
        "share": 0.02,
    }
    COPIES = False
    MOVES = False

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return the column."""
        return ((parameters["column"], ("column",)),)

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield a fault for what is no date, for a unit that is too fine, and for a shift that may be nothing."""
        least, most, name = (defect.parameters[key] for key in ("min", "max", "column"))
        datatype = table.by_name[name].type
        if datatype.name not in _FIRST:
            message = f"{name} is of type {datatype.name}, and only dates and datetimes can be shifted"
            mend = "name a column of type date or datetime"
            yield Fault("DEFECT02", message, mend, (self.NAME, "column"))
        elif datatype.name == "date" and defect.parameters["unit"] not in _DAYS:
            message = f"{name} is a date, which has no {defect.parameters['unit']}"
            yield Fault("DEFECT02", message, "count in days or weeks", (self.NAME, "unit"))
        if least > most:
            message, mend = (
                f"the least shift is {least}, and the most is {most}",
                "write the smaller one as `min`",
            )
            yield Fault("DEFECT02", message, mend, (self.NAME, "min"))
        elif least <= 0 <= most:
            message = f"a shift from {least} to {most} may be 0, which would change nothing"
            yield Fault("DEFECT02", message, "keep both above 0, or both below", (self.NAME, "min"))

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows with a moment that stays in the years 1 to 9999."""
        datatype, unit = _measure(defect, table)
        ruler, valid = to_ruler(datatype, cells[defect.parameters["column"]])
        first, last = (int(datatype.parse(ends[datatype.name])) for ends in (_FIRST, _LAST))
        mask: Mask = (ruler + defect.parameters["min"] * unit >= first) & (
            ruler + defect.parameters["max"] * unit <= last
        )
        return mask if valid is None else mask & valid

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return the moments shifted."""
        name, least, most = (defect.parameters[key] for key in ("column", "min", "max"))
        datatype, unit = _measure(defect, table)
        ruler, _ = to_ruler(datatype, cells[name])
        steps = (luck("shift") % np.uint64(most - least + 1)).astype(np.int64) + least
        rows = np.arange(len(ruler), dtype=np.int64)
        return (Change(name, rows, from_ruler(datatype, ruler + steps * unit)),)

    def said(self, parameters: Any) -> str:
        """Return the column and the distance in words."""
        least, most, unit = (parameters[key] for key in ("min", "max", "unit"))
        if most < 0:
            return f"{parameters['column']} {-most} to {-least} {unit} too early"
        return f"{parameters['column']} {least} to {most} {unit} too late"


def _measure(defect: Defect, table: Table) -> tuple[DataType, int]:
    """Return the type of the column and how many ticks of its ruler one unit is."""
    datatype = table.by_name[defect.parameters["column"]].type
    return datatype, round(ticks_in(defect.parameters["unit"], datatype))


KIND = ShiftKind()
