"""What decides where the rows of a parent end, over all tables that it is made from.

Reads the model alone. It is worked out before rows are counted, so it may need neither a row's place in
the table nor how many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from manikin.columns import combinations
from manikin.columns.claims import looks_at
from manikin.columns.combinations import declared
from manikin.columns.kind import OF_FAMILIES
from manikin.columns.needs import redrawable
from manikin.columns.paths import ancestors, is_ancestor_reference
from manikin.columns.walks import ROWS, Node, needs_of, walks
from manikin.model import Column, PerRows, Spec, Table

_FREE = frozenset(
    {
        *("distribution", "constant", "ordinal", "copy", "expression", "lookup", "template"),
        *("after", "before", "states", "aggregate"),
    }
)
"""Kinds whose values need nothing but the row's address and what they look at."""


@dataclass(frozen=True)
class Basis:
    """What the end of a table's rows rests on.

    Parameters
    ----------
    inside : tuple of Node
        Columns of the table and of those below it, and how many rows these have.
    outside : tuple of Node
        What is looked at further up or elsewhere.
    """

    inside: tuple[Node, ...]
    outside: tuple[Node, ...]


def basis(table: Table, spec: Spec) -> Basis:
    """Return what the end of a table's rows rests on; nothing where its count alone decides."""
    inside: dict[Node, None] = {}
    outside: dict[Node, None] = {}
    until = table.rows.until if isinstance(table.rows, PerRows) else ()
    waiting: list[Node] = [(table.name, condition.path) for condition in reversed(until)]
    while waiting:
        node = waiting.pop()
        if node in inside or node in outside or node == (table.name, ROWS):
            continue
        here = spec.tables[node[0]]
        if here.name != table.name and all(a.name != table.name for a in ancestors(here, spec)):
            outside[node] = None
        else:
            inside[node] = None
            waiting += [need.of for need in needs_of(node, spec)]
    return Basis(tuple(inside), tuple(outside))


def obstacles(table: Table, spec: Spec) -> Iterator[tuple[Node, str]]:
    """Yield what the end of a table's rows may not rest on, each with why not, in words."""
    walked = walks(spec)
    drawn_again: dict[str, set[str]] = {}
    for node in basis(table, spec).inside:
        here = spec.tables[node[0]]
        column = here.by_name.get(node[1])
        if column is None:
            continue
        if here.name not in drawn_again:
            drawn_again[here.name] = {
                name
                for rule in here.redrawing
                for name in redrawable(looks_at(rule), here, spec, walked.of(here.name))
            }
            for combination in declared(here):
                paths = combinations.looks_at(combination)
                drawn_again[here.name] |= redrawable(paths, here, spec, walked.of(here.name))
        why = _why_not(column, here, table, spec)
        if not why and column.name in drawn_again[here.name]:
            why = "a check may have it drawn again"
        if why:
            yield node, why


def _why_not(column: Column, here: Table, table: Table, spec: Spec) -> str:
    if column.unique:
        return "it is unique among all rows"
    if column.kind == "references" and is_ancestor_reference(column, here, spec):
        return ""
    if column.kind in OF_FAMILIES - _FREE and here.name != table.name:
        return ""
    if column.kind in _FREE:
        return ""
    return f"it is filled by `{column.kind}`, which needs the rows to be counted"
