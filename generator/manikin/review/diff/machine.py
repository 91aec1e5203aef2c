"""A difference as JSON, and the JSON Schema of that: what a program that reads it may rely on."""

from __future__ import annotations

import json
from typing import Any, Final

from manikin.errors import Problem, Severity
from manikin.model import Spec
from manikin.review.codes import label
from manikin.review.diff.change import Change, Count, Direction, Follow, Grade, Place, RowCount, Values
from manikin.review.diff.difference import Difference
from manikin.review.diff.version import needed
from manikin.review.scopes import SCOPES
from manikin.text import plain

FORMAT: Final = 1
_COUNT: Final = {"type": "integer", "minimum": 0}
_TEXT: Final = {"type": "string"}
_NAMES: Final = {"type": "array", "items": _TEXT}


def _record(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


_PLACE: Final = {
    "type": ["object", "null"],
    "description": "Where it is written; null where that side was not read from a file.",
    "required": ["file", "line", "column", "end_column"],
    "additionalProperties": False,
    "properties": {"file": _TEXT, "line": _COUNT, "column": _COUNT, "end_column": _COUNT},
}
_CELLS: Final = _record(
    {
        "column": {**_TEXT, "description": "As TABLE.COLUMN."},
        "changed": _COUNT,
        "of": {**_COUNT, "description": "The rows that both versions have."},
        "at_least": {"type": "boolean", "description": "Whether only the first rows were compared."},
    }
)
_ROWS: Final = _record(
    {
        "table": _TEXT,
        "old": _COUNT,
        "new": _COUNT,
        "added": _COUNT,
        "removed": _COUNT,
        "at_least": {"type": "boolean"},
    }
)
_FOLLOW: Final = _record(
    {
        "table": _TEXT,
        "column": {**_TEXT, "description": "Empty for the rows of the table."},
        "by": {**_TEXT, "description": "How it rests on what it follows from."},
        "cells": {"anyOf": [_CELLS, {"type": "null"}]},
        "rows": {"anyOf": [_ROWS, {"type": "null"}]},
        "follows": {"type": "array", "items": {"$ref": "#/$defs/follow"}},
    }
)
_CHANGE: Final = _record(
    {
        "id": {
            "type": "string",
            "pattern": "^c:[0-9a-f]{12}$",
            "description": "Of rule, address, old and new: stays when lines move or a message is reworded.",
        },
        "rule": {**_TEXT, "description": "What `manikin explain` takes."},
        "kind": {"enum": list(SCOPES), "description": "Whose matter it is, foremost."},
        "scopes": {
            "type": "array",
            "items": {"enum": list(SCOPES)},
            "description": "All whose digest it changes.",
        },
        "grade": {"enum": [grade.value for grade in Grade], "description": "For who uses the data."},
        "direction": {
            "enum": [direction.value for direction in Direction],
            "description": "Whether the data may hold more or less than before.",
        },
        "address": {**_TEXT, "description": "What it is about; structure and no prose."},
        "statistics": {**_NAMES, "description": "Their numbers for good, such as S14."},
        "old": {"description": "What stood there, as in the canonical form; null for nothing."},
        "new": {"description": "What stands there."},
        "base": _PLACE,
        "head": _PLACE,
        "values": _record(
            {
                "every": {"type": "boolean", "description": "Every drawn value, as by another seed."},
                "cells": {"type": "array", "items": _CELLS},
                "rows": {"type": "array", "items": _ROWS},
                "new": {**_NAMES, "description": "Columns and tables that only the new version has."},
                "gone": {**_NAMES, "description": "Those that only the old one has."},
                "follows": {"type": "array", "items": {"$ref": "#/$defs/follow"}},
                "together": {**_NAMES, "description": "Ids of changes that the same values differ by."},
            }
        ),
        "approval": {**_NAMES, "description": "The roles that have to decide."},
        "text": {**_TEXT, "description": "In one line; wording may change."},
    }
)
_SIDE: Final = _record(
    {
        "dataset": _TEXT,
        "version": _TEXT,
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "label": {**_TEXT, "description": "The first 8 digits, for prose."},
    }
)
_PROBLEM: Final = _record(
    {
        "rule": _TEXT,
        "severity": {"enum": [level.value for level in Severity]},
        "file": _TEXT,
        "line": _COUNT,
        "column": _COUNT,
        "message": _TEXT,
        "mend": _TEXT,
    }
)
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "diff.schema.json",
    "title": "What changed between two specifications",
    **_record(
        {
            "format": {"const": FORMAT, "description": "Raised when a program that reads this must change."},
            "old": _SIDE,
            "new": _SIDE,
            "grade": {
                "enum": [*(grade.value for grade in Grade), None],
                "description": "The gravest of any change; null where nothing changed.",
            },
            "version_needed": {**_TEXT, "description": "The least version that the changes ask for."},
            "scopes": {"type": "array", "items": {"enum": list(SCOPES)}},
            "statistics": _record({"same": _COUNT, "of": _COUNT}),
            "changes": {"type": "array", "items": _CHANGE},
            "problems": {"type": "array", "items": _PROBLEM},
            "uncounted": {**_TEXT, "description": "Why some values were not counted; empty where all were."},
            "approval": {**_NAMES, "description": "The roles that have to decide on any of it."},
        }
    ),
    "$defs": {"follow": _FOLLOW},
}


def render(found: Difference) -> str:
    """Return a difference as JSON, in ASCII."""
    return json.dumps(report(found), indent=2) + "\n"


def report(found: Difference) -> dict[str, Any]:
    """Return a difference as plain data, as `SCHEMA` has it."""
    return {
        "format": FORMAT,
        "old": _side(found.old),
        "new": _side(found.new),
        "grade": found.grade,
        "version_needed": needed(found.old.version, found.grade),
        "scopes": list(found.scopes),
        "statistics": {"same": found.same, "of": found.statistics},
        "changes": [_change(change) for change in found.changes],
        "problems": [_problem(problem) for problem in found.problems],
        "uncounted": plain(found.uncounted, 400) if found.uncounted else "",
        "approval": list(found.roles),
    }


def _side(spec: Spec) -> dict[str, Any]:
    return {
        "dataset": spec.dataset,
        "version": spec.version,
        "digest": spec.digest,
        "label": label(spec.digest),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "rule": change.rule,
        "kind": change.kind,
        "scopes": list(change.scopes),
        "grade": change.grade,
        "direction": change.direction,
        "address": change.address,
        "statistics": list(change.statistics),
        "old": change.old,
        "new": change.new,
        "base": _place(change.base),
        "head": _place(change.head),
        "values": _values(change.values),
        "approval": list(change.approval),
        "text": plain(change.text, 1000),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else vars(place)


def _values(values: Values) -> dict[str, Any]:
    return {
        "every": values.every,
        "cells": [_cells(count) for count in values.counts],
        "rows": [vars(rows) for rows in values.rows],
        "new": list(values.new),
        "gone": list(values.gone),
        "follows": [_follow(follow) for follow in values.follows],
        "together": list(values.together),
    }


def _cells(count: Count) -> dict[str, Any]:
    return {"column": count.name, "changed": count.changed, "of": count.of, "at_least": count.at_least}


def _follow(follow: Follow) -> dict[str, Any]:
    return {
        "table": follow.table,
        "column": follow.column,
        "by": follow.by,
        "cells": _cells(follow.count) if isinstance(follow.count, Count) else None,
        "rows": vars(follow.count) if isinstance(follow.count, RowCount) else None,
        "follows": [_follow(inner) for inner in follow.follows],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": plain(problem.message, 1000),
        "mend": plain(problem.mend, 1000),
    }
