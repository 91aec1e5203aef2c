"""Parquet: real types, dictionaries for categories, metadata that says the data are synthetic.

Row groups have a fixed number of rows, whatever batches come, and a dictionary holds the values in the
order of their first rows: the bytes depend on nothing but the rows.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from manikin.sinks.file import NewFile
from manikin.sinks.row_groups import MAGIC, Group, ending, footer, group, placed
from manikin.sinks.sink import FileRecord, Mark, SinkTable
from manikin.sinks.thrift import parsed, written

GROUP_ROWS: Final = 131_072
"""Rows of a row group; part of the output's definition."""
_FIRST_ROWS: Final = 2_048
"""Rows that nearly always show every word of a category."""
_CODES: Final = pa.int32()
_DICTIONARY: Final = pa.dictionary(_CODES, pa.string())


@dataclass(frozen=True)
class _Writing:
    """How Arrow is to write a table."""

    schema: pa.Schema
    options: Mapping[str, Any]
    metadata: Mapping[str, bytes | str]

    @classmethod
    def of(cls, table: SinkTable) -> _Writing:
        options = {
            "compression": table.compression or "snappy",
            "use_dictionary": [field.name for field in table.schema if field.name in table.categorical],
            "column_encoding": _encodings(table) or None,
            "store_decimal_as_integer": True,
            # The first and last of some words tell a reader nothing, and finding them takes half the time of the column.
            "write_statistics": [field.name for field in table.schema if not _is_category(field, table)],
            "store_schema": False,
        }
        return cls(_handed(table), options, _metadata(table))

    def file(self, columns: Sequence[pa.Array] = ()) -> pa.Buffer:
        """Return a whole file of one row group, or of none."""
        out = pa.BufferOutputStream()
        with pq.ParquetWriter(out, self.schema, **self.options) as writer:
            writer.add_key_value_metadata(self.metadata)
            if columns:
                rows = pa.Table.from_arrays(columns, schema=self.schema)
                writer.write_table(rows, row_group_size=rows.num_rows)
        return out.getvalue()


class ParquetEncoder:
    """Turns batches into row groups.

    Parameters
    ----------
    table : SinkTable
        The table.
    """

    def __init__(self, table: SinkTable) -> None:
        self.together: int | None = GROUP_ROWS
        self._writing = _Writing.of(table)

    def encode(self, batches: Sequence[pa.RecordBatch]) -> Group:
        """Return the batches as one row group; they have at most `together` rows, and at least one."""
        schema = self._writing.schema
        typed = [
            [_as(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
            for batch in batches
        ]
        return group(self._writing.file([_whole(list(pieces)) for pieces in zip(*typed, strict=True)]))


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
    order = _first_seen(codes, words)
    if np.array_equal(order, np.arange(words)):
        return array
    renamed = np.zeros(words + 1, np.int32)
    renamed[order] = np.arange(len(order), dtype=np.int32)
    missing = codes == words if array.null_count else None
    return pa.DictionaryArray.from_arrays(
        pa.array(renamed.take(codes), _CODES, mask=missing), array.dictionary.take(pa.array(order))
    )


def _first_seen(codes: NDArray[np.int32], words: int) -> NDArray[np.intp]:
    """Return the codes below `words` that occur, in the order of their first rows."""
    looked = min(len(codes), _FIRST_ROWS)
    while True:
        first = np.full(words + 1, looked)
        # Of several rows the earliest is written last and stays.
        first[codes[:looked][::-1]] = np.arange(looked)[::-1]
        if looked == len(codes) or first[:words].max(initial=0) < looked:
            break
        looked = len(codes)  # some word is rare, or does not occur
    order = np.argsort(first[:words], kind="stable")
    return order[first[order] < looked]


class ParquetTableWriter:
    """Writes row groups to a file.

    Parameters
    ----------
    path : Path
        The file.
    table : SinkTable
        What is in it.
    at : Mark, optional
        How far an earlier run came, if the file is to be continued.
    """

    def __init__(self, path: Path, table: SinkTable, at: Mark | None = None) -> None:
        self._template = footer(_Writing.of(table).file())
        self._file = NewFile(path) if at is None else NewFile.continued(path, at.bytes, at.sha256)
        self._rows = 0 if at is None else at.rows
        self._groups = [] if at is None else [parsed(base64.b64decode(told)) for told in at.more]
        if at is None:
            try:
                self._file.write(MAGIC)
            except BaseException:
                self._file.abort()
                raise

    def append(self, encoded: Group) -> None:
        """Append a row group."""
        self._groups.append(placed(encoded.told, self._file.size, len(self._groups)))
        self._file.write(encoded.pages)
        self._rows += encoded.rows

    def mark(self) -> Mark:
        """Bring what is there to the disk, and return how far it is."""
        self._file.sync()
        more = tuple(base64.b64encode(written(told)).decode() for told in self._groups)
        return Mark(self._rows, self._file.size, self._file.sha256, more)

    def close(self) -> FileRecord:
        """Finish the file."""
        self._file.write(ending(self._template, self._groups, self._rows))
        self._file.close()
        return FileRecord(self._file.path.name, self._file.size, self._file.sha256, self._rows)

    def abort(self) -> None:
        """Let go of the file."""
        self._file.abort()


def _whole(pieces: list[pa.Array]) -> pa.Array:
    """Return a column of a row group in one piece, so that its pages do not depend on its chunks."""
    if not pa.types.is_dictionary(pieces[0].type):
        return pieces[0] if len(pieces) == 1 else pa.concat_arrays(pieces)
    return _in_order(pa.chunked_array(pieces).unify_dictionaries().combine_chunks())


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
    COMPRESSIONS: Mapping[str, str] = dict.fromkeys(("snappy", "zstd", "gzip", "none"), "")
    CONTINUES = True

    def encoder(self, table: SinkTable) -> ParquetEncoder:
        """Return the encoder of a table."""
        return ParquetEncoder(table)

    def writer(self, path: Path, table: SinkTable, at: Mark | None = None) -> ParquetTableWriter:
        """Return the writer of a file."""
        return ParquetTableWriter(path, table, at)


SINK = ParquetSink()
