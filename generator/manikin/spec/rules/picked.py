"""Which rows of a vocabulary a reference can pick: those with a weight, where it picks by weights.

A weight of 0 may be raised at any time; an empty cell says that the row is none of those to pick from.
"""

from __future__ import annotations

import pyarrow as pa

from manikin.columns.paths import Route, UnknownPathError, resolve, target_table
from manikin.columns.reference import key_column
from manikin.columns.vocabulary import text
from manikin.model import FileRows, Spec, Table

_HOPS = 40


def weighed(route: Route, spec: Spec) -> pa.Array | None:
    """Return which rows of the vocabulary that a value comes from have a weight; None where all may be picked."""
    table, column = route.table, route.column
    weighing: tuple[Table, str] | None = None
    for _ in range(_HOPS):
        try:
            if column.kind == "copy":
                further = resolve(str(column.parameters), table, spec)
                weighing, table, column = None, further.table, further.column
            elif column.kind == "references":
                distribution = column.draw.distribution if column.draw else None
                there = spec.tables[target_table(column) or ""]
                is_by_weight = distribution is not None and distribution.name == "weights"
                weighing = (there, str(distribution.parameters)) if is_by_weight and distribution else None
                table, column = there, there.by_name[key_column(column, spec)]
            else:
                break
        except (UnknownPathError, LookupError):
            return None
    if weighing is None or not isinstance(weighing[0].rows, FileRows):
        return None
    there, name = weighing
    return text(there, name, spec).is_valid() if name in there.by_name else None
