"""The files of one table while they are written: one, or parts one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manikin.build.output import Output
from manikin.sinks import FileRecord, Mark, SinkTable, TableWriter
from manikin.sinks.file import ChangedFileError
from manikin.storage import faults


@dataclass(frozen=True)
class FileState:
    """How far a file is on the disk, and whether it is finished."""

    mark: Mark
    finished: bool = False


class TableFiles:
    """Appends to the files of a table, in order.

    Parameters
    ----------
    folder : Path
        Where they are.
    table : SinkTable
        The table.
    output : Output
        The format, and what parts there are.
    states : mapping of int to FileState
        How far an earlier run came with each part, if it is to be continued.
    """

    def __init__(
        self, folder: Path, table: SinkTable, output: Output, states: Mapping[int, FileState]
    ) -> None:
        self._folder = folder
        self._table = table
        self._output = output
        self._records = {
            part: FileRecord(self._name(part), state.mark.bytes, state.mark.sha256, state.mark.rows)
            for part, state in states.items()
            if state.finished
        }
        self._told = set(self._records)
        self._rows = 0
        self._writers: dict[int, TableWriter] = {}
        for part, state in states.items():
            if state.finished:
                _require_whole(folder / self._name(part), state.mark)
            else:
                self._writers[part] = self._writer(part, state.mark)
        if output.part_rows is None and not self._writers:
            self._writers[1] = self._writer(1)

    def append(self, part: int, encoded: Any, *, ends_part: bool) -> None:
        """Append to a part, and finish it if that was all of it."""
        if part not in self._writers:
            self._writers[part] = self._writer(part)
        self._writers[part].append(encoded)
        if ends_part:
            self._finish(part)

    @property
    def rows(self) -> int:
        """How many rows were on the disk when `states` was last asked."""
        return self._rows

    def states(self) -> dict[int, FileState]:
        """Bring everything to the disk, and return how far the parts are that were not finished when last asked."""
        found = {part: FileState(writer.mark()) for part, writer in self._writers.items()}
        for part in self._records.keys() - self._told:
            record = self._records[part]
            found[part] = FileState(Mark(record.rows, record.bytes, record.sha256), finished=True)
        self._told = set(self._records)
        self._rows = sum(record.rows for record in self._records.values()) + sum(
            found[part].mark.rows for part in self._writers
        )
        return found

    def close(self) -> tuple[FileRecord, ...]:
        """Finish the files; a table without rows has one too."""
        if not self._records and not self._writers:
            self._writers[1] = self._writer(1)
        for part in tuple(self._writers):
            self._finish(part)
        return tuple(self._records[part] for part in sorted(self._records))

    def abort(self) -> None:
        """Let go of the files."""
        for writer in self._writers.values():
            writer.abort()

    def _finish(self, part: int) -> None:
        self._records[part] = self._writers[part].close()
        del self._writers[part]

    def _name(self, part: int) -> str:
        return self._output.file(self._table.name, part)

    def _writer(self, part: int, at: Mark | None = None) -> TableWriter:
        return self._output.sink.writer(self._folder / self._name(part), self._table, at)


def _require_whole(path: Path, mark: Mark) -> None:
    """Refuse a finished file that is not as it was left."""
    if any(faults(path, mark.bytes, mark.sha256)):
        raise ChangedFileError(path)
