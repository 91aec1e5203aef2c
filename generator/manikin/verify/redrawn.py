"""Which columns a table's checks bend: rows that fail are drawn again, so shares are no longer the declared ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from manikin.model import Column, Draw, Spec, Table
from manikin.verify.formulas import mentions
from manikin.verify.paths import UnavailableError, door
from manikin.verify.template import Placeholder, parts

_PATH: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def redrawn(table: Table, spec: Spec) -> frozenset[str]:
    """Return the columns of `table` that decide, directly or through others, whether its checks hold."""
    waiting: list[str] = []
    for check in table.checks:
        if not check.redraw:
            continue
        try:
            waiting += [_first(mention.path, table, spec) for mention in mentions(check.sql)]
        except UnavailableError:
            return frozenset(table.by_name)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in table.by_name and name not in seen:
            seen.add(name)
            waiting += [_first(path, table, spec) for path in _paths(table.by_name[name])]
    return frozenset(seen)


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
    yield from column.missing_with


def _given(draw: Draw | None) -> Iterator[str]:
    for case in draw.cases if draw else ():
        for condition in case.when or ():
            yield condition.path
