"""Structure: what tables, columns, keys and references there are; names, and facts that are yes or no.

Returns a view without a single count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from manikin.derive.rows import Rows
from manikin.derive.sources import Database
from manikin.derive.structure.above import orders_above
from manikin.derive.structure.facts import copies, orders
from manikin.derive.structure.keys import alone, key
from manikin.derive.structure.lineage import parents
from manikin.derive.structure.people import people
from manikin.derive.structure.references import references
from manikin.derive.structure.typing import types
from manikin.derive.structure.within import within
from manikin.derive.view import ColumnView, Depth, ReferenceView, TableView, View
from manikin.disclosure.policy import Policy


@dataclass(frozen=True)
class Stated:
    """What the person who derives says of the data, in a file of keys.

    Parameters
    ----------
    people : str
        ``TABLE``, ``TABLE.COLUMN`` or ``rows``; empty to look for them.
    keys : Mapping of str to tuple of str
        The keys of tables.
    references : Mapping of str to tuple of ReferenceView
        The references of tables.
    public : frozenset of str
        Vocabularies that may be copied as they are.
    """

    people: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: Mapping[str, tuple[ReferenceView, ...]] = field(default_factory=dict)
    public: frozenset[str] = frozenset()


def structure(database: Database, policy: Policy, stated: Stated | None = None) -> tuple[View, Rows]:
    """Return the view of a database's structure, and its rows for further questions."""
    said = stated or Stated()
    typed = {name: types(database, name) for name in database.tables}
    apart = {name: alone(database, name, typed[name], policy) for name in typed}
    keyed = {name: key(database, name, typed[name], apart[name], said.keys.get(name, ())) for name in typed}
    keys = {name: columns for name, (columns, _) in keyed.items()}
    found = {name: references(database, name, keys, typed, said.references.get(name, ())) for name in typed}
    who = people({name: tuple(columns) for name, columns in typed.items()}, keys, found, said.people)
    # What a row belongs to may not turn on the gap of one person.
    always = {name: apart[name].nearly for name in typed}
    linked = parents(keys, found, always, who.table)
    rows = Rows(database, typed, linked, who)
    ordered = {name: orders(rows, name, policy, always[name]) for name in typed}
    copied = {name: copies(rows, name, policy) for name in typed}
    tables = tuple(
        TableView(
            name=name,
            depth=Depth.VOCABULARY if name in said.public else Depth.STRUCTURE,
            columns=tuple(
                ColumnView(
                    c,
                    t.name,
                    t.scale,
                    t.precision,
                    t.max_length,
                    is_unique=keys[name] == (c,) or c in apart[name].mostly,
                )
                for c, t in typed[name].items()
            ),
            key=keys[name],
            key_evidence=keyed[name][1],
            references=within(rows, name, policy),
            orders=ordered[name],
            orders_above=orders_above(rows, name, policy, ordered, [column for column, _ in copied[name]]),
            copies=copied[name],
        )
        for name in sorted(typed)
    )
    return View(policy, 0, tables, who.table, who.column), rows
