"""``distribution``, or ``given`` with ``cases``: a draw of its own for each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from manikin import distributions
from manikin.columns.draw import PreparedDraw, needs
from manikin.columns.kind import Cells, Fault
from manikin.columns.unique_draw import UniqueDraw, distinct_values
from manikin.model import Column, Spec, Table


@dataclass(frozen=True)
class _Maker:
    column: Column
    draw: PreparedDraw

    def make(self, cells: Cells) -> pa.Array:
        return self.draw.make(cells, cells.uniforms(self.column))


class DistributionKind:
    """A draw from a distribution, which the values of other columns may choose."""

    NAME = "distribution"
    TITLE = "a draw from a distribution; with `given` and `cases`, other columns choose which"
    PARAMETERS: Mapping[str, Any] = distributions.schema()
    EXAMPLE: Mapping[str, Any] = {"type": "string", "distribution": {"choice": {"F": 51, "M": 49}}}
    TYPES = frozenset({"integer", "decimal", "float", "boolean", "string", "date", "time", "datetime"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the columns that the cases look at."""
        return needs(column.draw)

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield nothing: draws are judged by the rules, wherever they stand."""
        return ()

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many values a uniform draw over whole units, or equal choices, can take."""
        return distinct_values(column)

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker | UniqueDraw:
        """Return the maker of the column."""
        if column.unique:
            return UniqueDraw(column, key)
        assert column.draw is not None
        return _Maker(column, PreparedDraw(column.draw, column.type, table, spec, column.order))


KIND = DistributionKind()
