"""Rows to files: encoded beside one another, appended in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from manikin.build.tables import csv_table, sink_table
from manikin.defects import answers
from manikin.engines import local
from manikin.engines.turns import Turns
from manikin.run import World
from manikin.sinks import SINKS, Encoder, FileRecord, TableWriter
from manikin.sinks.parts import PartsEncoder, PartsWriter

WAITING = 4
"""Batches that may wait for the writer; bounds memory."""


def write(
    made: World, folder: Path, form: str, workers: int, progress: Callable[[int], None] | None
) -> tuple[dict[str, FileRecord], FileRecord | None]:
    """Write the tables, and the answer key if there are to be defects; return what the files are."""
    sink, spec = SINKS[form], made.plan.spec
    tables = {p.table.name: sink_table(p.table, spec) for p in made.plan.tables if p.written}
    encoders: dict[str, Encoder] = {name: sink.encoder(table) for name, table in tables.items()}
    writers: dict[str, TableWriter] = {}
    try:
        for name, table in tables.items():
            writers[name] = sink.writer(folder, table)
        if made.plan.sizes.defects:
            key = csv_table(answers.NAME, answers.SCHEMA, spec)
            encoders[answers.NAME] = PartsEncoder(key, part="table")
            writers[answers.NAME] = PartsWriter(folder, key, tuple(tables))

        def handle(name: str, batch: pa.RecordBatch) -> tuple[Any, int]:
            return encoders[name].encode(batch), batch.num_rows if name in tables else 0

        with Turns(most=WAITING) as turns:
            for name, (encoded, rows) in local.run(made, handle, workers=workers):
                turns.add(writers[name].append, encoded)
                if progress is not None:
                    progress(rows)
        records = {name: writer.close() for name, writer in writers.items()}
        return {name: records[name] for name in tables}, records.get(answers.NAME)
    except BaseException:
        for writer in writers.values():
            writer.abort()
        raise
