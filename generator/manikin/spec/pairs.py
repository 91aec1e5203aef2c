"""``pairs``: the shape of rules about a row and the rows that match it, and how they become the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manikin.model import Pair
from manikin.model.draws import Address
from manikin.spec.fragments import NAME, record, text

_COLUMN = text("The column of the other table that must be equal.", pattern=NAME)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a table's `pairs`."""
    match = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 8,
        "description": "Columns of this table, each with the one of the other table that must be equal.",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": _COLUMN,
    }
    return {
        "type": "array",
        "description": "Rules about a row and the rows that match it, in this table or another.",
        "items": record(
            "One rule; without `sql`, that every row has a match.",
            {
                "name": text("The rule in words.", minLength=1, maxLength=200),
                "with": text("The table whose rows may match; this one if left out.", pattern=NAME),
                "match": match,
                "where": text(
                    "Which pairs the rule speaks of; `other.` stands before the other row's columns.",
                    minLength=1,
                    maxLength=2000,
                ),
                "sql": text("What must be true of every pair.", minLength=1, maxLength=2000),
            },
            required=["name", "match"],
        ),
    }


def pairs(tree: Mapping[str, Any], table: str, address: Address) -> tuple[Pair, ...]:
    """Return the `pairs` of a table of the canonical form."""
    return tuple(
        Pair(
            pair["name"],
            pair.get("with", table),
            tuple(sorted(pair["match"].items())),
            pair.get("where", ""),
            pair.get("sql", ""),
            (*address, "pairs", place),
        )
        for place, pair in enumerate(tree.get("pairs", ()))
    )
