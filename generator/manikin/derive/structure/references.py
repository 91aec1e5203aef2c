"""References: declared, stated, or guessed from names, types and which values occur.

A column is looked at if its name ends with that of another table's key, or is that of another table. It is a
reference if every value it has is there. A name alone is never enough where values say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from manikin.derive.view import Evidence, ReferenceView
from manikin.derive.words import (
    ROLE_WORDS,
    STAFF_TABLES,
    UPWARD_WORDS,
    ends_with,
    is_key_like,
    named_after,
    words,
)

if TYPE_CHECKING:
    from manikin.derive.sources import Database
    from manikin.derive.structure.typing import Typed

Keys = Mapping[str, tuple[str, ...]]
Types = Mapping[str, Mapping[str, "Typed"]]


def references(
    database: Database, table: str, keys: Keys, types: Types, stated: Sequence[ReferenceView] = ()
) -> tuple[ReferenceView, ...]:
    """Return the references of a table.

    Parameters
    ----------
    keys : Mapping of str to tuple of str
        The key of each table.
    types : Mapping
        The type of each column of each table.
    stated : sequence of ReferenceView
        Those of this table that were stated; nothing else is guessed for their columns.
    """
    found = list(stated)
    taken = {column for reference in found for column in reference.columns}
    declared = database.declared.get(table)
    found += [
        ReferenceView(known.columns, known.target, known.target_columns, Evidence.DECLARED)
        for known in (declared.references if declared is not None else ())
        if known.target in database.tables and not taken & set(known.columns)
    ]
    # A column may be part of one declared reference of several columns, and another guessed one of its own.
    alone = taken | {
        column for reference in found if len(reference.columns) == 1 for column in reference.columns
    }
    for column in database.tables[table].columns:
        if column not in alone:
            found += list(_guessed(database, table, column, keys, types))[:1]
    return tuple(found)


def _guessed(
    database: Database, table: str, column: str, keys: Keys, types: Types
) -> Iterator[ReferenceView]:
    """Yield what a column may point at, the best name first."""
    candidates = []
    for target, key in keys.items():
        if len(key) != 1 or (target == table and column == key[0]):
            continue
        # A table that shares its whole key with another is the extension of the one that the key is named after.
        if keys.get(table) == (column,) and not _owns(target, key[0]):
            continue
        score = _likeness(column, target, key[0]) or _by_role(column, target, is_own=target == table)
        if score and (
            _fits(types[table][column], types[target][key[0]]) or _is_unused(database, table, column)
        ):
            candidates.append((-score, target, key[0]))
    for _, target, key_column in sorted(candidates):
        if _is_included(database, table, column, target, key_column):
            yield ReferenceView((column,), target, (key_column,))


def _owns(table: str, key: str) -> bool:
    return ends_with(key, (*named_after(table), "id")) or words(key) == ("id",)


def _likeness(column: str, target: str, key: str) -> int:
    """Return how much a column is called like the key of another table; 0 where not at all."""
    one = named_after(target)
    own = words(key)
    is_plain = own in {("id",), ("key",), ("code",), ("uuid",), ("guid",)}
    if column == key and not is_plain:
        # Of two tables with the same key, the one that the key is named after.
        return 7 if _owns(target, key) else 6
    if words(column) in {one, words(target), (*one, *own)}:
        return 5
    if not is_plain and ends_with(column, own):
        return 4
    return 3 if is_plain and ends_with(column, (*one, *own)) else 0


def _by_role(column: str, target: str, *, is_own: bool) -> int:
    """Return whether a column is called after what a row of a table is to this one: the row above it, or staff."""
    found = set(words(column))
    if is_own and UPWARD_WORDS & found:
        return 1
    return 1 if is_key_like(column) and ROLE_WORDS & found and STAFF_TABLES & set(named_after(target)) else 0


def _fits(here: Typed, there: Typed) -> bool:
    text = {"string", "uuid"}
    return here.name == there.name or (here.name in text and there.name in text)


def _is_unused(database: Database, table: str, column: str) -> bool:
    """Return whether a column has no value at all, so that its type in a file says nothing."""
    rows = database.tables[table]
    return not database.door.ask(rows.aggregate(n=rows[column].count())).to_pylist()[0]["n"]


def _is_included(database: Database, table: str, column: str, target: str, key: str) -> bool:
    """Return whether every value of a column is among the keys of a table."""
    here = database.tables[table].select(value=column)
    there = database.tables[target].select(value=key)
    if here.value.type().is_string() != there.value.type().is_string():
        return _is_unused(database, table, column)
    lost = here.filter(here.value.notnull()).anti_join(there, "value")
    return not database.door.ask(lost.aggregate(n=lost.count())).to_pylist()[0]["n"]
