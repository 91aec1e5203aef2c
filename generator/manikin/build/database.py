"""A database file of the tables that were written, in their place; and what its rows are, whatever its bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from manikin.build.output import Output
from manikin.databases import DATABASES, Database, DatabaseTable, design
from manikin.manifest import DatabaseFile
from manikin.model import Spec
from manikin.run import schema
from manikin.sinks import FileRecord, SinkTable
from manikin.sinks.csv import CsvEncoder
from manikin.sinks.file import told

_PIECE = 1 << 20
_ROWS = 65_536


def assembled(
    spec: Spec, folder: Path, output: Output, records: Mapping[str, tuple[FileRecord, ...]]
) -> tuple[DatabaseFile, dict[str, str]]:
    """Make the database of a folder's Parquet files, which are removed.

    Returns
    -------
    tuple of DatabaseFile and dict of str to str
        The file, and of each table the SHA-256 of its rows where the file's own tells nothing.
    """
    database = DATABASES[output.form]
    path = folder / f"{spec.dataset}{database.SUFFIX}"
    tables = design(spec, tuple(records), output.said)
    staged = {name: folder / file.path for name, (file,) in records.items()}
    database.load(path, tables, staged)
    contents = (
        {} if database.STABLE else {name: rows_sha256(spec, name, file) for name, file in staged.items()}
    )
    with told(path):
        for file in staged.values():
            file.unlink()
        path.chmod(0o644)
        return DatabaseFile(path.name, *_safe(path)), contents


def contents(spec: Spec, path: Path, database: Database, names: tuple[str, ...]) -> dict[str, str]:
    """Return the SHA-256 of the rows of each table of a database."""
    tables: dict[str, DatabaseTable] = {table.name: table for table in design(spec, names)}
    with tempfile.TemporaryDirectory() as scratch:
        found = {}
        for name in names:
            exported = Path(scratch) / "rows.parquet"
            database.export(path, tables[name], exported)
            found[name] = rows_sha256(spec, name, exported)
            exported.unlink()
        return found


def rows_sha256(spec: Spec, name: str, file: Path) -> str:
    """Return the SHA-256 of a table's rows: of the lines that its CSV has, with commas and without its header."""
    plain = CsvEncoder(SinkTable(name, schema(spec.tables[name], spec)))
    found = hashlib.sha256()
    for batch in pq.ParquetFile(file).iter_batches(_ROWS):
        if batch.num_rows:
            for piece in plain.encode([batch]).pieces:
                found.update(piece)
    return found.hexdigest()


def _safe(path: Path) -> tuple[int, str]:
    """Bring a file to the disk, and return its size and its SHA-256."""
    found, size = hashlib.sha256(), 0
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        while piece := file.read(_PIECE):
            found.update(piece)
            size += len(piece)
    return size, found.hexdigest()
