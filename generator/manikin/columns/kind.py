"""What a way to fill a column must offer.

A kind is a module of this package with the members of `Kind`. To add one: a module here and its
line in `manikin.columns.KINDS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from manikin.model import Column, Spec, Table
from manikin.randomness import Bits, Floats, Integers

OF_FAMILIES = frozenset({"events", "states"})
"""Kinds whose values depend on the other rows of the same parent: made of whole families, never redrawn."""


class Cells(Protocol):
    """Some rows of one table while they are being made."""

    @property
    def rows(self) -> int:
        """How many rows."""

    @property
    def positions(self) -> Integers:
        """The rows' positions in the table, from 0; shape (rows,)."""

    @property
    def ordinals(self) -> Integers:
        """The rows' positions under their parent, from 0; shape (rows,)."""

    def uniforms(self, column: Column, purpose: str = "value") -> Floats:
        """Return this column's uniforms in (0, 1) for a purpose; shape (rows,)."""

    def bits(self, column: Column, purpose: str = "value") -> Bits:
        """Return 64 random bits a row; shape (rows,)."""

    def value(self, path: str) -> pa.Array:
        """Return what a path means for each row; length rows.

        A path is a column of this row (``age``), of an ancestor or of a referenced row
        (``patient.birth_date``).
        """

    def target(self, column: Column) -> Integers:
        """Return the positions that a reference column points at, -1 where it is missing."""

    def families(self) -> tuple[Integers, Integers]:
        """Return where each parent's rows begin and how many they are; shapes (parents,).

        Only of rows that are whole families, as the makers of the kinds `OF_FAMILIES` are given them.
        """

    def whole(self, name: str) -> pa.Array:
        """Return a column of `OF_FAMILIES` for rows that are whole families, before values go missing."""

    def below_all(self, way: tuple[str, ...]) -> tuple[Cells, Integers]:
        """Return the rows below, down a way of tables, and which of these rows each belongs to, in order."""


@dataclass(frozen=True)
class Fault:
    """A semantic problem of one column, before it has a place in a file.

    `at` is the address below the column's own address, such as ``("pattern",)``.
    """

    rule: str
    message: str
    mend: str = ""
    at: tuple[str | int, ...] = ()


class Maker(Protocol):
    """A column made ready: everything that can be computed before the first row is in it."""

    def make(self, cells: Cells) -> pa.Array:
        """Return the column's values for the rows; length `cells.rows`.

        Of the column's Arrow type, but text may be dictionary-encoded.
        """


class Kind(Protocol):
    """A way to fill a column."""

    NAME: str
    """The key of the specification."""
    TITLE: str
    """One line for the language reference."""
    PARAMETERS: Mapping[str, Any]
    """JSON Schema of what stands under the key; the only place its limits are written."""
    EXAMPLE: Mapping[str, Any]
    """A whole column that is valid, as it stands in a specification."""
    TYPES: frozenset[str]
    """The column types it can fill."""

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the paths of the columns that must be made first."""

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong beyond the schema. Called only if the schema holds."""

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many distinct values the column can take, kept distinct by construction.

        None where this kind cannot promise distinct values.
        """

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> Maker:
        """Return the maker; `key` is the stream key of (seed, table, column)."""
