"""``references``: the key of a row of another table, or of an earlier row of this one.

A reference is a row number; the key is made from it by the key's own column, so the table pointed at
is never held. An ancestor's key is a fact of the row, all others are picked by a distribution over the
rows of the table, in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from manikin import distributions
from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import is_ancestor_reference, target_table
from manikin.columns.relation import Relation, relation
from manikin.columns.vocabulary import numbers
from manikin.distributions.weights import Weights
from manikin.model import Column, FileRows, Spec, Table
from manikin.randomness import Floats, Integers

MOST_LEVELS = 64
"""The most levels that a hierarchy can be held to."""
MOST_ZIPF_ROWS = 10_000_000
"""The most rows over which a zipf reference keeps its table of weights."""


class Picker(Protocol):
    """Picks rows of the table pointed at."""

    def pick(self, u: Floats, positions: Integers) -> Integers:
        """Return the positions pointed at, -1 for none; shape (rows,)."""


@dataclass(frozen=True)
class UniformPicker:
    """Every row of `rows` alike."""

    rows: int

    def pick(self, u: Floats, positions: Integers) -> Integers:
        """Return floor(u × rows)."""
        return np.floor(u * self.rows).astype(np.int64)


class EarlierPicker:
    """Every earlier row of the same table alike; the first row points at none."""

    def pick(self, u: Floats, positions: Integers) -> Integers:
        """Return floor(u × position), -1 for the first row."""
        return np.where(positions > 0, np.floor(u * positions).astype(np.int64), -1)


@dataclass(frozen=True)
class WeightedPicker:
    """Rows by weight."""

    weights: Weights

    def pick(self, u: Floats, positions: Integers) -> Integers:
        """Return rows with their weights' shares."""
        return self.weights.draw(u).astype(np.int64)


@dataclass(frozen=True)
class ZipfPicker:
    """The r-th row with weight 1 / r ** exponent."""

    sampler: distributions.Sampler

    def pick(self, u: Floats, positions: Integers) -> Integers:
        """Return ranks from 0."""
        return self.sampler.draw(u).astype(np.int64) - 1


def picker(column: Column, table: Table, spec: Spec, rows: int) -> Picker:
    """Return what picks the rows that `column` points at, of a table with `rows` rows."""
    if target_table(column) == table.name:
        return EarlierPicker()
    distribution = column.draw.distribution if column.draw else None
    if distribution is None or distribution.name == "uniform":
        return UniformPicker(rows)
    if distribution.name == "zipf":
        parameters = {"exponent": distribution.parameters["exponent"], "max": rows}
        return ZipfPicker(distributions.prepare("zipf", parameters, discrete=True))
    weights = numbers(spec.tables[target_table(column) or ""], distribution.parameters, spec)
    return WeightedPicker(Weights(weights))


def key_column(column: Column, spec: Spec) -> str:
    """Return the name of the column of the other table whose value is taken."""
    if isinstance(column.parameters, Mapping) and "column" in column.parameters:
        return str(column.parameters["column"])
    return spec.tables[target_table(column) or ""].key[0]


def _ways(asked: Relation) -> tuple[str, ...]:
    """Return the distributions that can pick rows of which something is asked."""
    if asked.distinct:
        return ("uniform",)
    return ("uniform", "zipf") if asked.within is not None else ("uniform", "zipf", "weights")


@dataclass(frozen=True)
class _Maker:
    path: str

    def make(self, cells: Cells) -> pa.Array:
        return cells.value(self.path)


class ReferenceKind:
    """The key of a row of another table."""

    NAME = "references"
    TITLE = "the key of the parent's row, of a row of another table, or of an earlier row of this one"
    PARAMETERS: Mapping[str, Any] = {
        "type": ["string", "object"],
        "description": "The table pointed at; or `{table: …, column: …}` for one column of a composite key.",
        "required": ["table"],
        "additionalProperties": False,
        "properties": {
            "table": {"type": "string", "description": "The table pointed at."},
            "column": {"type": "string", "description": "The key column that is taken."},
            "within": {
                "type": "string",
                "description": "An ancestor, this table itself, or a reference: only rows that belong to the row that it "
                "means; none where it has none.",
            },
            "part": {"type": "string", "description": "Only rows of this part of the table."},
            "earlier": {
                "const": True,
                "description": "Only earlier rows of this table, of the same parent unless `within` says otherwise.",
            },
            "distinct": {
                "const": True,
                "description": "No row twice among the rows of one parent.",
            },
            "levels": {
                "type": "integer",
                "minimum": 2,
                "maximum": MOST_LEVELS,
                "description": "How many levels of rows of this table there are at most, those that point at none "
                "included; every row points at an earlier one.",
            },
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "type": "string",
        "references": "site",
        "distribution": {"zipf": {"exponent": 1.1}},
        "missing": 0.05,
    }
    TYPES = frozenset(
        {"integer", "decimal", "string", "date", "datetime", "uuid", "time", "float", "boolean"}
    )

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing of this row: the key is made in the other table."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the reference."""
        target = spec.tables.get(target_table(column) or "")
        if target is None:
            return
        distribution = column.draw.distribution if column.draw else None
        if column.draw is not None and column.draw.cases:
            yield Fault(
                "REFS04", "a reference whose distribution depends on cases", "give one `distribution`"
            )
        elif distribution is not None and is_ancestor_reference(column, table, spec):
            yield Fault(
                "REFS04",
                f"{target.name} is the parent of these rows, so there is nothing to draw",
                "remove `distribution`",
                ("distribution",),
            )
        elif distribution is not None and target.name == table.name and distribution.name != "uniform":
            yield Fault(
                "REFS04",
                "a reference to earlier rows of the same table is uniform",
                "remove `distribution`",
                ("distribution",),
            )
        elif distribution is not None and distribution.name not in {"uniform", "zipf", "weights"}:
            yield Fault(
                "REFS04",
                f"rows cannot be picked by {distribution.name!r}",
                "use `uniform: {}`, `zipf: {exponent: …}` or `weights: COLUMN`",
                ("distribution", distribution.name),
            )
        elif distribution is not None and distribution.name not in _ways(relation(column, table)):
            asked = relation(column, table)
            yield Fault(
                "REFS04",
                f"rows {'of which none may come twice' if asked.distinct else 'within ' + str(asked.within)} cannot be "
                f"picked by {distribution.name!r}",
                f"use {' or '.join(_ways(asked))}, or remove `distribution`",
                ("distribution",),
            )
        elif distribution is not None and distribution.name == "weights":
            yield from self._weights(distribution.parameters, target)

    def _weights(self, name: str, target: Table) -> Iterable[Fault]:
        where = ("distribution", "weights")
        if not isinstance(target.rows, FileRows):
            yield Fault(
                "REFS04", f"{target.name} is generated; weights come from a vocabulary", "use zipf", where
            )
        elif name not in target.by_name:
            yield Fault("REFS04", f"{target.name} has no column {name!r}", "name one of its columns", where)
        elif target.by_name[name].type.name not in {"integer", "decimal", "float"}:
            yield Fault(
                "REFS04",
                f"{target.name}.{name} is {target.by_name[name].type.name}, so it cannot be a weight",
                f"give it a type under tables.{target.name}.columns, such as `{{type: integer}}`",
                where,
            )

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: picks may repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(f"{column.name}.{key_column(column, spec)}")


KIND = ReferenceKind()
