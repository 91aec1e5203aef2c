"""Rows that a check refused, while they are drawn again."""

from __future__ import annotations

import pyarrow as pa

from manikin.columns.paths import is_ancestor_reference
from manikin.model import Column
from manikin.randomness import Integers
from manikin.run.component import Component
from manikin.run.frame import Frame, take


class Retry(Frame):
    """Rows that a check refused, drawn again under another purpose; their neighbours keep still."""

    def __init__(self, draft: Frame, rows: Integers, attempt: int, component: Component) -> None:
        super().__init__(draft.world, draft.prepared, draft.place.at(rows))
        self._draft = draft
        self._rows = rows
        self._attempt = attempt
        self._component = component

    def key(self, column: Column, purpose: str) -> int:
        """Return the key of the attempt's stream for redrawn columns."""
        if self._attempt and column.name in self._component.redrawn:
            return super().key(column, f"{purpose}, attempt {self._attempt + 1}")
        return super().key(column, purpose)

    def column(self, name: str) -> pa.Array:
        """Return a column as drawn in this attempt."""
        if name not in self._columns:
            if name in self._component.fresh:
                self._columns[name] = self.draft(name)
            else:
                self._columns[name] = take(self._draft.column(name), self._rows)
        return self._columns[name]

    def target(self, column: Column) -> Integers:
        """Return the positions picked in this attempt."""
        if column.name not in self._targets:
            if column.name in self._component.fresh or not is_drawn_reference(column, self):
                self._targets[column.name] = self.pick(column)
            else:
                self._targets[column.name] = self._draft.target(column)[self._rows]
        return self._targets[column.name]


def is_drawn_reference(column: Column, frame: Frame) -> bool:
    """Return whether the column points at rows of a table that is no ancestor."""
    return not is_ancestor_reference(column, frame.prepared.table, frame.prepared.spec)
