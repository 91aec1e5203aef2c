"""Where tables go, one module a format.

To add one: a module here with a `SINK` that has the members of `manikin.sinks.sink.Sink`, and its line
in `SINKS`.
"""

from __future__ import annotations

from manikin.sinks import csv, parquet
from manikin.sinks.sink import Encoder, FileRecord, Mark, Sink, SinkTable, TableWriter

SINKS: dict[str, Sink] = {sink.NAME: sink for sink in (csv.SINK, parquet.SINK)}

__all__ = ["SINKS", "Encoder", "FileRecord", "Mark", "Sink", "SinkTable", "TableWriter"]
