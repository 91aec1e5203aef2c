"""Which columns a table's rules bend: rows that fail are drawn again, so shares are no longer the declared ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from manikin.model import Column, Draw, Spec, Table
from manikin.verify.formulas import mentions
from manikin.verify.paths import UnavailableError, door
from manikin.verify.template import Placeholder, parts

_PATH: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")

_APART: Final = frozenset({"sequence", "permutation", "identifier", "uuid", "template", "ordinal"})
"""Kinds whose values differ, in the table or under one parent."""


def redrawn(table: Table, spec: Spec) -> frozenset[str]:
    """Return the columns of `table` that decide, directly or through others, whether its rules hold."""
    waiting: list[str] = list(_drawn_key(table))
    try:
        for check in table.redrawing:
            texts = [text for text in (check.sql, check.when, check.then) if text]
            paths = [mention.path for text in texts for mention in mentions(text)]
            waiting += [_first(path, table, spec) for path in (*paths, *check.at_least_one)]
        for unique in table.unique:
            paths = [mention.path for mention in mentions(unique.where)] if unique.where else []
            waiting += [*unique.columns, *(_first(path, table, spec) for path in paths)]
    except UnavailableError:
        return frozenset(table.by_name)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in table.by_name and name not in seen:
            seen.add(name)
            waiting += [_first(path, table, spec) for path in _paths(table.by_name[name])]
    return frozenset(seen)


def _drawn_key(table: Table) -> tuple[str, ...]:
    """Return the columns of a key of several columns, if none of them is made to differ."""
    columns = [table.by_name[name] for name in table.key]
    if len(columns) < 2 or any(column.unique or column.kind in _APART for column in columns):
        return ()
    if any(isinstance(column.parameters, dict) and column.parameters.get("distinct") for column in columns):
        return ()
    return table.key


def _first(path: str, table: Table, spec: Spec) -> str:
    """Return the column of the row itself that a path begins with; nothing where it climbs."""
    first, _, rest = path.partition(".")
    if not rest:
        return first
    try:
        return door(first, table, spec)[0].via or ""
    except UnavailableError:
        return ""


def _paths(column: Column) -> Iterator[str]:
    """Yield every path that a column is made from."""
    match column.kind:
        case "expression":
            yield from (mention.path for mention in mentions(str(column.parameters)))
        case "copy":
            yield str(column.parameters)
        case "parts" if column.parameters is not None:
            yield str(column.parameters)
        case "lookup":
            yield str(column.parameters["by"])
        case "template":
            yield from (part.path for part in parts(str(column.parameters)) if isinstance(part, Placeholder))
        case "after" | "before" | "events":
            for role in ("column", "from", "until", "end_of"):
                text = str(column.parameters.get(role, ""))
                if _PATH.fullmatch(text):
                    yield text
    yield from _given(column.draw)
    yield from _given(column.missing.draw if column.missing else None)
    yield from _given(column.missing_by.draw if column.missing_by else None)
    yield from column.missing_with


def _given(draw: Draw | None) -> Iterator[str]:
    for case in draw.cases if draw else ():
        for condition in case.when or ():
            yield condition.path
