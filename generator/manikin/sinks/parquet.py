"""Parquet: real types, dictionaries for categories, metadata that says the data are synthetic.

Row groups have a fixed number of rows, whatever batches come, and a dictionary holds the values in the
order of their first rows: the bytes depend on nothing but the rows.
"""

from __future__ import annotations

import base64
import contextlib
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from manikin.sinks.file import NewFile
from manikin.sinks.sink import FileRecord, SinkTable

GROUP_ROWS: Final = 131_072
"""Rows of a row group; part of the output's definition."""
_CODES: Final = pa.int32()
_DICTIONARY: Final = pa.dictionary(_CODES, pa.string())


class ParquetEncoder:
    """Gives batches the types of the file; the writer encodes whole row groups.

    Parameters
    ----------
    table : SinkTable
        The table.
    """

    def __init__(self, table: SinkTable) -> None:
        self._schema = _handed(table)

    def encode(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch as the writer takes it."""
        arrays = [_as(column, field.type) for column, field in zip(batch.columns, self._schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)


def _as(array: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return _dictionary(array)
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary.take(array.indices)
    if array.type != kind:
        array = array.cast(kind)
    if pa.types.is_floating(kind):
        return pc.add(array, 0.0)  # there is one zero, and it has no sign
    return array


def _dictionary(array: pa.Array) -> pa.DictionaryArray:
    """Return text with a dictionary that holds each value once and nothing missing."""
    if isinstance(array, pa.DictionaryArray):
        words = array.dictionary
        if not words.null_count and len(words.unique()) == len(words):
            return pa.DictionaryArray.from_arrays(array.indices.cast(_CODES), words)
        array = words.take(array.indices)
    return array.dictionary_encode()


def _handed(table: SinkTable) -> pa.Schema:
    """Return the types that the writer is handed: categories of text with their dictionaries.

    Encoding the values again would take twice the time of writing the codes that are there.
    """
    return pa.schema(
        [
            field.with_type(_DICTIONARY) if _is_category(field, table) else field.remove_metadata()
            for field in table.schema
        ]
    )


def _is_category(field: pa.Field, table: SinkTable) -> bool:
    return field.name in table.categorical and pa.types.is_string(field.type)


def _in_order(array: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return the same values with a dictionary of just these, in the order of their first rows."""
    words = len(array.dictionary)
    codes = array.indices.fill_null(words).to_numpy()
    first = np.full(words + 1, len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several rows the earliest is written last and stays
    order = np.argsort(first[:words], kind="stable")
    order = order[first[order] < len(codes)]
    renamed = np.zeros(words + 1, np.int32)
    renamed[order] = np.arange(len(order), dtype=np.int32)
    missing = codes == words if array.null_count else None
    return pa.DictionaryArray.from_arrays(
        pa.array(renamed[codes], _CODES, mask=missing), array.dictionary.take(pa.array(order))
    )


class ParquetTableWriter:
    """Writes row groups to a file."""

    def __init__(self, folder: Path, table: SinkTable) -> None:
        self._schema = _handed(table)
        self._file = NewFile(folder / f"{table.name}{ParquetSink.SUFFIX}")
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        self._rows = 0
        try:
            self._writer = pq.ParquetWriter(
                self._file,
                self._schema,
                compression="snappy",
                use_dictionary=[field.name for field in table.schema if field.name in table.categorical],
                column_encoding=_encodings(table) or None,
                store_decimal_as_integer=True,
                store_schema=False,
            )
            self._writer.add_key_value_metadata(_metadata(table))
        except BaseException:
            self._file.abort()
            raise

    def append(self, encoded: pa.RecordBatch) -> None:
        """Append rows; a row group is written as soon as it is full."""
        self._waiting.append(encoded)
        self._waiting_rows += encoded.num_rows
        while self._waiting_rows >= GROUP_ROWS:
            self._write(GROUP_ROWS)

    def _write(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        columns = [_whole(column) for column in table.slice(0, rows).columns]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema), row_group_size=rows)
        self._waiting = table.slice(rows).to_batches()
        self._waiting_rows -= rows
        self._rows += rows

    def close(self) -> FileRecord:
        """Finish the file."""
        self._file.require_whole()
        if self._waiting_rows:
            self._write(self._waiting_rows)
        self._writer.close()
        self._file.close()
        return FileRecord(self._file.path.name, self._file.size, self._file.sha256, self._rows)

    def abort(self) -> None:
        """Let go of the file."""
        self._file.abort()
        # The writer is closed too, or it would try to finish the file when it is collected.
        with contextlib.suppress(Exception):
            self._writer.close()


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of a row group in one piece, so that its pages do not depend on its chunks."""
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    return _in_order(column.unify_dictionaries().combine_chunks())


def _encodings(table: SinkTable) -> dict[str, str]:
    """Return the encodings: what is stored as whole numbers as differences, smaller and faster than plain."""
    return {
        field.name: "DELTA_BINARY_PACKED"
        for field in table.schema
        if field.name not in table.categorical
        and (
            pa.types.is_integer(field.type)
            or pa.types.is_temporal(field.type)
            or pa.types.is_decimal(field.type)
        )
    }


def _metadata(table: SinkTable) -> dict[str, bytes | str]:
    """Return the key-value metadata: what the data are, and the types of the table for readers of Arrow.

    Arrow would note its dictionaries there, and readers would get columns of categories for text.
    """
    schema = table.schema.with_metadata(dict(table.metadata))
    return {**table.metadata, "ARROW:schema": base64.b64encode(schema.serialize().to_pybytes())}


class ParquetSink:
    """Files with types."""

    NAME = "parquet"
    SUFFIX = ".parquet"

    def encoder(self, table: SinkTable) -> ParquetEncoder:
        """Return the encoder of a table."""
        return ParquetEncoder(table)

    def writer(self, folder: Path, table: SinkTable) -> ParquetTableWriter:
        """Return the writer of a table's file."""
        return ParquetTableWriter(folder, table)


SINK = ParquetSink()
