"""CSV: quotes by RFC 4180 where a value needs them, nothing for a missing value, ``""`` for empty text.

Columns become text with Arrow's kernels, and rows are joined in one kernel whose buffer is the file's
bytes; nothing is done value by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from manikin.sinks.file import NewFile
from manikin.sinks.formats import render
from manikin.sinks.sink import FileRecord, SinkTable

FORMULA = r"^[=+\-@\t\r]"
"""How text begins that a spreadsheet would run."""


@dataclass(frozen=True)
class Encoded:
    """Some rows as bytes."""

    data: pa.Buffer
    rows: int


class CsvEncoder:
    """Turns batches into lines."""

    def __init__(self, table: SinkTable) -> None:
        self.table = table
        special = "".join(f"\\{mark}" if mark in "|" else mark for mark in table.delimiter)
        self._special = f'[{special}"\r\n]|^$|^ | $'

    def header(self) -> bytes:
        """Return the first line."""
        names = self._quoted(pa.array(self.table.schema.names, pa.string())).to_pylist()
        return (self.table.delimiter.join(names) + self.table.line_end).encode()

    def encode(self, batch: pa.RecordBatch) -> Encoded:
        """Return the batch as lines."""
        if not batch.num_rows:
            return Encoded(pa.py_buffer(b""), 0)
        pieces: list[Any] = []
        for place, name in enumerate(self.table.schema.names):
            pieces += [self._text(name, batch.column(place)), self.table.delimiter]
        pieces[-1] = self.table.line_end
        joined = pc.binary_join_element_wise(*pieces, "", null_handling="replace", null_replacement="")
        _, offsets, data = joined.buffers()
        ends = memoryview(offsets).cast("i")
        start, end = ends[joined.offset], ends[joined.offset + len(joined)]
        return Encoded(data.slice(start, end - start), batch.num_rows)

    def _text(self, name: str, array: pa.Array) -> pa.Array:
        """Return a column as text, quoted where it must be."""
        if isinstance(array, pa.DictionaryArray):
            return self._quoted(array.dictionary).take(array.indices)
        if name in self.table.formats:
            return self._quoted(render(self.table.formats[name], array))
        if pa.types.is_string(array.type):
            return self._quoted(array)
        text = pc.cast(array, pa.string())
        # A decimal comma or a formatted number never occurs, but the delimiter may be any sign.
        return text

    def _quoted(self, array: pa.Array) -> pa.Array:
        needs = pc.match_substring_regex(array, self._special)
        if not pc.any(needs, skip_nulls=True).as_py():
            return array
        doubled = pc.replace_substring(array, '"', '""')
        return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), array)


class CsvWriter:
    """Writes lines to a file."""

    def __init__(self, folder: Path, table: SinkTable) -> None:
        self._file = NewFile(folder / f"{table.name}.csv")
        self._rows = 0
        self._file.write(CsvEncoder(table).header())

    def append(self, encoded: Encoded) -> None:
        """Append lines."""
        self._file.write(encoded.data)
        self._rows += encoded.rows

    def close(self) -> FileRecord:
        """Finish the file."""
        self._file.close()
        return FileRecord(self._file.path.name, self._file.size, self._file.sha256, self._rows)

    def abort(self) -> None:
        """Let go of the file."""
        self._file.abort()


class CsvSink:
    """Files that every program reads."""

    NAME = "csv"
    SUFFIX = ".csv"

    def encoder(self, table: SinkTable) -> CsvEncoder:
        """Return the encoder of a table."""
        return CsvEncoder(table)

    def writer(self, folder: Path, table: SinkTable) -> CsvWriter:
        """Return the writer of a table's file."""
        return CsvWriter(folder, table)


def formula_like(array: pa.Array) -> int:
    """Return how many texts a spreadsheet would take for a formula."""
    found = pc.sum(pc.match_substring_regex(array, FORMULA)).as_py()
    return int(found or 0)


SINK = CsvSink()
