"""The JSON Schema of the ``json`` format: what a program that reads it may rely on."""

from __future__ import annotations

from typing import Any

from manikin.errors import Severity

_COUNT = {"type": "integer", "minimum": 0}
_PROBLEM = {
    "id": {
        "type": "string",
        "pattern": "^p:[0-9a-f]{12}$",
        "description": "Of rule, address and file: stays when lines move or a message is reworded.",
    },
    "rule": {"type": "string", "description": "What `manikin explain` takes."},
    "severity": {"enum": [level.value for level in Severity]},
    "file": {"type": "string", "description": "As it was named to the command, with forward slashes."},
    "line": {**_COUNT, "description": "From 1; 0 means the file as a whole."},
    "column": {**_COUNT, "description": "From 1, in code points; 0 means the line as a whole."},
    "end_column": {**_COUNT, "description": "The first column behind the place; 0 if not known."},
    "address": {
        "type": "string",
        "description": "The place in the specification, such as `tables.patient.columns.sex`.",
    },
    "message": {"type": "string", "description": "What is wrong, in one line; wording may change."},
    "mend": {"type": "string", "description": "How to mend it, in one line; wording may change."},
}
PROBLEMS_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Problems that manikin found",
    "type": "object",
    "required": ["format", "datasets", "counts", "problems"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": 1, "description": "Raised when a program that reads this must change."},
        "datasets": {**_COUNT, "description": "How many datasets were looked at."},
        "counts": {
            "type": "object",
            "required": [level.value for level in Severity],
            "additionalProperties": False,
            "properties": {level.value: _COUNT for level in Severity},
        },
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(_PROBLEM),
                "additionalProperties": False,
                "properties": _PROBLEM,
            },
        },
    },
}
