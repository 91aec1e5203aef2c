"""Tables made of several kinds of row: which tables the parts are, and which columns they fill.

Reads the model alone; knows neither files nor rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from manikin.columns.paths import target_table
from manikin.model import Column, PartRows, Spec, Table

PARTS: Final = "parts"
"""The kind of a column that the parts of a table fill."""


def table_of(union: str, part: str) -> str:
    """Return the name of the table of a part; the dot keeps it apart from every name that can be written."""
    return f"{union}.{part}"


def part_name(table: Table) -> str:
    """Return the name of a part as written."""
    return table.name.removeprefix(f"{table.part_of}.")


def elsewhere(column: str) -> str:
    """Return the name of what fills a column in the parts that do not fill it themselves."""
    return f"{column} elsewhere"


def parts(table: Table, spec: Spec) -> Iterator[Table]:
    """Yield the tables of the parts of a table; none where it has no parts."""
    if isinstance(table.rows, PartRows):
        for name in table.rows.parts:
            yield spec.tables[name]


def rows_of_parts(table: Table, spec: Spec) -> tuple[Table, ...]:
    """Return the tables of the parts of a table, to count their rows; none where a table would wait for itself."""
    waiting = [part.name for part in parts(table, spec)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name == table.name:
            return ()
        if name not in seen and name in spec.tables:
            seen.add(name)
            other = spec.tables[name]
            waiting += [part.name for part in parts(other, spec)]
            waiting += [other.parent] if other.parent is not None else []
    return tuple(parts(table, spec))


def fillers(column: Column, table: Table, spec: Spec) -> Iterator[tuple[Table, Column]]:
    """Yield the parts that fill a column, each with its own column."""
    if column.kind == PARTS:
        for part in parts(table, spec):
            if column.name in part.by_name:
                yield part, part.by_name[column.name]


def ways(column: Column, table: Table, spec: Spec) -> Iterator[tuple[Table, Column]]:
    """Yield every column that fills a column of a table of parts: in its parts, and in the table for the rest."""
    yield from fillers(column, table, spec)
    if column.kind == PARTS and column.parameters is not None:
        yield table, table.by_name[column.parameters]


def leaves_out(column: Column, table: Table, spec: Spec) -> bool:
    """Return whether some part does not fill a column, and nothing else does."""
    if column.kind != PARTS or column.parameters is not None:
        return False
    return any(column.name not in part.by_name for part in parts(table, spec))


def target_part(column: Column) -> str | None:
    """Return the part whose rows a reference may point at, as written; None for rows of any."""
    if column.kind != "references" or not isinstance(column.parameters, Mapping):
        return None
    return column.parameters.get("part")


def picked_table(column: Column) -> str:
    """Return the table whose rows a reference points at: that of the part, where one is named."""
    target, part = target_table(column) or "", target_part(column)
    return target if part is None else table_of(target, part)
