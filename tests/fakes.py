"""A stand-in for the rows of a table, so that kinds can be tested without an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Kind, Maker
from manikin.model import Column, DataType, FixedRows, Spec, Table
from manikin.randomness import Bits, Floats, Integers, bits, row_addresses, stream_key, uniforms


@dataclass(frozen=True)
class FakeCells:
    """Rows of a table without a parent, with given values for the other columns."""

    positions: Integers
    values: Mapping[str, pa.Array] = field(default_factory=dict)
    seed: int = 1

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.positions)

    @property
    def ordinals(self) -> Integers:
        """The same as the positions: there is no parent."""
        return self.positions

    def uniforms(self, column: Column, purpose: str = "value") -> Floats:
        """Return uniforms as an engine would."""
        return uniforms(self._key(column, purpose), row_addresses(self.positions))

    def bits(self, column: Column, purpose: str = "value") -> Bits:
        """Return random bits as an engine would."""
        return bits(self._key(column, purpose), row_addresses(self.positions))

    def value(self, path: str) -> pa.Array:
        """Return the given values of these rows."""
        return self.values[path].take(pa.array(self.positions))

    def target(self, column: Column) -> Integers:
        """Return where a reference points: nowhere."""
        return np.full(self.rows, -1)

    def _key(self, column: Column, purpose: str) -> int:
        return stream_key(self.seed, "patient", column.stream, purpose)


@dataclass(frozen=True)
class Bench:
    """One column in a table of its own, or among `others`, ready to be made."""

    kind: Kind
    column: Column
    table: Table
    spec: Spec

    def maker(self) -> Maker:
        """Return the prepared column."""
        key = stream_key(self.spec.seed, self.table.stream, self.column.stream, "value")
        return self.kind.prepare(self.column, self.table, self.spec, key)

    def make(self, start: int, stop: int, values: Mapping[str, pa.Array] | None = None) -> pa.Array:
        """Return the rows from `start` to `stop`."""
        return self.maker().make(FakeCells(np.arange(start, stop), values or {}, self.spec.seed))

    def texts(self, rows: int, values: Mapping[str, pa.Array] | None = None) -> list[Any]:
        """Return the first rows as Python values."""
        found: list[Any] = self.make(0, rows, values).to_pylist()
        return found

    def rules(self) -> list[str]:
        """Return the rules of the column's faults."""
        return [fault.rule for fault in self.kind.faults(self.column, self.table, self.spec)]

    def distinct(self) -> int | None:
        """Return how many distinct values the kind promises."""
        return self.kind.distinct(self.column, self.table, self.spec)


def bench(
    kind: Kind,
    parameters: Any,
    datatype: DataType | None = None,
    *,
    others: tuple[Column, ...] = (),
    rows: int = 1000,
    key: tuple[str, ...] = (),
    unique: bool = False,
    **spec: Any,
) -> Bench:
    """Return a bench for a kind and its parameters; `spec` sets its seed, locale or constants."""
    type_ = datatype or DataType(min(kind.TYPES))
    column = Column("it", type_, kind.NAME, parameters, unique=unique)
    table = Table("patient", FixedRows(rows), (*others, column), key)
    settings = {"seed": 1, "locale": "en_GB", **spec}
    return Bench(
        kind,
        column,
        table,
        Spec("test", "1.0.0", "Test", "structural", tables={"patient": table}, **settings),
    )
