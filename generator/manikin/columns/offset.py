"""A date or datetime at a drawn distance from another: what ``after`` and ``before`` share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from manikin import distributions
from manikin.columns import distance, moment
from manikin.columns.distance import SECONDS, Distance
from manikin.columns.kind import Cells, Fault
from manikin.columns.moment import MOMENTS, Moment
from manikin.columns.values import from_ruler
from manikin.model import Column, Spec, Table


class Maker:
    """The maker of an offset column."""

    def __init__(self, column: Column, table: Table, spec: Spec, sign: int) -> None:
        parameters = column.parameters
        self.column, self.sign = column, sign
        self.base = Moment(column, parameters.get("column"), parameters.get("value"), table, spec)
        bound = parameters.get("until")
        self.until = None if bound is None else moment.moment(column, bound, table, spec)
        self.distance = Distance(parameters["by"], parameters["unit"], column.type)

    def make(self, cells: Cells) -> pa.Array:
        """Return base ± draw, truncated at the bound where there is one."""
        base, valid = self.base.of(cells)
        u = cells.uniforms(self.column)
        if self.until is None:
            return from_ruler(self.column.type, base + self.sign * self.distance.draw(u), valid)
        bound, bounded = self.until.of(cells)
        room = (bound - base) * self.sign
        where = np.ones(cells.rows, np.bool_) if bounded is None else bounded.copy()
        if valid is not None:
            where &= valid
        found = self.distance.within(u, room, where, f"{self.column.name}: `until`")
        return from_ruler(self.column.type, base + self.sign * found, valid)


class OffsetKind:
    """A date or datetime at a drawn distance from another."""

    TYPES = MOMENTS

    def __init__(self, name: str, sign: int) -> None:
        self.NAME = name
        self._sign = sign
        word = "later than" if sign > 0 else "earlier than"
        self.TITLE = f"a date or datetime a drawn distance {word} another"
        self.PARAMETERS: Mapping[str, Any] = {
            "type": "object",
            "description": f"From which moment, and how much {word} it.",
            "required": ["by", "unit"],
            "additionalProperties": False,
            "properties": {
                "column": {"type": "string", "description": "The column to measure from, as a path."},
                "value": {"type": "string", "description": "Or a fixed date to measure from, or a constant."},
                "by": distributions.schema(),
                "unit": {"enum": list(SECONDS), "description": "The unit of the distance."},
                "until": {
                    "type": "string",
                    "description": "A path, date or constant not to pass; the draw is truncated there.",
                },
            },
        }
        self.EXAMPLE: Mapping[str, Any] = {
            "type": "datetime",
            name: {
                "column": "arrived_at",
                "by": {"lognormal": {"median": 3.2, "sigma": 0.7}},
                "unit": "hours",
            },
        }

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the columns measured from and not passed."""
        parameters = column.parameters
        if "column" in parameters:
            yield str(parameters["column"])
        if "until" in parameters and moment.is_path(parameters["until"]):
            yield str(parameters["until"])

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the moments, the unit or the distance."""
        parameters = column.parameters
        if ("column" in parameters) == ("value" in parameters):
            yield Fault(
                "COLUMN02", "measured from both or neither of `column` and `value`", "give one", (self.NAME,)
            )
            return
        for role in ("column", "value", "until"):
            if role in parameters:
                yield from moment.faults(column, role, table, spec, only_path=role == "column")
        wrong = list(distance.unit_faults(parameters["unit"], column.type, (self.NAME, "unit")))
        yield from wrong
        if wrong:
            return
        yield from distance.faults(parameters["by"], parameters["unit"], column.type, (self.NAME, "by"))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: drawn moments may repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> Maker:
        """Return the maker of the column."""
        return Maker(column, table, spec, self._sign)
