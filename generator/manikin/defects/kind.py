"""What a kind of defect must offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from manikin.columns.kind import Fault
from manikin.columns.values import Mask
from manikin.model import Defect, Table
from manikin.randomness import Bits, Integers

Cells = Mapping[str, pa.Array]
"""Some rows of a table: the columns that a defect looks at, in their own types, dictionaries decoded."""
Luck = Callable[[str], Bits]
"""Gives 64 random bits for each of the rows, for a purpose."""


@dataclass(frozen=True)
class Change:
    """Cells of one column that come out otherwise.

    Parameters
    ----------
    column : str
        The column.
    rows : ndarray of int64, shape (cells,)
        Which of the rows that the kind was given, in rising order.
    values : pyarrow.Array
        What will stand there, of the column's type; length cells.
    """

    column: str
    rows: Integers
    values: pa.Array


class DefectKind(Protocol):
    """A kind of defect. Rows that come to it are few, so it may look at their cells one by one."""

    NAME: str
    """The key in the specification."""
    TITLE: str
    """What it does, as the end of a sentence."""
    PARAMETERS: Mapping[str, Any]
    """The JSON Schema of what stands under the key."""
    EXAMPLE: Mapping[str, Any]
    """A valid entry of the list of defects."""
    COPIES: bool
    """Whether the row is written twice, and the changes are in the second one."""
    MOVES: bool
    """Whether the row stands at the end of the file."""

    def columns(self, parameters: Any) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Return the columns it looks at and changes, each with its place below the parameters."""

    def faults(self, defect: Defect, table: Table) -> Iterable[Fault]:
        """Yield what is wrong with the parameters; every column is there and is written."""

    def fits(self, defect: Defect, table: Table, cells: Cells) -> Mask | None:
        """Return the rows in which the defect would be seen; None where it looks at no column."""

    def changes(self, defect: Defect, table: Table, cells: Cells, luck: Luck) -> tuple[Change, ...]:
        """Return what comes out otherwise in rows that fit: at least one cell of each, unless it moves or copies."""

    def said(self, parameters: Any) -> str:
        """Return the parameters in words."""


def listed(names: Iterable[str], word: str = "or") -> str:
    """Return names as people list them."""
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last


def present(array: pa.Array) -> Mask:
    """Return where a value is there."""
    mask: Mask = array.is_valid().to_numpy(zero_copy_only=False)
    return mask


def any_of(masks: Iterable[Mask]) -> Mask:
    """Return where at least one of the masks holds."""
    found: Mask = np.logical_or.reduce(list(masks))
    return found


def one_of(able: list[Mask], bits: Bits) -> Integers:
    """Return for each row the number of one of the masks that hold for it, each as likely as the others.

    At least one holds for each row.
    """
    table = np.stack(able, axis=1)
    wanted = (bits % table.sum(axis=1).astype(np.uint64)).astype(np.int64)
    found: Integers = np.argmax(table & (np.cumsum(table, axis=1) == wanted[:, np.newaxis] + 1), axis=1)
    return found
