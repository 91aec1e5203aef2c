"""Expressions and checks as DuckDB itself reads them: which columns they name, and where in the text.

The text is handed to DuckDB as it stands in the specification, with only the names put in the place of
the columns; what DuckDB's own parser finds is the only reading of it, so that a mistake in the
generator's reading cannot be repeated here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import duckdb

from manikin.verify.paths import UnavailableError

_REFUSED: Final = frozenset({"SUBQUERY", "STAR", "WINDOW", "LAMBDA", "PARAMETER", "POSITIONAL_REFERENCE"})
_PREFIX: Final = "SELECT "
_MOST: Final = 2_000
_PLAIN: Final = re.compile(rb"[A-Za-z0-9_$\x80-\xff]+")
_DOT: Final = re.compile(rb"\s*\.\s*")


@dataclass(frozen=True)
class Mention:
    """A column's name in a text: the path, and where it stands, in bytes of UTF-8."""

    path: str
    start: int
    end: int


@cache
def mentions(text: str) -> tuple[Mention, ...]:
    """Return every column that an expression names, in the order of the text.

    Raises
    ------
    UnavailableError
        If DuckDB cannot read it as one scalar expression.
    """
    if len(text) > _MOST:
        raise UnavailableError("the expression is too long to be judged")
    with duckdb.connect() as connection:
        found = connection.execute("SELECT json_serialize_sql(?)", [_PREFIX + text]).fetchone()
    tree: dict[str, Any] = json.loads(found[0]) if found else {"error": True}
    if (
        tree.get("error")
        or len(tree["statements"]) != 1
        or len(tree["statements"][0]["node"]["select_list"]) != 1
    ):
        raise UnavailableError("DuckDB cannot read the expression")
    node = tree["statements"][0]["node"]
    if node["from_table"]["type"] != "EMPTY" or node.get("where_clause") or node.get("modifiers"):
        raise UnavailableError("the expression is more than one value")
    data = text.encode()
    return tuple(sorted(_mentions(node["select_list"][0], data), key=lambda mention: mention.start))


def _mentions(node: Any, data: bytes) -> Iterator[Mention]:
    if isinstance(node, list):
        for item in node:
            yield from _mentions(item, data)
    elif isinstance(node, dict):
        if node.get("class") in _REFUSED:
            raise UnavailableError("the expression is more than a scalar of its row")
        if node.get("class") == "COLUMN_REF":
            start = node["query_location"] - len(_PREFIX)
            yield Mention(".".join(node["column_names"]), start, _end(data, start, len(node["column_names"])))
        for value in node.values():
            yield from _mentions(value, data)


def _end(data: bytes, start: int, parts: int) -> int:
    """Return where a dotted name ends that begins at `start`."""
    for part in range(parts):
        if part:
            dot = _DOT.match(data, start)
            start = dot.end() if dot else start
        if data[start : start + 1] == b'"':
            start = data.index(b'"', start + 1) + 1
        else:
            found = _PLAIN.match(data, start)
            start = found.end() if found else start
    return start


def rewritten(text: str, replace: Callable[[str], str]) -> str:
    """Return the expression in brackets with each column's name replaced.

    Parameters
    ----------
    text : str
        The expression.
    replace : callable
        Gives the SQL of a path; may raise `UnavailableError`.
    """
    data = text.encode()
    pieces: list[bytes] = []
    done = 0
    for mention in mentions(text):
        pieces += [data[done : mention.start], replace(mention.path).encode()]
        done = mention.end
    return "(" + b"".join([*pieces, data[done:]]).decode() + ")"
