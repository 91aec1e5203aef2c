"""Goals of references to a vocabulary: every line of it that can be picked, where it is short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from manikin.columns.paths import target_table
from manikin.columns.reference import key_column
from manikin.columns.vocabulary import numbers, text
from manikin.coverage.goal import MOST_VALUES, Found, Goal, LeftOut, Measure
from manikin.model import Column, FileRows, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame


def picks(column: Column, table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of a column that points at the lines of a file."""
    there = spec.tables.get(target_table(column) or "")
    if there is None or not isinstance(there.rows, FileRows):
        return
    cells = text(there, key_column(column, spec), spec).to_pylist()
    can = [number for number, weight in enumerate(_weights(column, there, spec, len(cells))) if weight > 0]
    if len(can) > MOST_VALUES:
        yield LeftOut(
            table.name, column.name, f"{len(can):,} rows of {there.name} are more than {MOST_VALUES:,}"
        )
        return
    code = np.full(len(cells) + 1, -1, np.int64)
    code[can] = np.arange(len(can))
    goals = tuple(
        Goal(table.name, column.name, "value", f"row {number + 1} of {there.name}, {cells[number]!r}")
        for number in can
    )
    if goals:
        yield Measure(table.name, goals, _Picks(column.name, code).codes)


@dataclass(frozen=True)
class _Picks:
    """Which line each row points at."""

    column: str
    code: Integers

    def codes(self, frame: Frame) -> Integers:
        """Return the number of the line among those that are goals; shape (rows,)."""
        return self.code[frame.target(frame.prepared.table.by_name[self.column])]


def _weights(column: Column, there: Table, spec: Spec, rows: int) -> list[float]:
    distribution = column.draw.distribution if column.draw else None
    if distribution is None or distribution.name != "weights":
        return [1.0] * rows
    return [float(weight) for weight in numbers(there, distribution.parameters, spec)]


def evened(column: Column, spec: Spec) -> Column:
    """Return a reference that picks all rows alike, unless some can never be picked."""
    there = spec.tables[target_table(column) or ""]
    distribution = column.draw.distribution if column.draw else None
    if distribution is None:
        return column
    if distribution.name == "weights" and not all(_weights(column, there, spec, 0)):
        return column
    return replace(column, draw=None)
