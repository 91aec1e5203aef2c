"""The shape of a manifest, as a JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from manikin.manifest.terms import APPROVED, COVERAGE, DRAFT, FORMAT


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
_DECIDED: Final = "Who approved the data; whether the decisions are genuine is told by `manikin status`."
_APPROVAL: Final = _object(
    {
        "role": _WORD,
        "name": _WORD,
        "on": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "method": _WORD,
        "decision": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    },
    "Who approved, as what, when and how, and the digest of the decision.",
)
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
            "status": {"enum": [DRAFT, APPROVED], "description": "Whether anybody has approved the data."},
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
            "approvals": {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "items": _APPROVAL,
                "description": _DECIDED,
            },
        },
        "What a build is: nothing in its folder counts that is not named here.",
        optional=("part_rows", "compression", "database", "coverage", "answer_key", "approvals"),
    ),
    # A draft says that it is one, and what is approved says by whom.
    "if": {"properties": {"status": {"const": APPROVED}}},
    "then": {"required": ["approvals"]},
    "else": {"properties": {"approvals": False}},
}
