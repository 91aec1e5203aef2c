"""Parquet: real types, dictionaries for categories, metadata that says the data are synthetic.

Row groups have a fixed number of rows, whatever batches come, so that the bytes depend on nothing but
the rows.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from manikin.sinks.file import NewFile
from manikin.sinks.sink import FileRecord, SinkTable

GROUP_ROWS = 131_072
"""Rows of a row group; a part of the output's definition."""


class ParquetEncoder:
    """Leaves batches as they are: the writer encodes whole row groups."""

    def __init__(self, table: SinkTable) -> None:
        self._schema = _schema(table)

    def encode(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with the types of the file."""
        arrays = [
            _as(batch.column(place), field.type) for place, field in enumerate(self._schema)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)


def _as(array: pa.Array, kind: pa.DataType) -> pa.Array:
    if array.type == kind:
        return array
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(array.type):
        return array.dictionary_encode().cast(kind)
    return array.cast(kind)


def _schema(table: SinkTable) -> pa.Schema:
    fields = [
        field.with_type(pa.dictionary(pa.int32(), pa.string()))
        if field.name in table.categorical and pa.types.is_string(field.type)
        else field
        for field in table.schema
    ]
    return pa.schema(fields, metadata=dict(table.metadata))


class ParquetTableWriter:
    """Writes row groups to a file."""

    def __init__(self, folder: Path, table: SinkTable) -> None:
        self._schema = _schema(table)
        self._file = NewFile(folder / f"{table.name}.parquet")
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        self._rows = 0
        self._writer = pq.ParquetWriter(
            self._file,
            self._schema,
            use_dictionary=sorted(table.categorical),
            compression="snappy",
            store_decimal_as_integer=True,
            write_page_index=False,
        )

    def append(self, encoded: pa.RecordBatch) -> None:
        """Append rows; whole row groups are written as they fill."""
        self._waiting.append(encoded)
        self._waiting_rows += encoded.num_rows
        while self._waiting_rows >= GROUP_ROWS:
            self._write(GROUP_ROWS)

    def _write(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        group = table.slice(0, rows).combine_chunks()
        rest = table.slice(rows)
        self._writer.write_table(group, row_group_size=rows)
        self._waiting = rest.to_batches() if rest.num_rows else []
        self._waiting_rows = rest.num_rows
        self._rows += rows

    def close(self) -> FileRecord:
        """Finish the file."""
        if self._waiting_rows:
            self._write(self._waiting_rows)
        self._writer.close()
        self._file.close()
        return FileRecord(self._file.path.name, self._file.size, self._file.sha256, self._rows)

    def abort(self) -> None:
        """Let go of the file."""
        self._file.abort()


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
