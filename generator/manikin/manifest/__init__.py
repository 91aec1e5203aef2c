"""The manifest of a build and its README: what was made, from which specification, by which program.

Knows no clock, no host and no path, so that the same build has the same manifest. Writes nothing itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

NAME: Final = "manifest.json"
README: Final = "README.md"
COVERAGE: Final = "coverage.json"
FORMAT: Final = 1
"""The version of the manifest itself."""
STATEMENT: Final = (
    "Synthetic data: every row was made up by a program from a specification; none describes a real person."
)
DRAFT: Final = "draft"


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
    status: str = DRAFT
    coverage: CoverageFile | None = None
    answer_key: AnswerKeyRecord | None = None
    part_rows: int | None = None
    compression: str | None = None
    database: DatabaseFile | None = None

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


def _object(
    properties: Mapping[str, Any], description: str, optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_COUNT: Final = {"type": "integer", "minimum": 0}
_WORD: Final = {"type": "string", "minLength": 1}
_SHA256: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_STORED: Final = {"bytes": _COUNT, "sha256": _SHA256}
_OVERRIDES: Final = {
    "rows": {"type": "object", "additionalProperties": _COUNT},
    "scale": {"type": "number", "exclusiveMinimum": 0},
    "tables": {"type": "array", "items": _WORD},
    "seed": _COUNT,
    "coverage": {
        "type": "object",
        "description": "Weights were evened out, and these rows chosen of each table without a parent, by address.",
        "additionalProperties": {
            "type": "array",
            "maxItems": 100_000,
            "uniqueItems": True,
            "items": {**_COUNT, "maximum": 2**53 - 1},
        },
    },
    "defects": {"const": True, "description": "The defects that the specification declares were put in."},
}
_ANSWER_KEY: Final = _object(
    {
        "file": {"const": "defects.csv"},
        "lines": _COUNT,
        **_STORED,
        "extra_rows": {
            "type": "object",
            "description": "How many rows more a table has than without defects, since some are there twice.",
            "additionalProperties": {"type": "integer", "minimum": 1},
        },
    },
    "The answer key: where each defect is, and what should stand there.",
)
_NAMED: Final = {"file": {"type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$"}}
_FILE: Final = {**_NAMED, "rows": _COUNT, **_STORED}
_COLUMNS: Final = {
    "type": "array",
    "items": _object({"name": _WORD, "type": _WORD}, "A column of the file, in the file's order."),
}
_PARTS: Final = {
    "type": "array",
    "minItems": 1,
    "items": _object(_FILE, "A file that holds a range of the table's rows."),
    "description": "The files, in the order of the rows.",
}
_TABLE: Final = {
    "description": "A table: files of the folder. A file of another size or digest is not of this build.",
    "oneOf": [
        _object({**_FILE, "columns": _COLUMNS}, "A table in one file."),
        _object({"rows": _COUNT, "parts": _PARTS, "columns": _COLUMNS}, "A table in parts."),
        _object(
            {
                "rows": _COUNT,
                "rows_sha256": {
                    **_SHA256,
                    "description": "Of the lines of its CSV, where the same rows do not give the same database.",
                },
                "columns": _COLUMNS,
            },
            "A table of a database.",
            optional=("rows_sha256",),
        ),
    ],
}
_SPEC_FILE: Final = _object(
    {"file": {"type": "string", "pattern": "^spec/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$"}, **_STORED},
    "The specification in its canonical form, or a vocabulary.",
)
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "manifest.schema.json",
    "title": "The manifest of a build",
    **_object(
        {
            "manifest": {"const": FORMAT, "description": "The version of this form."},
            "synthetic": {"const": True, "description": "The data are made up."},
            "statement": {**_WORD, "description": "The same in words."},
            "status": {"enum": [DRAFT], "description": "Whether anybody has approved the data."},
            "dataset": {**_WORD, "description": "The dataset's name."},
            "version": {**_WORD, "description": "The specification's version."},
            "class": {
                "enum": ["structural", "publicly-sourced", "privately-sourced"],
                "description": "Where the numbers of the specification come from.",
            },
            "title": {**_WORD, "description": "The dataset's title."},
            "seed": {**_COUNT, "description": "The specification's seed."},
            "spec": _object(
                {
                    "digest": {
                        "type": "string",
                        "pattern": "^sha256:[0-9a-f]{64}$",
                        "description": "SHA-256 of the canonical specification.",
                    },
                    "files": {"type": "array", "items": _SPEC_FILE, "description": "Its files in the build."},
                },
                "The specification that the rows were made from.",
            ),
            "overrides": _object(
                _OVERRIDES,
                "What was asked for otherwise than the specification says.",
                optional=tuple(_OVERRIDES),
            ),
            "generator": {
                "type": "object",
                "description": "The program and the libraries that decide on a byte, with their versions.",
                "properties": {"manikin": _WORD, "stream": {"type": "integer", "minimum": 1}},
                "required": ["manikin", "stream"],
                "additionalProperties": _WORD,
            },
            "format": {**_WORD, "description": "The format of the files, such as csv."},
            "tables": {
                "type": "object",
                "description": "Every table of the build, by name.",
                "additionalProperties": _TABLE,
            },
            "part_rows": {
                "type": "integer",
                "minimum": 1,
                "description": "Of a build in parts: the rows of each file of a table but its last.",
            },
            "compression": {
                **_WORD,
                "description": "How the files of tables are compressed, where it is not the usual way of the format.",
            },
            "database": _object({**_NAMED, **_STORED}, "The file that holds all tables, where one does."),
            "coverage": _object(
                {"file": {"const": COVERAGE}, **_STORED, "not_reached": {"type": "array", "items": _WORD}},
                "Of a build whose rows were chosen to reach every branch: the file that tells which they reach.",
            ),
            "answer_key": _ANSWER_KEY,
        },
        "What a build is: nothing in its folder counts that is not named here.",
        optional=("part_rows", "compression", "database", "coverage", "answer_key"),
    ),
}
