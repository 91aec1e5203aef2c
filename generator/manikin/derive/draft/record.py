"""``derivation.json``: how a draft came to be; what was left out, by rule and number only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from manikin.derive.contents import Categories, Nothing, Words
from manikin.derive.draft.fits import Fit
from manikin.derive.view import Depth, Evidence, View

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_NAMES: Final = {"type": "array", "items": _TEXT}
_EVIDENCE: Final = {"enum": [str(one) for one in Evidence]}


def _record(description: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": properties,
    }


SCHEMA: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:manikin:schema:derivation:1",
    "title": "How a draft was derived",
    **_record(
        "What was told of which table, how keys and references are known, and what was left out. Names are those of the source.",
        {
            "format": {"const": 1, "description": "The version of this format."},
            "policy": {
                "type": "object",
                "description": "The disclosure policy, part by part.",
                "additionalProperties": {"type": ["string", "number", "boolean"]},
            },
            "fidelity": {**_TEXT, "description": "What was told of columns that go together."},
            "people": _record(
                "Whom numbers stand for.",
                {
                    "number": {
                        **_COUNT,
                        "description": "How many, as the policy lets it be told; 0: too few, or none found.",
                    },
                    "table": {
                        **_TEXT,
                        "description": "Where they are told apart; empty: each row counts as one.",
                    },
                    "column": {**_TEXT, "description": "By which column."},
                    "evidence": {**_EVIDENCE, "description": "How that is known."},
                },
            ),
            "tables": {
                "type": "object",
                "description": "Each table.",
                "additionalProperties": _record(
                    "What was told of a table.",
                    {
                        "told": {"enum": [str(one) for one in Depth], "description": "How much."},
                        "rows": {**_COUNT, "description": "Its rows, as the policy lets them be told."},
                        "key": _record(
                            "Its key.",
                            {
                                "columns": {
                                    **_NAMES,
                                    "description": "Its columns; none where there is none.",
                                },
                                "evidence": {**_EVIDENCE, "description": "How it is known."},
                            },
                        ),
                        "references": {
                            "type": "array",
                            "description": "What it points at.",
                            "items": _record(
                                "One reference.",
                                {
                                    "columns": {**_NAMES, "description": "The columns that point."},
                                    "to": {**_TEXT, "description": "The table pointed at."},
                                    "to_columns": {**_NAMES, "description": "The columns pointed at."},
                                    "evidence": {**_EVIDENCE, "description": "How it is known."},
                                    "parent": {
                                        "type": "boolean",
                                        "description": "Whether rows are counted per row of that table.",
                                    },
                                },
                            ),
                        },
                        "columns": {
                            "type": "object",
                            "description": "What was told of each column, as a word.",
                            "additionalProperties": _TEXT,
                        },
                    },
                ),
            },
            "fits": {
                "type": "array",
                "description": "The families that numbers are told by in the place of percentiles, where that was asked for.",
                "items": _record(
                    "One fit.",
                    {
                        "table": {**_TEXT, "description": "The table."},
                        "column": {**_TEXT, "description": "The column."},
                        "family": {**_TEXT, "description": "The family, by its name in the language."},
                        "bic": {
                            "type": "integer",
                            "description": "Bayes's information criterion, of the rows between percentiles.",
                        },
                        "off": {
                            "type": "number",
                            "description": "The furthest that it is from a share that was told.",
                        },
                    },
                ),
            },
            "kept": _record(
                "What was kept from an approved version.",
                {
                    "from": {**_TEXT, "description": "Which version; empty where there was none."},
                    "numbers": {**_COUNT, "description": "How many numbers stayed as they were."},
                },
            ),
            "suppressed": {
                "type": "array",
                "description": "What was left out: how much, never which.",
                "items": _record(
                    "What one rule left out of a table.",
                    {
                        "table": {**_TEXT, "description": "The table."},
                        "rule": {**_TEXT, "description": "The rule."},
                        "number": {**_COUNT, "description": "The number, as the policy lets it be told."},
                    },
                ),
            },
        },
    ),
}
"""The JSON Schema of the file."""


def record(view: View, fits: Mapping[tuple[str, str], Fit]) -> bytes:
    """Return the file for a view, and the families that stand for quantiles of it, by table and column."""
    told: Mapping[str, Any] = {
        "format": 1,
        "policy": asdict(view.policy),
        "fidelity": view.fidelity,
        "people": {
            "number": view.people,
            "table": view.people_table,
            "column": view.people_column,
            "evidence": str(view.people_evidence),
        },
        "tables": {
            table.name: {
                "told": str(table.depth),
                "rows": table.rows,
                "key": {"columns": list(table.key), "evidence": str(table.key_evidence)},
                "references": [
                    {
                        "columns": list(reference.columns),
                        "to": reference.target,
                        "to_columns": list(reference.target_columns),
                        "evidence": str(reference.evidence),
                        "parent": reference.is_parent,
                    }
                    for reference in table.references
                ],
                "columns": {column.name: column.content.KIND for column in table.columns},
            }
            for table in view.tables
        },
        "fits": [
            {"table": table, "column": column, "family": fit.family, "bic": fit.bic, "off": fit.off}
            for (table, column), fit in fits.items()
        ],
        "kept": {"from": view.kept_from, "numbers": len(view.kept)},
        "suppressed": [
            {"table": table, "rule": rule, "number": number}
            for table, rule, number in (*_left_out(view), *view.suppressed)
        ],
    }
    return (json.dumps(told, indent=2, sort_keys=True) + "\n").encode("ascii")


def _left_out(view: View) -> Iterator[tuple[str, str, int]]:
    """Yield what the view itself shows to be left out: it needs no true number."""
    for table in view.tables:
        contents = [column.content for column in table.columns]
        rows = sum(content.other for content in contents if isinstance(content, Categories))
        if rows:
            yield table.name, "rows whose label too few people share", rows
        filled = {name for reference in table.references for name in reference.columns} | {
            name for name, _ in table.copies
        }
        unknown = [
            column
            for column in table.columns
            if isinstance(column.content, Nothing) and column.name not in {*filled, *table.key}
        ]
        if unknown and table.depth is Depth.STATISTICS:
            yield table.name, "columns of which the type alone is told", len(unknown)
        texts = sum(isinstance(content, Words) for content in contents)
        if texts and table.depth is Depth.STATISTICS:
            yield table.name, "columns of text that nothing was learnt from", texts
