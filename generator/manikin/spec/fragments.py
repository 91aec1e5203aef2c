"""Fragments of the JSON Schema: the forms of names, and what stands in many places."""

from __future__ import annotations

from typing import Any

NAME = "^[A-Za-z_][A-Za-z0-9_]{0,62}$"
DATASET = "^[a-z0-9][a-z0-9-]{0,63}$"
FILE = "^[a-z0-9][a-z0-9._-]{0,99}$"
INCLUDED = r"^[a-z0-9][a-z0-9._-]{0,94}\.yaml$"
VERSION = r"^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$"
DIGEST = "^sha256:[0-9a-f]{64}$"
URL = "^https?://[^\\s<>\"']+$"
GRID = r"^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?$"
WAIVED = "^DISC[0-9]{2}$"
SCALAR = ["string", "integer", "number", "boolean", "null"]


def text(description: str, **more: Any) -> dict[str, Any]:
    """Return the schema of a text."""
    return {"type": "string", "description": description, **more}


def record(description: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the schema of a mapping with these keys and no others."""
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "properties": properties,
        **more,
    }


def source() -> dict[str, Any]:
    """Return the schema of where a number comes from."""
    return {
        "type": ["string", "object"],
        "description": "Where the numbers come from: a name in `sources`, or `{from: NAME, n: PEOPLE}`.",
        "additionalProperties": False,
        "required": ["from"],
        "properties": {
            "from": text("A name in `sources`."),
            "n": {
                "type": "integer",
                "minimum": 0,
                "description": "How many people or records stand behind it.",
            },
        },
    }


def parts(rows: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what a table made of several kinds of row says of them; `rows` is that of one."""
    columns = {
        "type": "object",
        "description": "How this kind of row fills columns of the table; others are missing, or as the table says.",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": {"$ref": "#/$defs/column"},
    }
    part = record(
        "One kind of row.",
        {
            "description": text("What a row is.", maxLength=2000),
            "rows": rows,
            "columns": columns,
            "source": source(),
            "formerly": text("The part's old name: a rename that keeps its values.", pattern=NAME),
        },
        required=["rows"],
    )
    return {
        "parts": {
            "type": "object",
            "minProperties": 1,
            "description": "The kinds of row that the table is made of, instead of `rows`.",
            "propertyNames": {"pattern": NAME},
            "additionalProperties": part,
        },
        "together": text("The ancestor of all parts whose rows keep theirs together.", pattern=NAME),
        "order": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "The columns that put the rows of one ancestor in order; missing values come last.",
        },
    }
