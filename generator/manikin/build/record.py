"""The manifest of a build: what was made, of what, by what."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata

from manikin import coverage
from manikin.manifest import COVERAGE, AnswerKeyRecord, CoverageFile, Manifest, SpecFile, TableRecord
from manikin.model import Table
from manikin.plan import Sizes
from manikin.run import World
from manikin.sinks import FileRecord
from manikin.storage import Publication

STREAM = 2
"""The version of the streams: raised when the same specification gives other bytes."""
_LIBRARIES = ("numpy", "pyarrow", "faker")


def manifest_of(
    made: World, sizes: Sizes, records: dict[str, FileRecord], copied: tuple[SpecFile, ...], form: str
) -> Manifest:
    """Return the manifest of a build without defects, whose rows were not chosen."""
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


def answer_key(made: World, records: dict[str, FileRecord], key: FileRecord) -> AnswerKeyRecord:
    """Return what the manifest says of the answer key, whose file is `key`."""
    more = {name: record.rows - made.row_count(name) for name, record in records.items()}
    return AnswerKeyRecord(
        key.path, key.rows, key.bytes, key.sha256, {name: rows for name, rows in more.items() if rows}
    )


def _columns(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, column.type.name) for column in table.written)
