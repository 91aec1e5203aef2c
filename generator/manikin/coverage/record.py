"""What a coverage dataset reaches, as ``coverage.json`` and in words."""

from __future__ import annotations

import json
from typing import Any, Final

from manikin.coverage.coverage import Coverage
from manikin.coverage.goal import KINDS_OF_GOAL
from manikin.manifest.schema import COUNT, WORD, closed

FORMAT: Final = 1
"""The version of the file itself."""
_MOST_TOLD: Final = 20
_PLACE: Final = {
    "table": {**WORD, "description": "The table."},
    "column": {
        "type": ["string", "null"],
        "description": "The column; null where it is about numbers of rows.",
    },
}


def tree(covered: Coverage) -> dict[str, Any]:
    """Return what is reached as plain values, as `SCHEMA` describes them."""
    return {
        "coverage": FORMAT,
        "synthetic": True,
        "dataset": covered.spec.dataset,
        "version": covered.spec.version,
        "tables": {
            name: {"rows": rows, "at_least": covered.at_least[name]} for name, rows in covered.rows.items()
        },
        "goals": [
            {
                "table": found.goal.table,
                "column": found.goal.column,
                "what": found.goal.what,
                "goal": found.goal.words,
                "rows": found.rows,
            }
            for found in covered.goals
        ],
        "not_reached": list(words(covered)),
        "left_out": [{"table": o.table, "column": o.column, "why": o.why} for o in covered.left_out],
    }


def to_json(covered: Coverage) -> bytes:
    """Return the file: the same bytes for the same rows, only ASCII, a newline at the end."""
    return (json.dumps(tree(covered), indent=2, sort_keys=True, allow_nan=False) + "\n").encode("ascii")


def words(covered: Coverage) -> tuple[str, ...]:
    """Return each goal that no row reaches, in words."""
    return tuple(f"{goal.place}: {goal.words}" for goal in covered.not_reached)


def told(covered: Coverage) -> str:
    """Return the goals that no row reaches as one message."""
    lost = words(covered)
    more = f", and {len(lost) - _MOST_TOLD:,} more" if len(lost) > _MOST_TOLD else ""
    return (
        f"{len(lost):,} of {len(covered.goals):,} branches are not reached: {'; '.join(lost[:_MOST_TOLD])}{more}. "
        "Rules and cases may exclude them, or they are too rare to be found"
    )


SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "coverage.schema.json",
    "title": "Which branches of a specification a coverage dataset reaches",
    **closed(
        {
            "coverage": {"const": FORMAT, "description": "The version of this form."},
            "synthetic": {"const": True, "description": "The data are made up."},
            "dataset": {**WORD, "description": "The dataset's name."},
            "version": {**WORD, "description": "The specification's version."},
            "tables": {
                "type": "object",
                "description": "Every generated table, hidden ones too.",
                "additionalProperties": closed(
                    {
                        "rows": {**COUNT, "description": "How many rows it has."},
                        "at_least": {
                            **COUNT,
                            "description": "Fewer rows could not reach what these do: a row has one value in a column.",
                        },
                    },
                    "One table.",
                ),
            },
            "goals": {
                "type": "array",
                "description": "Every branch that was asked for.",
                "items": closed(
                    {
                        **_PLACE,
                        "what": {"enum": list(KINDS_OF_GOAL), "description": "What sort of branch it is."},
                        "goal": {**WORD, "description": "The branch in words."},
                        "rows": {
                            **COUNT,
                            "description": "How many rows reach it; of numbers of rows, parents.",
                        },
                    },
                    "One branch.",
                ),
            },
            "not_reached": {
                "type": "array",
                "description": "The branches that no row reaches: rules exclude them, or they are too rare to be found.",
                "items": WORD,
            },
            "left_out": {
                "type": "array",
                "description": "What was not asked for though it might be.",
                "items": closed({**_PLACE, "why": {**WORD, "description": "Why."}}, "One column or table."),
            },
        },
        "What the rows reach.",
    ),
}
