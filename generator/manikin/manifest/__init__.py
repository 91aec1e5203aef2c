"""The manifest of a build and its README: what was made, from which specification, by which program.

Knows no clock, no host and no path, so that the same build has the same manifest. Writes nothing itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from manikin.manifest.approval import NOT_APPROVED, Approval, stamp
from manikin.manifest.schema import SCHEMA
from manikin.manifest.terms import APPROVED, COVERAGE, DRAFT, FORMAT, NAME, README, STATEMENT

__all__ = [
    "APPROVED", "COVERAGE", "DRAFT", "FORMAT", "NAME", "NOT_APPROVED", "README", "SCHEMA", "STATEMENT", "AnswerKeyRecord",
    "Approval", "CoverageFile", "DatabaseFile", "Manifest", "PartRecord", "SpecFile", "TableRecord", "stamp",
]  # fmt: skip


@dataclass(frozen=True)
class SpecFile:
    """A file of the specification as it is shipped; `file` is its name within the build."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class PartRecord:
    """A file that holds a part of a table: a range of its rows."""

    file: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class TableRecord:
    """A table of the build and the file that holds it; `columns` are pairs of name and type, in order.

    Of a table in parts, `file` and `sha256` are empty, and `parts` are its files in the order of the rows. Of one in a
    database, `file` is the database and `sha256` empty; `rows_sha256` is that of its rows where the file's tells nothing.
    """

    file: str
    rows: int
    bytes: int
    sha256: str
    columns: tuple[tuple[str, str], ...]
    parts: tuple[PartRecord, ...] = ()
    rows_sha256: str = ""

    def tree(self) -> dict[str, Any]:
        """Return the record as plain values."""
        listed = {"rows": self.rows, "columns": [{"name": name, "type": kind} for name, kind in self.columns]}
        if self.parts:
            return {**listed, "parts": [dict(vars(part)) for part in self.parts]}
        if not self.sha256:
            return {**listed, **({"rows_sha256": self.rows_sha256} if self.rows_sha256 else {})}
        return {**listed, "file": self.file, "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True)
class DatabaseFile:
    """The file that holds all tables."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class CoverageFile:
    """The file that tells which branches the rows reach, and those that none does."""

    file: str
    bytes: int
    sha256: str
    not_reached: tuple[str, ...]


@dataclass(frozen=True)
class AnswerKeyRecord:
    """The file that tells the defects; `extra_rows` are those that tables have by duplicates."""

    file: str
    lines: int
    bytes: int
    sha256: str
    extra_rows: Mapping[str, int]


@dataclass(frozen=True)
class Manifest:
    """A build.

    Parameters
    ----------
    seed : int
        The specification's seed; one asked for stands among the overrides.
    digest : str
        Of the canonical specification, as ``sha256:`` and 64 hexadecimal digits.
    generator : Mapping of str to str or int
        ``manikin``, ``stream`` and the libraries that decide on a byte, with their versions.
    overrides : Mapping
        What was asked for otherwise than the specification says: ``rows``, ``scale``, ``tables``, ``seed``,
        ``defects``, and under ``coverage`` the addresses of the rows that were chosen to reach every branch.
    coverage : CoverageFile, optional
        Of a build whose rows were chosen to reach every branch.
    answer_key : AnswerKeyRecord, optional
        Where the data have defects on purpose.
    part_rows : int, optional
        Rows of a part, of a build in parts.
    approvals : tuple of Approval
        Who approved it; empty for a draft.
    database : DatabaseFile, optional
        The file that holds all tables, where one does.
    compression : str, optional
        How the files of tables are compressed, where it is not the usual way of the format.
    """

    dataset: str
    version: str
    title: str
    classification: str
    seed: int
    format: str
    digest: str
    generator: Mapping[str, str | int]
    tables: Mapping[str, TableRecord]
    spec_files: tuple[SpecFile, ...] = ()
    overrides: Mapping[str, Any] = field(default_factory=dict)
    coverage: CoverageFile | None = None
    answer_key: AnswerKeyRecord | None = None
    part_rows: int | None = None
    compression: str | None = None
    database: DatabaseFile | None = None
    approvals: tuple[Approval, ...] = ()

    @property
    def status(self) -> str:
        """Whether anybody has approved it."""
        return APPROVED if self.approvals else DRAFT

    def tree(self) -> dict[str, Any]:
        """Return the manifest as plain values, as `SCHEMA` describes them."""
        return {
            "manifest": FORMAT,
            "synthetic": True,
            "statement": STATEMENT,
            "status": self.status,
            "dataset": self.dataset,
            "version": self.version,
            "class": self.classification,
            "title": self.title,
            "seed": self.seed,
            "spec": {"digest": self.digest, "files": [dict(vars(file)) for file in self.spec_files]},
            "overrides": dict(self.overrides),
            "generator": dict(self.generator),
            "format": self.format,
            "tables": {name: table.tree() for name, table in self.tables.items()},
            **({} if self.part_rows is None else {"part_rows": self.part_rows}),
            **({} if self.compression is None else {"compression": self.compression}),
            **({} if self.database is None else {"database": dict(vars(self.database))}),
            **self._covered(),
            **({} if self.answer_key is None else {"answer_key": vars(self.answer_key)}),
            **({"approvals": [dict(vars(one)) for one in self.approvals]} if self.approvals else {}),
        }

    def _covered(self) -> dict[str, Any]:
        found = self.coverage
        if found is None:
            return {}
        return {"coverage": {**vars(found), "not_reached": list(found.not_reached)}}

    def to_json(self) -> bytes:
        """Return the manifest as JSON: the same bytes for the same build, keys sorted, a newline at the end.

        Only ASCII, so that no text of a specification can do anything to a screen that shows it.
        """
        return (json.dumps(self.tree(), indent=2, sort_keys=True, allow_nan=False) + "\n").encode("ascii")
