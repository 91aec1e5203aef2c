"""Problems for programs, in a shape that is part of the interface (``schemas/problems.schema.json``)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from manikin.errors import Problem, Severity
from manikin.report.context import ReportContext, counts, mend, message
from manikin.text import plain

NAME = "json"
FORMAT = 1
"""Raised when a reader of the old shape could misread the new one."""
_MOST_ADDRESS = 400


def _object(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _count(description: str) -> dict[str, Any]:
    return {"description": description, "type": "integer", "minimum": 0}


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, "type": "string", **more}


_PROBLEM = _object(
    "One thing wrong, with its place and a way out. All text is one visible line.",
    {
        "id": _text("Stays when lines move or a message is reworded.", pattern="^p:[0-9a-f]{12}$"),
        "rule": _text("For `manikin explain`.", pattern="^[A-Z]+[0-9]+$"),
        "severity": _text("A warning: the file does not hold enough to decide.", enum=[s.value for s in Severity]),
        "file": _text("With forward slashes, from the folder where the command ran."),
        "line": _count("From 1; 0 means the file as a whole."),
        "column": _count("From 1, in code points."),
        "end_column": _count("The first column behind the place; 0 if unknown."),
        "address": _text("The place in the specification, such as tables.patient.columns.sex."),
        "message": _text("What was found and what is allowed."),
        "mend": _text("How to mend it; may be empty."),
    },
)
PROBLEMS_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Problems of specifications, as told by manikin validate --format json",
    **_object(
        "What was found in all datasets, in file order.",
        {
            "format": {"description": "The version of this shape.", "const": FORMAT},
            "datasets": _count("How many datasets were looked at."),
            "counts": _object("How many problems there are.", {s.value: _count(f"Of level {s.value}.") for s in Severity}),
            "problems": {"type": "array", "items": _PROBLEM},
        },
    ),
}
"""The JSON Schema of what `render` returns."""


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return problems as a JSON object that keeps to `PROBLEMS_SCHEMA`."""
    ordered = sorted(problems)
    found = {
        "format": FORMAT,
        "datasets": context.datasets,
        "counts": {severity.value: count for severity, count in counts(ordered).items()},
        "problems": [
            _problem(problem, identity, context)
            for problem, identity in zip(ordered, context.ids(ordered), strict=True)
        ],
    }
    return json.dumps(found, indent=2) + "\n"


def _problem(problem: Problem, identity: str, context: ReportContext) -> dict[str, Any]:
    return {
        "id": identity,
        "rule": plain(problem.rule),
        "severity": problem.severity.value,
        "file": context.path(problem.file),
        "line": problem.line,
        "column": problem.column,
        "end_column": problem.end_column,
        "address": plain(problem.address, _MOST_ADDRESS),
        "message": message(problem),
        "mend": mend(problem),
    }
