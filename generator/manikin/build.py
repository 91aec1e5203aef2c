"""From a specification to a folder: the tables, the manifest, a copy of the spec, a README.

The folder appears whole or not at all; see `manikin.storage`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa

from manikin.columns.draw import is_choice
from manikin.engines import local
from manikin.engines.turns import Turns
from manikin.errors import Problem, UserError
from manikin.manifest import Manifest, SpecFile, TableRecord, readme
from manikin.model import Column, Spec, Table
from manikin.plan import AS_DECLARED, Sizes, make_plan
from manikin.run import World, schema
from manikin.sinks import SINKS, FileRecord, SinkTable
from manikin.storage import Publication, read_manifest

STREAM = 2
"""The version of the streams: raised when the same specification gives other bytes."""
WAITING = 4
"""Batches that may wait for the writer; bounds memory."""
_LIBRARIES = ("numpy", "pyarrow", "faker")
_FEW_VALUES = frozenset({"faker", "file", "lookup", "constant"})


def build(
    spec: Spec,
    folder: Path,
    *,
    sizes: Sizes = AS_DECLARED,
    form: str = "csv",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
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

    Raises
    ------
    UserError
        If the folder is something else, or there is no room.
    InfeasibleError
        If the specification asks for what cannot be.
    """
    if form not in SINKS:
        raise UserError(f"there is no format {form!r}; there are: {', '.join(SINKS)}")
    plan = make_plan(spec, sizes)
    made = local.world(plan, workers=workers)
    with Publication(folder) as publication:
        records = _write(made, publication.path, form, workers, progress)
        copied = tuple(
            SpecFile(f"spec/{name}", *publication.write_file(f"spec/{name}", data))
            for name, data in sorted(spec.texts.items())
        )
        manifest = _manifest(made, records, copied, form)
        publication.write_file("README.md", readme(manifest).encode())
        publication.commit(manifest.to_json())
    return manifest


def _manifest(
    made: World, records: dict[str, FileRecord], copied: tuple[SpecFile, ...], form: str
) -> Manifest:
    spec, sizes = made.plan.spec, made.plan.sizes
    overrides = {
        "rows": dict(sizes.rows),
        "scale": sizes.scale if sizes.scale != 1 else None,
        "seed": sizes.seed,
        "tables": list(sizes.tables),
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
        generator={
            "manikin": metadata.version("manikin"),
            "stream": STREAM,
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
        tables={
            name: TableRecord(
                record.path, record.rows, record.bytes, record.sha256, _columns(spec.tables[name])
            )
            for name, record in records.items()
        },
        overrides={name: value for name, value in overrides.items() if value not in (None, {}, [])},
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
    )
    with tempfile.TemporaryDirectory() as name:
        again = build(spec, Path(name) / "again", sizes=sizes, form=was["format"])
    for table, record in was["tables"].items():
        if table not in again.tables or again.tables[table].sha256 != record["sha256"]:
            yield Problem(
                record["file"], 0, 0, "VERIFY17", f"{record['file']} comes out differently when built again"
            )


def _write(
    made: World, folder: Path, form: str, workers: int, progress: Callable[[int], None] | None
) -> dict[str, FileRecord]:
    sink = SINKS[form]
    tables = {p.table.name: _sink_table(p.table, made.plan.spec) for p in made.plan.tables if p.written}
    encoders = {name: sink.encoder(table) for name, table in tables.items()}
    writers = {name: sink.writer(folder, table) for name, table in tables.items()}
    try:

        def handle(name: str, batch: pa.RecordBatch) -> tuple[Any, int]:
            return encoders[name].encode(batch), batch.num_rows

        with Turns(most=WAITING) as turns:
            for name, (encoded, rows) in local.run(made, handle, workers=workers):
                turns.add(writers[name].append, encoded)
                if progress is not None:
                    progress(rows)
        return {name: writer.close() for name, writer in writers.items()}
    except BaseException:
        for writer in writers.values():
            writer.abort()
        raise


def _sink_table(table: Table, spec: Spec) -> SinkTable:
    found = schema(table, spec)
    return SinkTable(
        name=table.name,
        schema=found,
        formats={c.name: c.format for c in table.written if c.format is not None},
        metadata={key.decode(): value.decode() for key, value in (found.metadata or {}).items()},
        delimiter=spec.csv.get("delimiter", ","),
        line_end="\r\n" if spec.csv.get("line_end") == "crlf" else "\n",
        categorical=frozenset(c.name for c in table.written if _is_categorical(c)),
    )


def _is_categorical(column: Column) -> bool:
    """Return whether a column has few values, so that a dictionary makes its file smaller and faster."""
    if column.kind == "distribution" and column.draw is not None:
        return all(is_choice(distribution) for distribution in column.draw.distributions)
    return column.kind in _FEW_VALUES
