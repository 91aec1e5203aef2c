"""What a way to write tables must offer: encode in any order, append in order.

A sink is a module of this package with the members of `Sink`. To add one: a module here and its line
in `manikin.sinks.SINKS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


@dataclass(frozen=True)
class SinkTable:
    """A table as a sink sees it: only the columns that are written.

    `schema` has the types of the file, dictionaries decoded; `formats` the text formats of dates and
    times by column; `categorical` the columns of few values, worth a dictionary; `compression` one of those that
    the sink has, its first unless given.
    """

    name: str
    schema: pa.Schema
    formats: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ","
    line_end: str = "\n"
    categorical: frozenset[str] = frozenset()
    compression: str = ""


@dataclass(frozen=True)
class FileRecord:
    """A finished file: its name in the folder, its size and its SHA-256."""

    path: str
    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Mark:
    """How far a file is, safe on the disk: what a later run needs to continue it.

    `more` is what the format has to remember besides; it only grows while the file does.
    """

    rows: int
    bytes: int
    sha256: str
    more: tuple[str, ...] = ()


class Encoder(Protocol):
    """Turns rows into what the writer appends; pure, so that threads may call it in any order."""

    together: int | None
    """How many rows are encoded together, the last ones of a file excepted; None where any number will do."""

    def encode(self, batches: Sequence[pa.RecordBatch]) -> Any:
        """Return rows, at least one, as they will be appended."""


class TableWriter(Protocol):
    """Writes one file: a table, or a part of it."""

    def append(self, encoded: Any) -> None:
        """Append what the encoder made of the next rows."""

    def mark(self) -> Mark:
        """Bring what was appended to the disk, and return how far the file is."""

    def close(self) -> FileRecord:
        """Finish the file, safe on the disk, and return what it is."""

    def abort(self) -> None:
        """Let go of the file, which is left for its folder to be removed."""


class Sink(Protocol):
    """A format of files."""

    NAME: str
    """The word of ``--format``."""
    SUFFIX: str
    """The end of the files' names."""
    COMPRESSIONS: Mapping[str, str]
    """How a file may be compressed, the usual way first, and what its name then has behind `SUFFIX`."""
    CONTINUES: bool
    """Whether a file can be continued by a later run from a mark."""

    def encoder(self, table: SinkTable) -> Encoder:
        """Return the encoder of a table."""

    def writer(self, path: Path, table: SinkTable, at: Mark | None = None) -> TableWriter:
        """Return the writer of a file, new, or continued from a mark."""
