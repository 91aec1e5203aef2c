"""Row groups that were encoded apart, put one after another in one Parquet file.

Arrow writes a file from its first row to its last, in one thread. So each row group is written by Arrow as a file of
its own, in any thread; here its pages follow those before it, and the end of the file tells where they are now. The
bytes are those that Arrow writes when it is given the row groups one by one; a test compares them.

Knows the layout of a Parquet file (https://parquet.apache.org/docs/file-format/metadata/) and no types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from manikin.sinks.thrift import Items, Struct, parsed, written

MAGIC: Final = b"PAR1"
# Fields of FileMetaData, RowGroup, ColumnChunk and ColumnMetaData, by number.
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_COLUMN_OFFSETS, _COLUMN = (2, 4, 6), 3
_PAGE_OFFSETS = (9, 10, 11, 14)


@dataclass(frozen=True)
class Group:
    """A row group: its rows, its pages as bytes, and what the end of the file says of it.

    `told` counts from the start of a file that holds this group alone.
    """

    rows: int
    pages: Any
    told: Struct


def footer(file: pa.Buffer) -> Struct:
    """Return what the end of a whole Parquet file says."""
    size = int.from_bytes(file[file.size - 8 : file.size - 4].to_pybytes(), "little")
    return parsed(file[file.size - 8 - size : file.size - 8].to_pybytes())


def group(file: pa.Buffer) -> Group:
    """Return the one row group of a whole Parquet file."""
    end = footer(file)
    size = int.from_bytes(file[file.size - 8 : file.size - 4].to_pybytes(), "little")
    (told,) = end[_GROUPS][1].values
    return Group(end[_ROWS][1], file[len(MAGIC) : file.size - 8 - size], told)


def placed(told: Struct, start: int, number: int) -> Struct:
    """Return what is said of a row group whose pages begin at `start`, and which has `number` before it."""
    shift = start - len(MAGIC)
    kind, columns = told[_COLUMNS]
    chunks = tuple(_column(column, shift) for column in columns.values)
    found = _shifted({**told, _COLUMNS: (kind, Items(columns.kind, chunks))}, (_GROUP_OFFSET,), shift)
    if _ORDINAL in found:
        found[_ORDINAL] = found[_ORDINAL][0], number
    return found


def _column(column: Struct, shift: int) -> Struct:
    kind, told = column[_COLUMN]
    return _shifted({**column, _COLUMN: (kind, _shifted(told, _PAGE_OFFSETS, shift))}, _COLUMN_OFFSETS, shift)


def _shifted(struct: Struct, numbers: tuple[int, ...], shift: int) -> Struct:
    """Return a struct with other offsets; 0 stands for none."""
    return {
        number: (kind, value + shift if number in numbers and value else value)
        for number, (kind, value) in struct.items()
    }


def ending(template: Struct, groups: list[Struct], rows: int) -> bytes:
    """Return the end of a file, of what Arrow says at the end of one without rows."""
    kind, told = template[_GROUPS]
    whole = {
        **template,
        _ROWS: (template[_ROWS][0], rows),
        _GROUPS: (kind, Items(told.kind, tuple(groups))),
    }
    data = written(whole)
    return data + len(data).to_bytes(4, "little") + MAGIC
