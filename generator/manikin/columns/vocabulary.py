"""Vocabularies: the columns of a CSV file of the folder, with their types."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.conditions import parse_scalar
from manikin.columns.values import from_ruler
from manikin.model import Column, FileRows, Spec, Table

_FEW = 4_096
"""Words that are kept once and told by their codes, in whatever is copied from them; of more, only what repeats."""


def text(table: Table, column: str, spec: Spec) -> pa.Array:
    """Return a column of a vocabulary as the text it is in the file; an empty cell is missing."""
    assert isinstance(table.rows, FileRows)
    return spec.files[table.rows.file].column(column).combine_chunks()


def typed(table: Table, column: Column, spec: Spec) -> pa.Array:
    """Return a column of a vocabulary with its type.

    Raises
    ------
    ValueError
        If a cell is not of the type; use `bad_cells` to say where.
    """
    array = text(table, column.name, spec)
    if column.type.is_text:
        return array.dictionary_encode() if len(array) <= _FEW or _repeats(array) else array
    cells = array.to_pylist()
    if column.type.name == "boolean":
        return pa.array([None if cell is None else bool(parse_scalar(column.type, cell)) for cell in cells])
    valid = np.array([cell is not None for cell in cells], np.bool_)
    kind = np.float64 if column.type.name == "float" else np.int64
    ruler: Any = np.array([0 if cell is None else parse_scalar(column.type, cell) for cell in cells], kind)
    return from_ruler(column.type, ruler, valid)


def _repeats(array: pa.Array) -> bool:
    return len(array) > 100 and array.dictionary_encode().dictionary.nbytes * 4 < array.nbytes


def bad_cells(table: Table, column: Column, spec: Spec) -> Iterator[tuple[int, str]]:
    """Yield the line in the file and the reason of each cell that is not of the column's type."""
    for line, cell in enumerate(text(table, column.name, spec).to_pylist(), start=2):
        if cell is not None:
            try:
                parse_scalar(column.type, cell)
            except ValueError as error:
                yield line, str(error)


def numbers(table: Table, column: str, spec: Spec) -> tuple[Decimal, ...]:
    """Return a column of numbers as exact decimals, for weights; an empty cell weighs nothing."""
    return tuple(Decimal(cell) if cell else Decimal(0) for cell in text(table, column, spec).to_pylist())
