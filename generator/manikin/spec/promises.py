"""The JSON Schema of what a table promises of its rows: rules, combinations, what goes together."""

from __future__ import annotations

from typing import Any

from manikin.model import Check
from manikin.spec.fragments import NAME, record, source, text

_PATH = r"^[A-Za-z_][A-Za-z0-9_.]*$"


def checks() -> dict[str, Any]:
    """Return the schema of the rules that every row keeps."""
    return {
        "type": "array",
        "description": "Rules that every row keeps; rows that fail are drawn again.",
        "items": record(
            "One rule: `sql`, or `if` with `then`, or `at_least_one`.",
            {
                "name": text("The rule in words.", minLength=1, maxLength=200),
                "sql": text("What must be true of every row.", minLength=1, maxLength=2000),
                "if": text("The rows that the rule speaks of: SQL.", minLength=1, maxLength=900),
                "then": text("What must be true of them: SQL.", minLength=1, maxLength=900),
                "at_least_one": {
                    "type": "array",
                    "minItems": 2,
                    "maxItems": 50,
                    "uniqueItems": True,
                    "items": {"type": "string", "pattern": _PATH},
                    "description": "Columns that are never all missing together.",
                },
                "keeps": {
                    "type": "number",
                    "minimum": 0.001,
                    "maximum": 1,
                    "default": Check.keeps,
                    "description": "The least share of draws that must keep it; fewer are refused, with the share found.",
                },
                "redraw": {
                    "type": "boolean",
                    "description": "`false` for what holds by the way rows are made: a row that fails stops the "
                    "generation, and none is drawn again.",
                },
            },
            required=["name"],
        ),
    }


def unique() -> dict[str, Any]:
    """Return the schema of the combinations that never come twice."""
    names = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": NAME}}
    return {
        "type": "array",
        "minItems": 1,
        "description": "Combinations of columns that no two rows have alike; rows that would are drawn again.",
        "items": {
            "type": ["array", "object"],
            "description": "A list of columns, or `columns` with `where`.",
            "minItems": 1,
            "items": names["items"],
            "additionalProperties": False,
            "required": ["columns"],
            "properties": {
                "columns": {**names, "description": "The columns that together differ from row to row."},
                "where": text("Only rows for which this SQL is true.", minLength=1, maxLength=2000),
            },
        },
    }


def correlations() -> dict[str, Any]:
    """Return the schema of the columns that go together."""
    pair = {
        "between": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "string"},
            "description": "The two columns.",
        },
        "rank": {
            "type": "number",
            "exclusiveMinimum": -1,
            "exclusiveMaximum": 1,
            "description": "Their rank correlation (Spearman's), before rounding: 0 is none, near 1 the same order.",
        },
        "source": source(),
    }
    return {
        "type": "array",
        "description": "Columns whose values go together.",
        "items": record("One pair.", pair, required=["between", "rank"]),
    }
