"""A CSV file in parts that grow at the same time and stand one after another when it is finished.

Parts wait in memory while they are small, and then in the system's folder for passing files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import pyarrow as pa

from manikin.sinks.csv import CsvEncoder, CsvSink, Lines
from manikin.sinks.file import NewFile, told
from manikin.sinks.sink import FileRecord, SinkTable

_HELD: Final = 4 << 20
"""Bytes of a part that wait in memory."""
_PIECE: Final = 1 << 20


class PartsEncoder:
    """Turns batches into lines and names their part: what stands in one column, the same in all rows of a batch."""

    def __init__(self, table: SinkTable, part: str) -> None:
        self._encoder = CsvEncoder(table)
        self._part = part

    def encode(self, batch: pa.RecordBatch) -> tuple[str, Lines]:
        """Return the part and the lines of a batch that has rows."""
        return batch.column(self._part)[0].as_py(), self._encoder.encode(batch)


class PartsWriter:
    """Writes lines to parts of a file.

    Parameters
    ----------
    folder : Path
        Where the file will be.
    table : SinkTable
        What its lines are.
    names : sequence of str
        The parts, in their order.
    """

    def __init__(self, folder: Path, table: SinkTable, names: Sequence[str]) -> None:
        self._path = folder / f"{table.name}{CsvSink.SUFFIX}"
        self._header = CsvEncoder(table).header()
        self._parts: dict[str, IO[bytes]] = {
            name: SpooledTemporaryFile(_HELD)  # noqa: SIM115  closed by `close` and `abort`
            for name in names
        }
        self._rows = 0

    def append(self, encoded: tuple[str, Lines]) -> None:
        """Append lines to a part."""
        name, lines = encoded
        with told(self._path):
            for piece in lines.pieces:
                self._parts[name].write(memoryview(piece))
        self._rows += lines.rows

    def close(self) -> FileRecord:
        """Write the file, its header first."""
        file = NewFile(self._path)
        try:
            file.write(self._header)
            for part in self._parts.values():
                part.seek(0)
                while piece := part.read(_PIECE):
                    file.write(piece)
            file.close()
        finally:
            file.abort()
            self.abort()
        return FileRecord(self._path.name, file.size, file.sha256, self._rows)

    def abort(self) -> None:
        """Let go of the parts."""
        for part in self._parts.values():
            part.close()
