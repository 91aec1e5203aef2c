"""CSV: quotes by RFC 4180 where a value needs them, nothing for a missing value, ``""`` for empty text.

Columns become text with Arrow's kernels, and texts become lines in one more; nothing is done value by
value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from manikin.errors import UserError
from manikin.sinks.as_text import as_text
from manikin.sinks.compression import ENDINGS, FRAME_ROWS, compressed
from manikin.sinks.file import NewFile
from manikin.sinks.moments import YearError
from manikin.sinks.quoting import quoted
from manikin.sinks.sink import FileRecord, Mark, SinkTable

_MOST_TEXT: Final = 1 << 30
"""Bytes of text joined at once: Arrow counts the bytes of an array in 32 bits."""


_ROWS_AT_ONCE: Final = 65_536


@dataclass(frozen=True)
class Lines:
    """Some rows as the bytes of the file."""

    rows: int
    pieces: tuple[Any, ...]


class CsvEncoder:
    """Turns batches into lines.

    Parameters
    ----------
    table : SinkTable
        The table; its delimiter is one ASCII character.
    """

    def __init__(self, table: SinkTable) -> None:
        self._compression = table.compression or "none"
        # What is compressed at once decides on the bytes; lines are the same, however they are cut.
        self.together: int | None = None if self._compression == "none" else FRAME_ROWS
        self._table = table
        self._line_end = pa.py_buffer(table.line_end.encode())
        self._plain = tuple(map(self._writing, table.schema))
        # A number is never quoted; of the rest only a text, or a date by a format that may hold anything.
        self._may_need_quotes = tuple(
            pa.types.is_string(field.type) or field.name in table.formats for field in table.schema
        )
        self._options = csv.WriteOptions(
            include_header=False, batch_size=_ROWS_AT_ONCE, delimiter=table.delimiter, quoting_style="none"
        )

    def header(self) -> bytes:
        """Return the first line, as it is written: the names of the columns."""
        names = quoted(pa.array(self._table.schema.names, pa.string()), self._table.delimiter).to_pylist()
        line = (self._table.delimiter.join(names) + self._table.line_end).encode()
        return b"".join(map(bytes, self._pieces([line])))

    def encode(self, batches: Sequence[pa.RecordBatch]) -> Lines:
        """Return rows as lines.

        Parameters
        ----------
        batches : sequence of pyarrow.RecordBatch
            The table's columns in order; any may be dictionary-encoded.

        Raises
        ------
        UserError
            If a date's year has not four digits.
        """
        encoded = [self._encoded(batch) for batch in batches if batch.num_rows]
        pieces = tuple(piece for lines in encoded for piece in lines.pieces)
        return Lines(sum(lines.rows for lines in encoded), self._pieces(pieces))

    def _pieces(self, pieces: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(pieces) if self._compression == "none" else compressed(pieces, self._compression)

    def _encoded(self, batch: pa.RecordBatch) -> Lines:
        texts, marked = zip(*map(self._text, range(batch.num_columns), batch.columns), strict=True)
        if self._table.line_end == "\n" and not any(marked):
            return Lines(batch.num_rows, (self._written(texts),))
        rows = max(1, batch.num_rows * _MOST_TEXT // max(sum(text.nbytes for text in texts), _MOST_TEXT))
        pieces = [
            piece
            for start in range(0, batch.num_rows, rows)
            for piece in self._joined([text.slice(start, rows) for text in texts])
        ]
        return Lines(batch.num_rows, tuple(pieces))

    def _written(self, texts: Sequence[pa.Array]) -> pa.Buffer:
        """Return rows as bytes where no value needs quotes: by Arrow's writer, in half the time of a join.

        It cannot be asked for quotes where they are needed: it sets them around every text.
        """
        rows = pa.RecordBatch.from_arrays(list(texts), names=self._table.schema.names)
        lines = pa.BufferOutputStream()
        csv.write_csv(rows, lines, self._options)
        return lines.getvalue()

    def _joined(self, texts: Sequence[pa.Array]) -> Iterator[pa.Buffer]:
        """Yield rows as bytes: values joined to lines, then lines to one text.

        Two plain joins take half the time of one that has the delimiters among its columns.
        """
        lines = pc.binary_join_element_wise(
            *texts, self._table.delimiter, null_handling="replace", null_replacement=""
        )
        whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
        yield pc.binary_join(whole, self._table.line_end)[0].as_buffer()
        yield self._line_end

    def _text(self, place: int, column: pa.Array) -> tuple[pa.Array, bool]:
        """Return a column as text, and whether any of it is in quotes."""
        coded = isinstance(column, pa.DictionaryArray)
        try:
            plain = self._plain[place](column.dictionary if coded else column)
        except YearError:
            name = f"{self._table.name}.{self._table.schema.names[place]}"
            raise UserError(
                f"a date of {name} lies before the year 1 or after 9999, which CSV cannot hold; "
                "bound its distribution with `min` and `max`"
            ) from None
        text = quoted(plain, self._table.delimiter) if self._may_need_quotes[place] else plain
        return text.take(column.indices) if coded else text, text is not plain

    def _writing(self, field: pa.Field) -> Callable[[pa.Array], pa.Array]:
        form = self._table.formats.get(field.name)
        return lambda array: as_text(array if array.type == field.type else array.cast(field.type), form)


class CsvWriter:
    """Writes lines to a file, the header first; parameters as of `manikin.sinks.sink.Sink.writer`."""

    def __init__(self, path: Path, table: SinkTable, at: Mark | None = None) -> None:
        self._file = NewFile(path) if at is None else NewFile.continued(path, at.bytes, at.sha256)
        self._rows = 0 if at is None else at.rows
        if at is not None:
            return
        try:
            self._file.write(CsvEncoder(table).header())
        except BaseException:
            self._file.abort()
            raise

    def append(self, encoded: Lines) -> None:
        """Append lines."""
        for piece in encoded.pieces:
            self._file.write(piece)
        self._rows += encoded.rows

    def mark(self) -> Mark:
        """Bring what is there to the disk, and return how far it is."""
        self._file.sync()
        return Mark(self._rows, self._file.size, self._file.sha256)

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
    COMPRESSIONS: Mapping[str, str] = ENDINGS
    CONTINUES = True

    def encoder(self, table: SinkTable) -> CsvEncoder:
        """Return the encoder of a table."""
        return CsvEncoder(table)

    def writer(self, path: Path, table: SinkTable, at: Mark | None = None) -> CsvWriter:
        """Return the writer of a file."""
        return CsvWriter(path, table, at)


SINK = CsvSink()
