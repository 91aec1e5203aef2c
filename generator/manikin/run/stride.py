"""Columns made along the rows of one parent: first rows first, each seeing the one before."""

from __future__ import annotations

from typing import cast

import numpy as np
import pyarrow as pa

from manikin.columns.chains import Chains
from manikin.columns.paths import Step
from manikin.columns.values import plain_array, take
from manikin.model import Column, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame


class _Nowhere:
    """What stands before a first row: nothing, whatever is asked of it."""

    def __init__(self, table: Table, spec: Spec) -> None:
        self._table = table
        self._spec = spec

    def column(self, name: str) -> pa.Array:
        """Return one missing value."""
        return pa.nulls(1, self._table.by_name[name].type.arrow)

    def door(self, step: Step) -> tuple[_Nowhere, Integers]:
        """Return nothing again."""
        return _Nowhere(self._spec.tables[step.table], self._spec), np.full(1, -1, np.int64)


class Stride(Frame):
    """The rows at one place of all families, after those at the place before.

    Parameters
    ----------
    family : Frame
        All rows of the families.
    rows : ndarray of int64
        Those at this place; the first of them follow on those of `before`, in order.
    group : frozenset of str
        The columns that are made here; all others are those of the families.
    before : Stride or None
        The rows at the place before.
    """

    def __init__(self, family: Frame, rows: Integers, group: frozenset[str], before: Stride | None) -> None:
        super().__init__(family.world, family.prepared, family.place.at(rows))
        self._family = family
        self._rows = rows
        self._group = group
        self._before = before

    def column(self, name: str) -> pa.Array:
        """Return a column as it will be written."""
        found = self._columns.get(name)
        if found is None:
            made = self.drawn(name) if name in self._group else take(self._family.column(name), self._rows)
            found = self._columns[name] = made
        return found

    def target(self, column: Column) -> Integers:
        """Return the positions that a reference column points at."""
        if column.name in self._group:
            return super().target(column)
        return self._family.target(column)[self._rows]

    def _open(self, step: Step) -> tuple[Frame, Integers | None]:
        if not step.previous:
            return super()._open(step)
        if self._before is None:
            nowhere = _Nowhere(self.prepared.table, self.prepared.spec)
            return cast("Frame", nowhere), np.full(self.rows, -1, np.int64)
        return self._before, np.arange(self.rows, dtype=np.int64)


def walk(family: Frame, group: frozenset[str]) -> dict[str, pa.Array]:
    """Return columns that are made together along whole families, as they will be written."""
    strides: list[Stride] = []
    places = list(Chains(*family.families()).walk())
    for rows in places:
        strides.append(Stride(family, rows, group, strides[-1] if strides else None))
    if not strides:
        columns = family.prepared.table.by_name
        return {name: pa.nulls(0, columns[name].type.arrow) for name in sorted(group)}
    # One place after another, so that none has to ask all those before it in one go.
    parts: dict[str, list[pa.Array]] = {name: [] for name in sorted(group)}
    for stride in strides:
        for name, found in parts.items():
            found.append(stride.column(name))
    where = np.empty(family.rows, np.int64)
    where[np.concatenate(places)] = np.arange(family.rows)
    # Plain, since the dictionaries of two places may differ, and a first place may have none.
    joined = {name: pa.concat_arrays([plain_array(part) for part in found]) for name, found in parts.items()}
    return {name: column.take(pa.array(where)) for name, column in joined.items()}
