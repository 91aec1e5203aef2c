"""How many characters a placeholder of a template takes, where the specification alone says that they are as many in every row."""

from __future__ import annotations

from manikin.columns.paths import UnknownPathError, resolve
from manikin.columns.permutation import ends
from manikin.columns.reference import key_column
from manikin.model import Spec, Table

_LONGEST_WAY = 32


def fixed_width(path: str, filled: int, table: Table, spec: Spec) -> int | None:
    """Return the characters of a whole number that is filled up to `filled`; None where they may differ.

    They are known of a permutation, also through copies and references, if filling up makes its
    least number as long as its greatest.
    """
    ends = _ends(path, table, spec)
    if ends is None:
        return None
    least, most = (max(len(str(end)), filled) for end in ends)
    return most if least == most else None


def _ends(path: str, table: Table, spec: Spec) -> tuple[int, int] | None:
    """Return the least and the greatest number that a path can lead to; None where that is not told."""
    for _ in range(_LONGEST_WAY):
        try:
            route = resolve(path, table, spec)
        except UnknownPathError:
            return None
        table, column = route.table, route.column
        if column.type.name != "integer":
            return None
        if column.kind == "permutation":
            return ends(column)
        if column.kind == "copy":
            path = str(column.parameters)
        elif column.kind == "references":
            path = f"{column.name}.{key_column(column, spec)}"
        else:
            return None
    return None
