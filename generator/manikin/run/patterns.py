"""Which columns of a row are missing together: one draw for each row and set of patterns."""

from __future__ import annotations

import numpy as np

from manikin.columns.draw import INTEGER, PreparedDraw
from manikin.columns.kind import Cells
from manikin.columns.needs import redrawn_together
from manikin.columns.values import Mask
from manikin.model import Column, DataType, MissingPatterns, Spec, Table


class PreparedPatterns:
    """The missing patterns of a table made ready.

    Parameters
    ----------
    patterns : MissingPatterns
        One set.
    table : Table
        The table.
    spec : Spec
        The whole specification.
    """

    def __init__(self, patterns: MissingPatterns, table: Table, spec: Spec) -> None:
        self._draw = PreparedDraw(patterns.draw, INTEGER, table, spec)
        self._missing = {
            name: np.array([name in pattern for pattern in patterns.patterns]) for name in patterns.columns
        }
        # The uniforms are the set's own, by its name. Of a row drawn again they are those of the attempt if
        # all of its columns are; else it keeps the first, as the column that must stay does.
        bearer = patterns.columns[0] if redrawn_together(patterns, table, spec) else ""
        self._stream = Column(
            bearer, DataType("boolean"), "distribution", None, formerly=f"patterns {patterns.name}"
        )

    def absent(self, cells: Cells, name: str) -> Mask:
        """Return where a column is missing; shape (rows,)."""
        numbers = self._draw.numbers(cells, cells.uniforms(self._stream, "missing"))
        found: Mask = self._missing[name][numbers]
        return found


def prepare(table: Table, spec: Spec) -> dict[str, PreparedPatterns]:
    """Return, for each column that patterns name, these made ready."""
    sets = {own.name: PreparedPatterns(own, table, spec) for own in table.missing_patterns}
    return {column.name: sets[column.missing_by.name] for column in table.columns if column.missing_by}
