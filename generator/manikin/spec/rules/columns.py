"""Columns: a type, exactly one way to fill it, and the keys that go with both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.columns import KINDS
from manikin.columns.parts import PARTS
from manikin.errors import Problem
from manikin.model import Column, FileRows, PartRows, Table
from manikin.model.datatype import TYPES, is_fixed_timezone
from manikin.spec.rules.context import Context

_GOES_WITH: Mapping[str, frozenset[str]] = {
    "scale": frozenset({"decimal"}),
    "max_length": frozenset({"string"}),
    "precision": frozenset({"time", "datetime"}),
    "timezone": frozenset({"datetime"}),
}


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the columns' types and ways."""
    for table in context.tables:
        for column in table.columns:
            keys = context.keys(column.address)
            if not isinstance(table.rows, FileRows):
                if table.part_of is None and "type" not in keys:
                    place = f"{table.name}.{column.name}"
                    mend = "add `type:`, one of: " + ", ".join(TYPES)
                    yield context.problem(
                        column.address, "KEYS02", f"{place} lacks the key 'type'", mend, key=True
                    )
                if column.kind != PARTS:
                    yield from _way(context, table, column, keys)
            if keys and table.part_of is None:
                yield from _type(context, column, keys)


def _way(context: Context, table: Table, column: Column, keys: Mapping[str, Any]) -> Iterator[Problem]:
    place = f"{table.name}.{column.name}"
    yield from _cases(context, column, keys)
    ways = _ways(keys)
    if not ways and context.is_sound(column.address):
        mend = "add one way, such as `distribution: {…}`; there are: " + ", ".join(KINDS)
        if isinstance(table.rows, PartRows):
            mend = f"fill it in a part of {table.name}, or {mend}"
        yield context.problem(
            column.address, "COLUMN01", f"nothing says how {place} is filled", mend, key=True
        )
    elif len(ways) > 1:
        message = f"{place} is filled in two ways: {' and '.join(f'`{way}`' for way in ways)}"
        yield context.problem((*column.address, ways[1]), "COLUMN01", message, "keep exactly one", key=True)
    elif context.is_sound(column.address):
        kind = KINDS[column.kind]
        if column.type.name not in kind.TYPES:
            message = f"`{column.kind}` cannot fill a column of type {column.type.name}"
            mend = "give it the type " + " or ".join(sorted(kind.TYPES))
            yield context.problem((*column.address, "type"), "COLUMN04", message, mend)


def _ways(keys: Mapping[str, Any]) -> list[str]:
    ways = [name for name in KINDS if name in keys]
    if "cases" in keys:
        ways.append("cases")
    if "references" in ways:
        # A reference may carry a distribution of its own.
        ways = [way for way in ways if way not in {"distribution", "cases"}]
    return ways


def _cases(context: Context, column: Column, keys: Mapping[str, Any]) -> Iterator[Problem]:
    if "given" in keys and "cases" not in keys:
        message, mend = "`given` without `cases`", "add `cases:`, or remove `given`"
        yield context.problem((*column.address, "given"), "COLUMN06", message, mend, key=True)
    if "cases" in keys and "given" not in keys:
        message, mend = "`cases` without `given`", "add `given:` with the columns that choose the case"
        yield context.problem((*column.address, "cases"), "COLUMN06", message, mend, key=True)


def _type(context: Context, column: Column, keys: Mapping[str, Any]) -> Iterator[Problem]:
    if column.type.name == "decimal" and "scale" not in keys:
        mend = "add `scale:`, the digits after the point"
        yield context.problem((*column.address, "type"), "COLUMN03", "a decimal without `scale`", mend)
    for key, types in _GOES_WITH.items():
        if key in keys and column.type.name not in types:
            message = (
                f"`{key}` goes with {' and '.join(sorted(types))}, and this column is {column.type.name}"
            )
            yield context.problem((*column.address, key), "COLUMN08", message, f"remove `{key}`", key=True)
    zone = column.type.timezone
    if zone is not None and column.type.name == "datetime" and not is_fixed_timezone(zone):
        message = "a time zone that is neither UTC nor a fixed offset; its rules would change with the years"
        yield context.problem(
            (*column.address, "timezone"), "COLUMN07", message, "write UTC, or an offset such as +01:00"
        )
