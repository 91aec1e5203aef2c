"""Tables: where their rows come from and which of their keys go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.errors import Problem
from manikin.model import FileRows, PerRows, Table
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest

_OF_FILES = ("digest", "licence", "formulas")
_FILE_COLUMN = frozenset(
    {"type", "scale", "precision", "timezone", "max_length", "format", "hidden", "description", "source"}
)


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the tables as a whole."""
    for table in context.tables:
        yield from _table(context, table)
    if all(table.hidden for table in context.tables):
        message = "every table is hidden, so there is nothing to write"
        yield context.problem(
            (*context.tables[0].address, "hidden"), "HIDDEN02", message, "show at least one table", key=True
        )


def _table(context: Context, table: Table) -> Iterator[Problem]:
    keys = context.keys(table.address)
    sources = [key for key in ("file", "parts", "rows") if key in keys]
    if len(sources) != 1:
        if sources:
            message, mend = (
                f"{table.name} has both `{sources[1]}` and `{sources[0]}`",
                "keep `file` to load it, `rows` to generate it, or `parts` to make it of several kinds of row",
            )
            yield context.problem((*table.address, sources[0]), "TABLE01", message, mend, key=True)
        else:
            message = f"nothing says where the rows of {table.name} come from"
            mend = "add `rows: 1000`, `rows: {per: PARENT, …}`, `parts`, `file: NAME.csv`, or `rows: 0` for an empty table"
            yield context.problem(table.address, "TABLE01", message, mend, key=True)
    if isinstance(table.rows, FileRows):
        yield from _file(context, table)
    else:
        yield from _generated(context, table)
    if isinstance(keys.get("rows"), Mapping):
        yield from _counted(context, table, keys["rows"])
    if isinstance(table.rows, PerRows):
        yield from _per(context, table, table.rows.parent)


def _counted(context: Context, table: Table, rows: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with `rows` that are more than a number."""
    at = (*table.address, "rows")
    mend = "write `rows: {exactly: 600, source: …}`, or `rows: {per: PARENT, distribution: …}`"
    if ("exactly" in rows) == ("per" in rows):
        what = "both `exactly` and `per`" if "per" in rows else "neither `exactly` nor `per`"
        yield context.problem(at, "ROWS01", f"`rows` has {what}", mend, key=True)
    elif "exactly" in rows:
        for key in sorted({"distribution", "given", "cases", "until"} & set(rows)):
            message = f"`{key}` goes with `per`, and this table has exactly so many rows"
            yield context.problem((*at, key), "ROWS01", message, mend, key=True)


def _generated(context: Context, table: Table) -> Iterator[Problem]:
    for key in _OF_FILES:
        if key in context.keys(table.address):
            message = f"`{key}` belongs to a table with `file`, and {table.name} is generated"
            yield context.problem((*table.address, key), "TABLE02", message, f"remove `{key}`", key=True)
    if table.part_of is not None:
        return
    if not table.columns:
        message, mend = f"{table.name} has no columns", "add `columns:` with at least one column"
        yield context.problem(table.address, "TABLE03", message, mend, key=True)
    else:
        yield from _shown(context, table)


def _shown(context: Context, table: Table) -> Iterator[Problem]:
    if table.columns and not table.written and not table.hidden:
        message = f"every column of {table.name} is hidden, so there is nothing to write"
        yield context.problem(
            (*table.address, "columns"), "HIDDEN01", message, "show at least one column", key=True
        )


def _file(context: Context, table: Table) -> Iterator[Problem]:
    if table.unique:
        message = f"{table.name} is loaded as it is, so no combination can be drawn again"
        yield context.problem((*table.address, "unique"), "TABLE02", message, "remove `unique`", key=True)
    if table.checks:
        message = f"{table.name} is loaded as it is, so a check cannot have its rows drawn again"
        yield context.problem((*table.address, "checks"), "TABLE02", message, "remove `checks`", key=True)
    yield from _shown(context, table)
    for name, column in context.keys((*table.address, "columns")).items():
        for key in column:
            if key not in _FILE_COLUMN:
                message = f"{table.name}.{name} is loaded from the file, so `{key}` has no meaning here"
                mend = "remove it; a file's column has a type, and may have a format, be hidden, and have a description and a source"
                yield context.problem(
                    (*table.address, "columns", name, key), "TABLE02", message, mend, key=True
                )


def _per(context: Context, table: Table, parent: str) -> Iterator[Problem]:
    address = (*table.address, "rows", "per")
    there = context.spec.tables.get(parent)
    if there is None:
        near = nearest(parent, context.named)
        mend = "there are: " + ", ".join(context.named[:12])
        message = f"there is no table {parent!r}" + (f"; did you mean {near!r}?" if near else "")
        yield context.problem(address, "REFS01", message, mend)
    elif isinstance(there.rows, FileRows):
        message = f"{parent} is loaded from a file, and rows can be counted per row of a generated table only"
        yield context.problem(
            address, "ROWS03", message, "use `rows: N` and a column with `references` instead"
        )
    draw = context.keys((*table.address, "rows"))
    ways = [key for key in ("distribution", "cases") if key in draw]
    if len(ways) != 1:
        what = (
            "neither a `distribution` nor `given` with `cases`"
            if not ways
            else "both a `distribution` and `cases`"
        )
        mend = "write one, such as `distribution: {histogram: {0: 2, 1: 5, 2-4: 3}}`"
        yield context.problem((*table.address, "rows"), "ROWS01", f"`rows` has {what}", mend, key=True)
