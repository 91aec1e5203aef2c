"""The JSON Schema of cases: what is drawn where other columns are what each case says."""

from __future__ import annotations

from typing import Any

from manikin.spec.fragments import FILE, NAME, SCALAR
from manikin.spec.fragments import record as _object
from manikin.spec.fragments import source as _source
from manikin.spec.fragments import text as _text


def when() -> dict[str, Any]:
    """Return the schema of a condition on columns."""
    return {
        "type": "object",
        "minProperties": 1,
        "description": 'What each named column must be: a value, a list, `">= 65"`, `"40..64"` or null.',
        "additionalProperties": {
            "type": [*SCALAR, "array"],
            "description": "What the column must be for the case to hold.",
            "minItems": 1,
            "items": {"type": SCALAR},
        },
    }


def distributed() -> dict[str, Any]:
    """Return the schema of a value that is drawn."""
    # The words stand beside the reference: an editor shows those of the key, not of what it refers to.
    return {
        "$ref": "#/$defs/distribution",
        "description": "How the values are spread: one distribution, by its name.",
    }


def cases(leaf: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the schema of cases, each with a `leaf` under `name`."""
    return {
        "type": "array",
        "description": "Tried by the values of the `given` columns; exactly one must hold for each row.",
        "minItems": 1,
        "items": _object(
            "One case.",
            {
                "when": when(),
                "otherwise": {"const": True, "description": "Every row that no other case holds for."},
                name: leaf,
                "source": _source(),
            },
            required=[name],
        ),
    }


def given() -> dict[str, Any]:
    """Return the schema of the columns that cases ask."""
    return {
        "type": "array",
        "description": "The columns that choose the case, as paths.",
        "minItems": 1,
        "items": {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_.]*$"},
    }


def long_cases() -> dict[str, Any]:
    """Return the schema of cases that may stand in a CSV file."""
    listed = cases(distributed(), "distribution")
    value = _text("The column of the values.", pattern=NAME)
    quantiles = {"probability": _text("The column of the probabilities.", pattern=NAME), "value": value}
    return {
        **listed,
        "type": ["array", "object"],
        "description": listed["description"]
        + " Or `{file: labs.csv, choice: …}`: a line of the file for each case and value.",
        "additionalProperties": False,
        "required": ["file"],
        "properties": {
            "file": _text("A CSV file of the folder, with a column for each of the `given`.", pattern=FILE),
            "choice": _object(
                "A line for each value of a case.",
                {"value": value, "weight": _text("The column of the weights.", pattern=NAME)},
                required=["value"],
            ),
            "quantiles": _object(
                "A line for each percentile of a case.", quantiles, required=["probability", "value"]
            ),
            "otherwise": distributed(),
        },
    }
