"""Which columns may hold nothing by their way of being filled, whatever their `missing` says."""

from __future__ import annotations

from typing import Final

from manikin.model import Column, EmptyRows, Spec, Table
from manikin.verify.paths import PARTS, UnavailableError, asks, is_ancestral, is_own, parts, resolve, target

_ALWAYS_FILLED: Final = frozenset(
    {
        *("distribution", "sequence", "permutation", "identifier", "uuid", "ordinal"),
        *("pattern", "faker", "constant", "states"),
    }
)
_DEEPEST: Final = 50


def is_declared(column: Column) -> bool:
    """Return whether the column declares that values may be missing."""
    return column.missing is not None or bool(column.missing_with) or column.missing_by is not None


def may_be_null(column: Column, table: Table, spec: Spec, depth: int = 0) -> bool:
    """Return whether the column may be without a value for any reason."""
    return is_declared(column) or is_open(column, table, spec, depth)


def is_open(column: Column, table: Table, spec: Spec, depth: int = 0) -> bool:
    """Return whether what the column is made from may leave it without a value."""
    if column.kind in _ALWAYS_FILLED:
        return False
    if depth > _DEEPEST:
        return True
    if column.kind == "references":
        there = spec.tables.get(target(column) or "")
        is_empty = there is None or isinstance(there.rows, EmptyRows)
        is_own_row = is_own(column, table) and not is_ancestral(column, table, spec)
        return is_empty or is_own_row or asks(column, "within")
    if column.kind == "copy":
        return path_may_be_null(str(column.parameters), table, spec, depth + 1)
    if column.kind == PARTS:
        found = [(part, part.by_name.get(column.name)) for part in parts(table, spec)]
        if column.parameters is None and any(way is None for _, way in found):
            return True
        ways = [*found, (table, table.by_name.get(column.parameters or ""))]
        return any(way is not None and may_be_null(way, home, spec, depth + 1) for home, way in ways)
    if column.kind in {"after", "before"}:
        path = column.parameters.get("column")
        return path is not None and path_may_be_null(str(path), table, spec, depth + 1)
    if column.kind == "events":
        return _may_lack_a_moment(column, table, spec, depth)
    return True


def _may_lack_a_moment(column: Column, table: Table, spec: Spec, depth: int) -> bool:
    start = table.by_name[column.parameters["end_of"]] if "end_of" in column.parameters else column
    gapless = column.parameters.get("gapless", False) and "last" not in column.parameters
    if gapless and "until" not in start.parameters:
        return True
    wanted = ["from", "until"] if gapless or "gap" not in start.parameters else ["from"]
    texts = [str(start.parameters[role]) for role in wanted]
    paths = [text for text in texts if not text[:1].isdigit() and text not in spec.constants]
    return any(path_may_be_null(path, table, spec, depth + 1) for path in paths)


def path_may_be_null(path: str, table: Table, spec: Spec, depth: int = 0) -> bool:
    """Return whether a path may lead to no value."""
    try:
        steps, there, column = resolve(path, table, spec)
    except UnavailableError:
        return True
    here = table
    for step in steps:
        # A first row has none before it.
        if step.before or (
            step.via is not None and may_be_null(here.by_name[step.via], here, spec, depth + 1)
        ):
            return True
        here = spec.tables[step.table]
    return may_be_null(column, there, spec, depth + 1)
