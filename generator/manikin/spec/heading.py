"""The JSON Schema of what stands above the tables: who, what for, and where numbers come from."""

from __future__ import annotations

from typing import Any

from manikin.spec.fragments import DATASET, GRID, INCLUDED, NAME, URL, VERSION, WAIVED, record, text
from manikin.spec.limits import MOST_FRAGMENTS


def heading() -> dict[str, Any]:
    """Return the properties of a specification but for its tables."""
    words = {"type": "array", "items": {"type": "string", "maxLength": 200}}
    return {
        "language": {"const": 1, "description": "The version of this language."},
        "dataset": text("The dataset's name: small letters, digits and hyphens.", pattern=DATASET),
        "version": text(
            "The dataset's version, such as 1.2.0.",
            pattern=VERSION,
        ),
        "title": text("A short title.", minLength=1, maxLength=80),
        "summary": text("One sentence.", maxLength=255),
        "description": text("As much as it takes.", maxLength=20000),
        "owner": record(
            "Who answers for the dataset.",
            {
                "name": text("A team or person.", maxLength=200),
                "contact": text("How to reach them.", maxLength=200),
            },
            required=["name", "contact"],
        ),
        "class": {
            "enum": ["structural", "publicly-sourced", "privately-sourced"],
            "description": "By the source of its statistics; must not be understated.",
        },
        "uses": {**words, "description": "What it may be used for."},
        "not_for": {**words, "description": "What it must not be used for."},
        "seed": {
            "type": "integer",
            "minimum": 0,
            "maximum": 2**53 - 1,
            "description": "What all randomness starts from.",
        },
        "locale": text(
            "The language and country of names and addresses, such as en_GB.",
            pattern="^[a-z]{2,3}_[A-Z]{2}$",
        ),
        "csv": record(
            "How CSV files are written.",
            {
                "delimiter": {"enum": [",", ";", "|", "\t"], "description": "Between values."},
                "line_end": {"enum": ["lf", "crlf"], "description": "At the end of a line."},
            },
        ),
        "include": {
            "type": "array",
            "description": "Files whose constants, sources and tables are part of this specification: of its folder, "
            "or of the folder `fragments` beside it.",
            "minItems": 1,
            "maxItems": MOST_FRAGMENTS,
            "uniqueItems": True,
            "items": text("The name of a fragment.", pattern=INCLUDED),
        },
        "constants": {
            "type": "object",
            "description": "Names for values that expressions use; there is no clock.",
            "propertyNames": {"pattern": NAME},
            "additionalProperties": {
                "type": ["string", "integer", "number", "boolean"],
                "description": "The value that the name stands for.",
            },
        },
        "sources": _sources(),
        "grids": _grids(),
        "waivers": _waivers(),
    }


def _grids() -> dict[str, Any]:
    cuts = {
        "type": "array",
        "minItems": 1,
        "items": {"type": ["number", "string"]},
        "description": "Where the column is cut, from least to greatest; each part begins at its cut.",
    }
    return {
        "type": "object",
        "description": "Where columns may be cut by cases and histograms learnt from records: one grid for each "
        "column, or `TABLE.COLUMN`, fixed before data are seen.",
        "propertyNames": {"pattern": GRID},
        "additionalProperties": cuts,
    }


def _waivers() -> dict[str, Any]:
    waiver = record(
        "One finding of the disclosure lint that somebody answers for.",
        {
            "rule": text("The rule, such as DISC09.", pattern=WAIVED),
            "at": text(
                "Where, as the finding says it, such as `tables.patient.rows`.", minLength=1, maxLength=400
            ),
            "reason": text("Why it does no harm.", minLength=1, maxLength=2000),
            "who": text("Who says so.", minLength=1, maxLength=200),
        },
        required=["rule", "at", "reason", "who"],
    )
    return {
        "type": "array",
        "description": "Findings of the disclosure lint that are accepted, each with its reason; a reviewer sees them first.",
        "items": waiver,
    }


def _sources() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Where numbers come from; what has no source is an assumption.",
        "additionalProperties": record(
            "One source.",
            {
                "kind": {
                    "enum": ["assumed", "public", "private"],
                    "description": "What kind of source it is.",
                },
                "title": text("What it is called.", maxLength=300),
                "url": text("Where to read it.", pattern=URL, maxLength=500),
                "licence": text("Under which licence.", maxLength=200),
                "note": text("What was taken from it, and how.", maxLength=2000),
                "policy": text("The disclosure policy it passed.", maxLength=100),
                "people": {"type": "integer", "minimum": 0, "description": "How many people it covers."},
                "kept_from": text(
                    "The version that some of its numbers were kept from while few people moved; the others are newer.",
                    minLength=1,
                    maxLength=100,
                ),
                "cleared": record(
                    "The decision that its statistics may be published.",
                    {
                        "by": text("Who decided."),
                        "date": text("When."),
                        "reference": text("The decision's reference."),
                    },
                    required=["by", "date", "reference"],
                ),
            },
            required=["kind", "title"],
        ),
    }
