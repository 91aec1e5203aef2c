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
