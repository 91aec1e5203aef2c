"""The JSON Schema of the defects that may be asked for."""

from __future__ import annotations

from typing import Any

from manikin.defects import KINDS
from manikin.spec.fragments import record, source, text

DEFECT_NAME = "^[A-Za-z0-9][^\\x00-\\x1f\\x7f]{0,99}$"


def defects() -> dict[str, Any]:
    """Return the schema of the section."""
    entry = {
        "name": text("The defect in words; the answer key calls it so.", pattern=DEFECT_NAME),
        "table": text("The table."),
        **{name: dict(kind.PARAMETERS) for name, kind in KINDS.items()},
        "share": {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": 1,
            "description": "The share of the table's rows that bear it, exactly; at most four digits after the point.",
        },
        "change_key": {
            "const": True,
            "description": "Write `change_key: true` where a column of the key is to be changed, so that rows that "
            "point there point nowhere.",
        },
        "source": source(),
    }
    return {
        "type": "array",
        "description": "What is wrong with the data on purpose; put in only by `manikin generate --defects`.",
        "maxItems": 200,
        "items": record("One defect, of exactly one kind.", entry, required=["name", "table", "share"]),
    }
