"""A CSV file in sections that grow at the same time and stand one after another when it is finished.

Sections wait in memory while they are small, and then in the system's folder for passing files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import pyarrow as pa

from manikin.sinks.csv import CsvEncoder, Lines
from manikin.sinks.file import NewFile, told
from manikin.sinks.sink import FileRecord, Mark, SinkTable

_HELD: Final = 4 << 20
"""Bytes of a section that wait in memory."""
_PIECE: Final = 1 << 20


class SectionsEncoder:
    """Turns batches into lines and names their section: what stands in one column, the same in all rows of a batch."""

    def __init__(self, table: SinkTable, section: str) -> None:
        self.together: int | None = None
        self._encoder = CsvEncoder(table)
        self._section = section

    def encode(self, batches: Sequence[pa.RecordBatch]) -> tuple[str, Lines]:
        """Return the section and the lines of a batch that has rows."""
        return batches[0].column(self._section)[0].as_py(), self._encoder.encode(batches)


class SectionsWriter:
    """Writes lines to sections of a file.

    Parameters
    ----------
    path : Path
        The file.
    table : SinkTable
        What its lines are.
    names : sequence of str
        The sections, in their order.
    """

    def __init__(self, path: Path, table: SinkTable, names: Sequence[str]) -> None:
        self._path = path
        self._header = CsvEncoder(table).header()
        self._sections: dict[str, IO[bytes]] = {
            name: SpooledTemporaryFile(_HELD)  # noqa: SIM115  closed by `close` and `abort`
            for name in names
        }
        self._rows = 0

    def append(self, encoded: tuple[str, Lines]) -> None:
        """Append lines to a section."""
        name, lines = encoded
        with told(self._path):
            for piece in lines.pieces:
                self._sections[name].write(memoryview(piece))
        self._rows += lines.rows

    def mark(self) -> Mark:
        """Not for this file: its sections are passing files."""
        raise NotImplementedError

    def close(self) -> FileRecord:
        """Write the file, its header first."""
        file = NewFile(self._path)
        try:
            file.write(self._header)
            for section in self._sections.values():
                section.seek(0)
                while piece := section.read(_PIECE):
                    file.write(piece)
            file.close()
        finally:
            file.abort()
            self.abort()
        return FileRecord(self._path.name, file.size, file.sha256, self._rows)

    def abort(self) -> None:
        """Let go of the sections."""
        for section in self._sections.values():
            section.close()
