"""The shape of a manifest, as a JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from manikin.manifest.terms import APPROVED, COVERAGE, DRAFT, FORMAT


def closed(properties: Mapping[str, Any], description: str, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the shape of an object that has these properties and no other."""
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


COUNT: Final = {"type": "integer", "minimum": 0}
WORD: Final = {"type": "string", "minLength": 1}
_SHA256: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_STORED: Final = {"bytes": COUNT, "sha256": _SHA256}
_OVERRIDES: Final = {
    "rows": {"type": "object", "additionalProperties": COUNT},
    "scale": {"type": "number", "exclusiveMinimum": 0},
    "tables": {"type": "array", "items": WORD},
    "seed": COUNT,
    "coverage": {
        "type": "object",
        "description": "Weights were evened out, and these rows chosen of each table without a parent, by address.",
        "additionalProperties": {
            "type": "array",
            "maxItems": 100_000,
            "uniqueItems": True,
            "items": {**COUNT, "maximum": 2**53 - 1},
        },
    },
    "defects": {"const": True, "description": "The defects that the specification declares were put in."},
}
_ANSWER_KEY: Final = closed(
    {
        "file": {"const": "defects.csv"},
        "lines": COUNT,
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
_FILE: Final = {**_NAMED, "rows": COUNT, **_STORED}
_COLUMNS: Final = {
    "type": "array",
    "items": closed({"name": WORD, "type": WORD}, "A column of the file, in the file's order."),
}
_PARTS: Final = {
    "type": "array",
    "minItems": 1,
    "items": closed(_FILE, "A file that holds a range of the table's rows."),
    "description": "The files, in the order of the rows.",
}
_TABLE: Final = {
    "description": "A table: files of the folder. A file of another size or digest is not of this build.",
    "oneOf": [
        closed({**_FILE, "columns": _COLUMNS}, "A table in one file."),
        closed({"rows": COUNT, "parts": _PARTS, "columns": _COLUMNS}, "A table in parts."),
        closed(
            {
                "rows": COUNT,
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
_APPROVAL: Final = closed(
    {
        "role": WORD,
        "name": WORD,
        "on": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "method": WORD,
        "decision": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    },
    "Who approved, as what, when and how, and the digest of the decision.",
)
_SPEC_FILE: Final = closed(
    {"file": {"type": "string", "pattern": "^spec/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$"}, **_STORED},
    "The specification in its canonical form, or a vocabulary.",
)
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "manifest.schema.json",
    "title": "The manifest of a build",
    **closed(
        {
            "manifest": {"const": FORMAT, "description": "The version of this form."},
            "synthetic": {"const": True, "description": "The data are made up."},
            "statement": {**WORD, "description": "The same in words."},
            "status": {"enum": [DRAFT, APPROVED], "description": "Whether anybody has approved the data."},
            "dataset": {**WORD, "description": "The dataset's name."},
            "version": {**WORD, "description": "The specification's version."},
            "class": {
                "enum": ["structural", "publicly-sourced", "privately-sourced"],
                "description": "Where the numbers of the specification come from.",
            },
            "title": {**WORD, "description": "The dataset's title."},
            "seed": {**COUNT, "description": "The specification's seed."},
            "spec": closed(
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
            "overrides": closed(
                _OVERRIDES,
                "What was asked for otherwise than the specification says.",
                optional=tuple(_OVERRIDES),
            ),
            "generator": {
                "type": "object",
                "description": "The program and the libraries that decide on a byte, with their versions.",
                "properties": {"manikin": WORD, "stream": {"type": "integer", "minimum": 1}},
                "required": ["manikin", "stream"],
                "additionalProperties": WORD,
            },
            "format": {**WORD, "description": "The format of the files, such as csv."},
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
                **WORD,
                "description": "How the files of tables are compressed, where it is not the usual way of the format.",
            },
            "database": closed({**_NAMED, **_STORED}, "The file that holds all tables, where one does."),
            "coverage": closed(
                {"file": {"const": COVERAGE}, **_STORED, "not_reached": {"type": "array", "items": WORD}},
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
