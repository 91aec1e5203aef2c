"""What a way to write tables must offer: encode in any order, append in order.

A sink is a module of this package with the members of `Sink`. To add one: a module here and its line
in `manikin.sinks.SINKS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


@dataclass(frozen=True)
class SinkTable:
    """A table as a sink sees it: only the columns that are written.

    `schema` has the types of the file, dictionaries decoded; `formats` the text formats of dates and
    times by column; `categorical` the columns of few values, worth a dictionary.
    """

    name: str
    schema: pa.Schema
    formats: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ","
    line_end: str = "\n"
    categorical: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FileRecord:
    """A finished file: its name in the folder, its size and its SHA-256."""

    path: str
    bytes: int
    sha256: str
    rows: int


class Encoder(Protocol):
    """Turns batches into what the writer appends; pure, so that threads may call it in any order."""

    def encode(self, batch: pa.RecordBatch) -> Any:
        """Return the batch as it will be appended."""


class TableWriter(Protocol):
    """Writes one table's file."""

    def append(self, encoded: Any) -> None:
        """Append what the encoder made of the next batch."""

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

    def encoder(self, table: SinkTable) -> Encoder:
        """Return the encoder of a table."""

    def writer(self, folder: Path, table: SinkTable) -> TableWriter:
        """Return the writer of a table's file in `folder`."""
