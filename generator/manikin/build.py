"""From a specification to a folder: the tables, the manifest, the spec that they were made from, a README.

The folder appears whole or not at all; see `manikin.storage`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa

from manikin import coverage
from manikin.columns.draw import is_choice
from manikin.defects import answers
from manikin.engines import local
from manikin.engines.turns import Turns
from manikin.errors import Problem, UserError
from manikin.manifest import (
    COVERAGE,
    AnswerKeyRecord,
    Approval,
    CoverageFile,
    Manifest,
    SpecFile,
    TableRecord,
    stamp,
)
from manikin.manifest.readme import readme
from manikin.model import Column, Spec, Table
from manikin.plan import AS_DECLARED, Sizes
from manikin.run import World, schema
from manikin.sinks import SINKS, Encoder, FileRecord, SinkTable, TableWriter
from manikin.sinks.parts import PartsEncoder, PartsWriter
from manikin.spec.shipped import shipped
from manikin.storage import Publication, read_manifest

STREAM = 2
"""The version of the streams: raised when the same specification gives other bytes."""
WAITING = 4
"""Batches that may wait for the writer; bounds memory."""
_LIBRARIES = ("numpy", "pyarrow", "faker")
_FEW_VALUES = frozenset({"faker", "file", "lookup", "constant"})


@dataclass(frozen=True)
class Approved:
    """What makes a build more than a draft.

    Parameters
    ----------
    by : tuple of Approval
        Who approved it.
    check : callable, optional
        Given the whole folder before it appears; if it raises, nothing appears.
    """

    by: tuple[Approval, ...]
    check: Callable[[Path], None] | None = None


DRAFT = Approved(())


def build(  # noqa: PLR0913  all that can be asked for
    spec: Spec,
    folder: Path,
    *,
    sizes: Sizes = AS_DECLARED,
    form: str = "csv",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    approved: Approved = DRAFT,
) -> Manifest:
    """Write a dataset into `folder` and return its manifest.

    Parameters
    ----------
    spec : Spec
        The specification.
    folder : Path
        Absent, empty, or an earlier build, which is replaced as a whole.
    sizes : Sizes
        What differs from the specification.
    form : str
        A name in `manikin.sinks.SINKS`.
    workers : int
        Threads; the bytes are the same for any number.
    progress : callable, optional
        Told the number of rows after each batch.
    approved : Approved
        By whom; else every file that can says that it is a draft.

    Raises
    ------
    UserError
        If the folder is something else, or there is no room.
    InfeasibleError
        If the specification asks for what cannot be.
    """
    if form not in SINKS:
        raise UserError(f"there is no format {form!r}; there are: {', '.join(SINKS)}")
    files = shipped(spec)
    made, covered = coverage.made(spec, sizes, workers=workers)
    with Publication(folder) as publication:
        tables = _sink_tables(made, stamp(approved.by))
        records, key = _write(made, tables, publication.path, form, workers, progress)
        copied = tuple(
            SpecFile(f"spec/{name}", *publication.write_file(f"spec/{name}", data))
            for name, data in sorted(files.items())
        )
        manifest = replace(_manifest(made, sizes, records, copied, form), approvals=approved.by)
        if key is not None:
            manifest = replace(manifest, answer_key=_answer_key(made, records, key))
        if covered is not None:
            manifest = _covered(manifest, covered, publication)
        publication.write_file("README.md", readme(manifest).encode())
        publication.commit(manifest.to_json(), approved.check)
    return manifest


def generator() -> dict[str, str | int]:
    """Return the program and the libraries that decide on a byte, with their versions."""
    libraries = {name: metadata.version(name) for name in _LIBRARIES}
    return {"manikin": metadata.version("manikin"), "stream": STREAM, **libraries}


def _manifest(
    made: World, sizes: Sizes, records: dict[str, FileRecord], copied: tuple[SpecFile, ...], form: str
) -> Manifest:
    spec = made.plan.spec
    overrides = {
        "rows": dict(sizes.rows),
        "scale": sizes.scale if sizes.scale != 1 else None,
        "seed": sizes.seed,
        "tables": list(sizes.tables),
        "defects": sizes.defects or None,
    }
    return Manifest(
        dataset=spec.dataset,
        version=spec.version,
        title=spec.title,
        classification=spec.classification,
        seed=spec.seed,
        format=form,
        digest=spec.digest,
        spec_files=copied,
        generator=generator(),
        tables={
            name: TableRecord(
                record.path, record.rows, record.bytes, record.sha256, _columns(spec.tables[name])
            )
            for name, record in records.items()
        },
        overrides={name: value for name, value in overrides.items() if value not in (None, {}, [])},
    )


def _covered(manifest: Manifest, covered: coverage.Coverage, publication: Publication) -> Manifest:
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


def _answer_key(made: World, records: dict[str, FileRecord], key: FileRecord) -> AnswerKeyRecord:
    more = {name: record.rows - made.row_count(name) for name, record in records.items()}
    return AnswerKeyRecord(
        key.path, key.rows, key.bytes, key.sha256, {name: rows for name, rows in more.items() if rows}
    )


def _columns(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, column.type.name) for column in table.written)


def differences(folder: Path, spec: Spec) -> Iterator[Problem]:
    """Build again what a folder's manifest says, and yield the files whose bytes differ.

    Parameters
    ----------
    folder : Path
        A build.
    spec : Spec
        The specification inside it.
    """
    was = read_manifest(folder)
    asked = was["overrides"]
    sizes = Sizes(
        tuple(sorted(asked.get("rows", {}).items())),
        asked.get("scale", 1.0),
        asked.get("seed"),
        tuple(asked.get("tables", ())),
        coverage="coverage" in asked,
        chosen=tuple((name, tuple(found)) for name, found in sorted(asked.get("coverage", {}).items())),
        defects=asked.get("defects", False),
    )
    with tempfile.TemporaryDirectory() as name:
        approved = Approved(tuple(Approval(**one) for one in was.get("approvals", ())))
        again = build(spec, Path(name) / "again", sizes=sizes, form=was["format"], approved=approved)
    made = {name: table.sha256 for name, table in again.tables.items()}
    if again.answer_key is not None:
        made[answers.NAME] = again.answer_key.sha256
    told = {**was["tables"], **({answers.NAME: was["answer_key"]} if "answer_key" in was else {})}
    for table, record in told.items():
        if made.get(table) != record["sha256"]:
            yield Problem(
                record["file"], 0, 0, "VERIFY17", f"{record['file']} comes out differently when built again"
            )


def _write(
    made: World,
    tables: Mapping[str, SinkTable],
    folder: Path,
    form: str,
    workers: int,
    progress: Callable[[int], None] | None,
) -> tuple[dict[str, FileRecord], FileRecord | None]:
    """Write the tables, and the answer key if there are to be defects; return what the files are."""
    sink, spec = SINKS[form], made.plan.spec
    encoders: dict[str, Encoder] = {name: sink.encoder(table) for name, table in tables.items()}
    writers: dict[str, TableWriter] = {}
    try:
        for name, table in tables.items():
            writers[name] = sink.writer(folder, table)
        if made.plan.sizes.defects:
            key = _csv_table(answers.NAME, answers.SCHEMA, spec)
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


def _csv_table(name: str, found: pa.Schema, spec: Spec) -> SinkTable:
    """Return a table that is always written as CSV, as the specification wants it."""
    return SinkTable(name, found, delimiter=spec.csv.get("delimiter", ","), line_end=_line_end(spec))


def _line_end(spec: Spec) -> str:
    return "\r\n" if spec.csv.get("line_end") == "crlf" else "\n"


def _sink_tables(made: World, said: str) -> dict[str, SinkTable]:
    spec = made.plan.spec
    return {p.table.name: _sink_table(p.table, spec, said) for p in made.plan.tables if p.written}


def _sink_table(table: Table, spec: Spec, said: str) -> SinkTable:
    found = schema(table, spec)
    metadata = {key.decode(): value.decode() for key, value in (found.metadata or {}).items()}
    return SinkTable(
        name=table.name,
        schema=found,
        formats={c.name: c.format for c in table.written if c.format is not None},
        metadata={**metadata, "manikin.status": said},
        delimiter=spec.csv.get("delimiter", ","),
        line_end=_line_end(spec),
        categorical=frozenset(c.name for c in table.written if _is_categorical(c)),
    )


def _is_categorical(column: Column) -> bool:
    """Return whether a column has few values, so that a dictionary makes its file smaller and faster."""
    if column.kind == "distribution" and column.draw is not None:
        return all(is_choice(distribution) for distribution in column.draw.distributions)
    return column.kind in _FEW_VALUES
