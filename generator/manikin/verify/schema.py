"""The JSON Schema of a verification's report."""

from __future__ import annotations

from typing import Any, Final

from manikin.verify.report import Outcome

_TEXT: Final = {"type": "string"}

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "verification.schema.json",
    "title": "What manikin verify found, version 1",
    "type": "object",
    "additionalProperties": False,
    "required": ["verify", "dataset", "version", "ok", "counts", "results"],
    "properties": {
        "verify": {"const": 1, "description": "The version of this form."},
        "dataset": {**_TEXT, "description": "The dataset's name."},
        "version": {**_TEXT, "description": "The dataset's version."},
        "ok": {"type": "boolean", "description": "Whether something passed and nothing failed."},
        "counts": {
            "type": "object",
            "description": "How many checks ended in each way.",
            "additionalProperties": False,
            "required": [outcome.value for outcome in Outcome],
            "properties": {outcome.value: {"type": "integer", "minimum": 0} for outcome in Outcome},
        },
        "results": {
            "type": "array",
            "description": "The checks, in the order of tables and columns.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "rule", "table", "column", "outcome", "found", "message"],
                "properties": {
                    "name": {**_TEXT, "description": "The check's own name, stable between versions."},
                    "rule": {**_TEXT, "description": "The rule, for manikin explain."},
                    "table": {**_TEXT, "description": "The table, or nothing for the build as a whole."},
                    "column": {"type": ["string", "null"], "description": "The column, if it is about one."},
                    "outcome": {
                        "enum": [outcome.value for outcome in Outcome],
                        "description": "How it ended.",
                    },
                    "found": {"type": ["number", "null"], "description": "The count or share that was met."},
                    "message": {**_TEXT, "description": "What is wrong, or why it was not judged."},
                },
            },
        },
    },
}
