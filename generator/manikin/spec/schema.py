"""The JSON Schema of a specification, composed from the kinds' own parameters.

No `oneOf` anywhere: a family is a property of an object that has exactly one, so that a message can
name the key at fault. What goes beyond shape is the business of `manikin.spec.rules`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from manikin import distributions
from manikin.columns import KINDS
from manikin.model.datatype import TYPES
from manikin.spec import pairs
from manikin.spec.cases import cases, distributed, given, long_cases, when
from manikin.spec.defects import defects
from manikin.spec.fragments import DIGEST, FILE, NAME
from manikin.spec.fragments import parts as _parts
from manikin.spec.fragments import record as _object
from manikin.spec.fragments import source as _source
from manikin.spec.fragments import text as _text
from manikin.spec.heading import heading
from manikin.spec.promises import checks, correlations, unique

PARTS = ("constants", "sources", "tables")
"""What a fragment may hold."""


def _draw() -> dict[str, Any]:
    return {
        "distribution": distributed(),
        "given": given(),
        "cases": cases(distributed(), "distribution"),
    }


def _share() -> dict[str, Any]:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": "A share from 0 to 1."}


def _column() -> dict[str, Any]:
    ways = {name: kind.PARAMETERS for name, kind in KINDS.items() if name != "distribution"}
    properties: dict[str, Any] = {
        "type": {"enum": list(TYPES), "description": "What the values are."},
        "scale": {
            "type": "integer",
            "minimum": 0,
            "maximum": 12,
            "description": "Digits after a decimal's point.",
        },
        "max_length": {
            "type": "integer",
            "minimum": 1,
            "maximum": 65536,
            "description": "The most characters.",
        },
        "precision": {"enum": ["s", "ms", "us"], "description": "The finest part of a time: s, ms or us."},
        "timezone": _text("`UTC` or a fixed offset such as `+01:00`; without it, wall-clock time."),
        "format": _text("How a date or time is written in CSV, such as `%d/%m/%Y`.", maxLength=60),
        **_draw(),
        "cases": long_cases(),
        **ways,
        "missing": {
            "type": ["number", "object"],
            "minimum": 0,
            "maximum": 1,
            "description": "The share of rows without a value, or `given` with `cases` of a `share`.",
            "additionalProperties": False,
            "required": ["given", "cases"],
            "properties": {"given": given(), "cases": cases(_share(), "share")},
        },
        "missing_with": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "Missing exactly where any of these columns is.",
        },
        "unique": {"type": "boolean", "description": "No value twice, kept by construction."},
        "order": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "The categories from least to greatest, so that they can go together with other columns.",
        },
        "hidden": {"type": "boolean", "description": "Used by other columns, never written."},
        "description": _text("What the column holds.", maxLength=2000),
        "source": _source(),
        "formerly": _text("The column's old name: a rename that keeps its values.", pattern=NAME),
    }
    return _object("One column: a type and exactly one way to fill it.", properties)


def _rows() -> dict[str, Any]:
    return {
        "type": ["integer", "object"],
        "minimum": 0,
        "maximum": 10**12,
        "description": "How many rows: a number, `exactly` a number with its source, or `per` a parent table with a distribution of counts.",
        "additionalProperties": False,
        "properties": {
            "exactly": {
                "type": "integer",
                "minimum": 0,
                "maximum": 10**12,
                "description": "The number, where a `source` says whence it is.",
            },
            "per": _text("The parent table.", pattern=NAME),
            **_draw(),
            "until": {
                **when(),
                "description": "What ends the rows of a parent: none follows the first for which all of it holds.",
            },
            "even_over": {
                "type": "integer",
                "minimum": 2,
                "maximum": 10**6,
                "description": "Meet the shares exactly in each so many rows of the uppermost table, instead of drawing "
                "for each parent by itself.",
            },
            "source": _source(),
        },
    }


def _missing_patterns() -> dict[str, Any]:
    pattern = {
        "missing": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The columns that are missing; `[]` for none.",
        },
        "weight": {"type": "number", "minimum": 0, "description": "How often, beside the others."},
    }
    patterns = {
        "type": "array",
        "minItems": 1,
        "description": "Which columns are missing together, and how often.",
        "items": _object("One pattern.", pattern, required=["missing", "weight"]),
    }
    keys = {
        "patterns": patterns,
        "given": given(),
        "cases": cases(patterns, "patterns"),
        "source": _source(),
    }
    return {
        "type": "object",
        "description": "Columns that are missing together: each set by a name of its own.",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": _object("`patterns`, or `given` with `cases` of `patterns`.", keys),
    }


def _table() -> dict[str, Any]:
    return _object(
        "One table.",
        {
            "description": _text("What a row is.", maxLength=2000),
            "rows": _rows(),
            "file": _text("A CSV file of the folder: a vocabulary, loaded as it is.", pattern=FILE),
            "digest": _text("The file's expected SHA-256.", pattern=DIGEST),
            "licence": _text("The licence of the file.", maxLength=200),
            "formulas": {
                "enum": ["refuse", "allow"],
                "description": "What to do with text that a spreadsheet would run as a formula; refused by default.",
            },
            "key": {
                "type": ["string", "array"],
                "minItems": 1,
                "items": {"type": "string"},
                "description": "The key: one column or a list.",
            },
            "columns": {
                "type": "object",
                "description": "The columns, in the order they are written.",
                "propertyNames": {"pattern": NAME},
                "additionalProperties": {"$ref": "#/$defs/column"},
            },
            **_parts(_rows()),
            "correlations": correlations(),
            "missing_patterns": _missing_patterns(),
            "hidden": {"type": "boolean", "description": "Others draw on it, and it is never written."},
            "unique": unique(),
            "checks": checks(),
            "pairs": pairs.schema(),
            "source": _source(),
            "formerly": _text("The table's old name: a rename that keeps its values.", pattern=NAME),
        },
    )


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``spec.yaml``."""
    tables = {
        "type": "object",
        "minProperties": 1,
        "description": "The tables.",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": {"$ref": "#/$defs/table"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "spec.schema.json",
        "title": "A manikin specification, version 1",
        **_object(
            "What a synthetic dataset is made from; nothing else is read.",
            {**heading(), "tables": tables, "defects": defects()},
            required=["language", "dataset", "version", "title", "owner", "class", "seed", "tables"],
        ),
        "$defs": {"distribution": _distribution(), "column": _column(), "table": _table()},
    }


@cache
def fragment() -> dict[str, Any]:
    """Return the JSON Schema of a file that specifications include; it refers to that of ``spec.yaml``."""
    whole = schema()
    return {
        "$schema": whole["$schema"],
        "$id": "fragment.schema.json",
        "title": "A fragment of manikin specifications, version 1",
        **_object(
            "Constants, sources and tables that several specifications share; nothing else.",
            {
                name: {
                    "$ref": f"{whole['$id']}#/properties/{name}",
                    "description": whole["properties"][name]["description"],
                }
                for name in PARTS
            },
            minProperties=1,
        ),
    }


def _distribution() -> dict[str, Any]:
    base = distributions.schema()
    weights = _text("A column of numbers of the table pointed at; only beside `references`.")
    return {**base, "properties": {**base["properties"], "weights": weights}}
