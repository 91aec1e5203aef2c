"""Lineage: for which row of another table the rows of a table are counted, up to the people.

The parent is the table pointed at that lies deepest below the people, so that a diagnosis belongs to its
admission rather than to its patient; what repeats along the way is a copy. Tables that are not about people
have a parent only where their key says that they join two others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from manikin.derive.view import Evidence, ReferenceView

_TRUST = {Evidence.STATED: 2, Evidence.DECLARED: 1, Evidence.GUESSED: 0}


def parents(
    keys: Mapping[str, tuple[str, ...]],
    references: Mapping[str, Sequence[ReferenceView]],
    always: Mapping[str, frozenset[str]],
    people_table: str,
) -> dict[str, tuple[ReferenceView, ...]]:
    """Return the references of each table, the one to its parent marked.

    Parameters
    ----------
    always : Mapping of str to frozenset of str
        The columns of each table that are never missing.
    people_table : str
        Where people are told apart; empty where nowhere.
    """
    usable = {
        table: [
            reference
            for reference in found
            if reference.target != table
            and set(reference.columns) <= always[table]
            and reference.target_columns == keys.get(reference.target)
        ]
        for table, found in references.items()
    }
    depths: dict[str, int | None] = {people_table: 0} if people_table else {}
    chosen: dict[str, ReferenceView] = {}
    for table in references:
        _depth(table, usable, depths, chosen, frozenset())
    for table, found in usable.items():
        if table not in chosen and depths.get(table) is None:
            joins = [reference for reference in found if set(reference.columns) <= set(keys[table])]
            if joins and not _leads_back(joins[0].target, table, chosen):
                chosen[table] = joins[0]
    return {
        table: tuple(replace(reference, is_parent=reference is chosen.get(table)) for reference in found)
        for table, found in references.items()
    }


def _depth(
    table: str,
    usable: Mapping[str, Sequence[ReferenceView]],
    depths: dict[str, int | None],
    chosen: dict[str, ReferenceView],
    above: frozenset[str],
) -> int | None:
    """Return how far a table lies below the people; None where it does not."""
    if table in depths:
        return depths[table]
    best: tuple[int, int] | None = None
    for reference in usable.get(table, ()):
        if reference.target in above:
            continue
        under = _depth(reference.target, usable, depths, chosen, above | {table})
        if under is not None and (best is None or (under, _TRUST[reference.evidence]) > best):
            best = (under, _TRUST[reference.evidence])
            chosen[table] = reference
    # What was cut short by a circle is not settled for other ways to the same table.
    found = None if best is None else best[0] + 1
    if found is not None or not above:
        depths[table] = found
    return found


def _leads_back(table: str, to: str, chosen: Mapping[str, ReferenceView]) -> bool:
    seen: set[str] = set()
    while table in chosen and table not in seen:
        seen.add(table)
        table = chosen[table].target
        if table == to:
            return True
    return table == to


def chain(table: str, references: Mapping[str, Sequence[ReferenceView]]) -> tuple[ReferenceView, ...]:
    """Return the references from a table to its parent, its parent's, and so on."""
    found: list[ReferenceView] = []
    while (parent := next((r for r in references[table] if r.is_parent), None)) is not None:
        found.append(parent)
        table = parent.target
    return tuple(found)
