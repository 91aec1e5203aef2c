"""The lines of the answer key for some rows of a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.values import plain_array
from manikin.defects import answers
from manikin.model import Defect, Table
from manikin.randomness import Integers
from manikin.sinks.as_text import as_text


def _nowhere() -> Integers:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Line:
    """What one defect did to some rows, in one column or, without one, to the rows as a whole.

    Parameters
    ----------
    defect : Defect
        The defect.
    rows : ndarray of int64, shape (lines,)
        Which of the clean rows at hand.
    column : str, optional
        The column.
    values : pyarrow.Array, optional
        What stands there now; length lines.
    numbers : ndarray of int64, shape (lines,)
        The rows' places in the file, from 0.
    clean : ndarray of int64, shape (lines,)
        Their places without defects, from 0.
    """

    defect: Defect
    rows: Integers
    column: str | None = None
    values: pa.Array | None = None
    numbers: Integers = field(default_factory=_nowhere)
    clean: Integers = field(default_factory=_nowhere)

    def at(self, numbers: Integers, clean: Integers) -> Line:
        """Return the same with the rows' places."""
        return replace(self, numbers=numbers, clean=clean)


def lines(table: Table, clean: pa.RecordBatch, told: list[Line]) -> pa.RecordBatch:
    """Return lines in the order of the file's rows and columns.

    Parameters
    ----------
    table : Table
        The table.
    clean : pyarrow.RecordBatch
        The rows without defects.
    told : list of Line
        What was done to some of them; at least one.
    """
    places = {column.name: place for place, column in enumerate(table.written)}
    parts = [_part(table, clean, line) for line in told]
    whole = pa.concat_arrays([part.to_struct_array() for part in parts])
    order = np.lexsort(
        (
            np.concatenate([np.full(len(line.rows), places.get(line.column or "", -1)) for line in told]),
            np.concatenate([line.numbers for line in told]),
        )
    )
    return pa.RecordBatch.from_struct_array(whole.take(pa.array(order)))


def _part(table: Table, clean: pa.RecordBatch, line: Line) -> pa.RecordBatch:
    size, index, text = len(line.rows), pa.array(line.rows), pa.string()

    def same(value: str | None) -> pa.Array:
        return pa.array([value], text).take(pa.array(np.zeros(size, np.int64)))

    should_be = stands = pa.nulls(size, text)
    if line.column is not None:
        should_be = _text(table, line.column, clean.column(line.column).take(index))
        stands = _text(table, line.column, line.values)
    arrays = [
        same(table.name),
        pa.array(line.numbers + 1),
        pa.array(line.clean + 1),
        _key(table, clean, index),
        same(line.defect.name),
        same(line.defect.kind),
        same(line.column),
        should_be,
        stands,
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=answers.SCHEMA)


def _key(table: Table, clean: pa.RecordBatch, index: pa.Array) -> pa.Array:
    """Return the keys of rows in words, such as ``patient_id=12; visit_no=1``; nothing where there is no key."""
    names = [name for name in table.key if name in clean.schema.names]
    if not names:
        return pa.nulls(len(index), pa.string())
    texts = [_text(table, name, clean.column(name).take(index)) for name in names]
    said = [
        pc.binary_join_element_wise(f"{name}=", text, "") for name, text in zip(names, texts, strict=True)
    ]
    return pc.binary_join_element_wise(*said, "; ")


def _text(table: Table, name: str, array: pa.Array) -> pa.Array:
    """Return values as they are written in a CSV file."""
    column = table.by_name[name]
    plain = plain_array(array)
    kind = column.type.arrow
    return as_text(plain if plain.type == kind else plain.cast(kind), column.format)
