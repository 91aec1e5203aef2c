"""The manifest of a build: what was made, of what, by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

from manikin import coverage
from manikin.build.database import assembled
from manikin.build.output import Output
from manikin.databases import DATABASES
from manikin.manifest import (
    COVERAGE,
    AnswerKeyRecord,
    CoverageFile,
    DatabaseFile,
    Manifest,
    PartRecord,
    SpecFile,
    TableRecord,
)
from manikin.model import Table
from manikin.plan import Sizes
from manikin.run import World
from manikin.sinks import FileRecord
from manikin.storage import Publication

STREAM = 2
"""The version of the streams: raised when the same specification gives other bytes."""
_LIBRARIES = ("numpy", "pyarrow", "orjson", "faker")


Records = Mapping[str, tuple[FileRecord, ...]]
"""The files of each table."""


def _overrides(sizes: Sizes) -> dict[str, Any]:
    found = {
        "rows": dict(sizes.rows),
        "scale": sizes.scale if sizes.scale != 1 else None,
        "seed": sizes.seed,
        "tables": list(sizes.tables),
        "defects": sizes.defects or None,
    }
    return {name: value for name, value in found.items() if value not in (None, {}, [])}


def generator(form: str = "") -> dict[str, str | int]:
    """Return the program and the libraries that decide on a byte of a format, with their versions."""
    engine = {form: DATABASES[form].version()} if form in DATABASES else {}
    return {
        "manikin": metadata.version("manikin"),
        "stream": STREAM,
        **{name: metadata.version(name) for name in _LIBRARIES},
        **engine,
    }


def identity(made: World, sizes: Sizes, output: Output) -> dict[str, Any]:
    """Return all that decides on a byte of a build, in words for the user."""
    spec, asked = made.plan.spec, _overrides(sizes)
    return {
        "specification": spec.digest,
        "seed": spec.seed,
        "rows": asked.get("rows"),
        "scale": asked.get("scale"),
        "tables": asked.get("tables"),
        "coverage": sizes.coverage,
        "format": output.form,
        "rows of a part": output.part_rows,
        "approval": output.said,
        "compression": output.told_compression,
        "versions": generator(output.form),
        "rows of a chunk": {root.table.name: made.chunk_of(root.table.name) for root in made.plan.roots},
    }


Assembled = tuple[DatabaseFile, Mapping[str, str]]
"""A database file, and of each table the SHA-256 of its rows where that of the file tells nothing."""


def assembled_of(made: World, output: Output, records: Records, folder: Path) -> Assembled | None:
    """Make the database of the files of tables, where one was asked for."""
    if output.database is None:
        return None
    return assembled(made.plan.spec, folder, output, records)


def manifest_of(
    made: World,
    sizes: Sizes,
    output: Output,
    records: Records,
    copied: tuple[SpecFile, ...],
    *,
    database: Assembled | None = None,
) -> Manifest:
    """Return the manifest of a build without defects, whose rows were not chosen."""
    spec = made.plan.spec
    return Manifest(
        dataset=spec.dataset,
        version=spec.version,
        title=spec.title,
        classification=spec.classification,
        seed=spec.seed,
        format=output.form,
        part_rows=output.part_rows,
        compression=output.told_compression,
        digest=spec.digest,
        spec_files=copied,
        generator=generator(output.form),
        tables={name: _table(spec.tables[name], files, output, database) for name, files in records.items()},
        database=None if database is None else database[0],
        overrides=_overrides(sizes),
    )


def listed(made: World, sizes: Sizes, form: str, copied: tuple[SpecFile, ...]) -> Manifest:
    """Return the manifest of a build whose tables stand in a catalogue, which keeps their files to itself."""
    rows = {plan.table.name: made.row_count(plan.table.name) for plan in made.plan.tables if plan.written}
    tables = made.plan.spec.tables
    return replace(
        manifest_of(made, sizes, Output("parquet"), {}, copied),
        format=form,
        tables={name: TableRecord("", count, 0, "", _columns(tables[name])) for name, count in rows.items()},
    )


def _table(
    table: Table, files: tuple[FileRecord, ...], output: Output, database: Assembled | None
) -> TableRecord:
    """Return what the manifest says of a table."""
    if database is not None:
        told, contents = database
        (file,) = files
        return TableRecord(
            told.file, file.rows, 0, "", _columns(table), rows_sha256=contents.get(table.name, "")
        )
    if output.part_rows is None:
        (file,) = files
        return TableRecord(file.path, file.rows, file.bytes, file.sha256, _columns(table))
    parts = tuple(PartRecord(file.path, file.rows, file.bytes, file.sha256) for file in files)
    rows, size = sum(part.rows for part in parts), sum(part.bytes for part in parts)
    return TableRecord("", rows, size, "", _columns(table), parts)


def covered_by(manifest: Manifest, covered: coverage.Coverage, publication: Publication) -> Manifest:
    """Return the manifest with the rows chosen, after writing what they reach."""
    size, digest = publication.write_file(COVERAGE, coverage.to_json(covered))
    return replace(
        manifest,
        overrides={
            **manifest.overrides,
            "coverage": {name: list(found) for name, found in covered.addresses.items()},
        },
        coverage=CoverageFile(COVERAGE, size, digest, coverage.words(covered)),
    )


def answer_key(made: World, records: Records, key: FileRecord) -> AnswerKeyRecord:
    """Return what the manifest says of the answer key, whose file is `key`."""
    more = {name: sum(file.rows for file in files) - made.row_count(name) for name, files in records.items()}
    return AnswerKeyRecord(
        key.path, key.rows, key.bytes, key.sha256, {name: rows for name, rows in more.items() if rows}
    )


def _columns(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, column.type.name) for column in table.written)
