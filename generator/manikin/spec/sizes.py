"""How many tables, columns and cases a specification may have: judged before anything else looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.errors import Problem
from manikin.model.draws import Address
from manikin.spec.document import Document
from manikin.spec.limits import MOST_CASES, MOST_COLUMNS, MOST_GENERATIONS, MOST_TABLE_COLUMNS

RULE = "LIMIT02"


def problems(document: Document) -> tuple[Problem, ...]:
    """Return what is more than can be checked in reasonable time; a document of any shape will do."""
    return tuple(_problems(document))


def _problems(document: Document) -> Iterator[Problem]:
    total = 0
    for name, table in _mapping(document.tree, "tables").items():
        address: Address = ("tables", name)
        columns = _mapping(table, "columns")
        for part, tree in _mapping(table, "parts").items():
            ours = _mapping(tree, "columns")
            total += max(1, len(ours))
            yield from _cases(document, _mapping(tree, "rows"), (*address, "parts", part, "rows"))
            for column, way in ours.items():
                yield from _cases(document, way, (*address, "parts", part, "columns", column))
        total += max(1, len(columns))
        if len(columns) > MOST_TABLE_COLUMNS:
            message = f"{len(columns):,} columns in one table; at most {MOST_TABLE_COLUMNS:,} are allowed"
            yield document.problem((*address, "columns"), RULE, message, "split the table", key=True)
        yield from _cases(document, _mapping(table, "rows"), (*address, "rows"))
        for own, patterns in _mapping(table, "missing_patterns").items():
            yield from _cases(document, patterns, (*address, "missing_patterns", own))
        for column, tree in columns.items():
            yield from _cases(document, tree, (*address, "columns", column))
    yield from _generations(document)
    if total > MOST_COLUMNS:
        message = f"{total:,} tables and columns; at most {MOST_COLUMNS:,} columns in all are allowed"
        yield document.problem(("tables",), RULE, message, "make two datasets of it", key=True)


def _generations(document: Document) -> Iterator[Problem]:
    """Yield the tables that are one parent too far from the first; circles are for the rules to tell."""
    tables = _mapping(document.tree, "tables")
    parents = {name: _mapping(table, "rows").get("per") for name, table in tables.items()}
    for name in tables:
        count, above = 1, parents[name]
        while isinstance(above, str) and above in parents and count <= MOST_GENERATIONS:
            count, above = count + 1, parents[above]
        if count > MOST_GENERATIONS and not (isinstance(above, str) and above in parents):
            message = f"more than {MOST_GENERATIONS} tables that are counted per one another"
            mend = "let one of them have `rows: N`"
            yield document.problem(("tables", name, "rows", "per"), RULE, message, mend)


def _cases(document: Document, tree: Any, address: Address) -> Iterator[Problem]:
    if not isinstance(tree, Mapping):
        return
    cases = tree.get("cases")
    if isinstance(cases, list) and len(cases) > MOST_CASES:
        message = f"{len(cases):,} cases; at most {MOST_CASES:,} are allowed"
        yield document.problem((*address, "cases"), RULE, message, "join cases that say the same", key=True)
    yield from _cases(document, tree.get("missing"), (*address, "missing"))


def _mapping(tree: Any, key: str) -> Mapping[str, Any]:
    found = tree.get(key) if isinstance(tree, Mapping) else None
    return found if isinstance(found, Mapping) else {}
