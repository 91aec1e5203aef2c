"""Rows as questions are made of them: typed columns, the person each row is about, and the rows above it.

Makes expressions alone; asks nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from manikin.derive.view import ReferenceView
from manikin.derive.words import PEOPLE_COLUMNS, words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from manikin.derive.sources import Database
    from manikin.derive.structure.people import People
    from manikin.derive.structure.typing import Typed

PERSON: Final = "manikin: person"
"""The column that says whom a row is about; with a colon, so that no column of real data is called the same."""


class Rows:
    """The tables of a database with typed columns, and the ways between them.

    Parameters
    ----------
    database : Database
        The data.
    types : Mapping
        The type of each column of each table.
    references : Mapping
        The references of each table, parents marked.
    people : People
        Where people are told apart.
    """

    def __init__(
        self,
        database: Database,
        types: Mapping[str, Mapping[str, Typed]],
        references: Mapping[str, Sequence[ReferenceView]],
        people: People,
    ) -> None:
        self.database = database
        self.types = types
        self.references = references
        self.people = people
        self.grids: Mapping[str, tuple[str, ...]] = {}
        """Where columns (``table.column``) are cut, as somebody says who knows the data."""

    def typed(self, table: str, only: Collection[str] | None = None) -> ir.Table:
        """Return a table with every column as its type; with some columns alone where they are told."""
        raw = self.database.tables[table]
        tries = self.database.door.tries
        return raw.select(
            **{
                name: typed.expression(raw[name], tries=tries)
                for name, typed in self.types[table].items()
                if only is None or name in only
            }
        )

    def with_person(self, table: str, only: Collection[str] | None = None) -> tuple[ir.Table, bool]:
        """Return a table with `PERSON`, and whether that is a person; a row that is about nobody has none.

        Where no way leads to people there is no such column, and each row counts as one.

        Parameters
        ----------
        only : collection of str, optional
            The columns that are needed; all where not given.
        """
        if not self.people.table:
            return self.typed(table, only), False
        way = self._way(table)
        own = self.own(table)
        if own:
            rows = self.typed(table, only if only is None else {*only, own})
            return rows.mutate(**{PERSON: rows[own]}), True
        if not way:
            return self.typed(table, only), False
        first = way[0]
        rows = self.typed(table, only if only is None else {*only, *first.columns})
        above, _ = self.with_person(first.target, first.target_columns)
        keyed = above.select(
            **{f"{PERSON}_{place}": above[name] for place, name in enumerate(first.target_columns)},
            **{PERSON: above[PERSON]},
        )
        pairs = [alike(rows[name], keyed[f"{PERSON}_{place}"]) for place, name in enumerate(first.columns)]
        joined = rows.left_join(keyed, pairs)
        return joined.select(*rows.columns, PERSON), True

    def own(self, table: str) -> str:
        """Return the column of a table that holds the person itself; empty where none does."""
        if not self.people.table:
            return ""
        if table == self.people.table:
            return self.people.column
        way = self._way(table)
        if way and len(way) == 1 and way[0].target_columns == (self.people.column,):
            return way[0].columns[0]
        # Without a reference a column of the same name says who it is, unless many a column is called so.
        is_telling = len(words(self.people.column)) > 1 or self.people.column.lower() in PEOPLE_COLUMNS
        return self.people.column if is_telling and self.people.column in self.types[table] else ""

    def _way(self, table: str, seen: frozenset[str] = frozenset()) -> tuple[ReferenceView, ...] | None:
        """Return the shortest way of references from a table to people; None where there is none."""
        if table == self.people.table:
            return ()
        best: tuple[ReferenceView, ...] | None = None
        for reference in self.references[table]:
            if reference.target in seen or reference.target == table:
                continue
            rest = self._way(reference.target, seen | {table})
            if rest is not None and (best is None or len(rest) + 1 < len(best)):
                best = (reference, *rest)
        return best

    def beside(self, table: str, reference: ReferenceView, prefix: str) -> ir.Table:
        """Return a table with the columns of the row that a reference points at, their names prefixed."""
        rows = self.typed(table)
        return self.joined(rows, reference, self.typed(reference.target), prefix)

    def joined(self, rows: ir.Table, reference: ReferenceView, there: ir.Table, prefix: str) -> ir.Table:
        """Return rows joined to those they point at, whose columns get a prefix."""
        other = there.select(**{prefix + name: there[name] for name in there.columns})
        pairs = [
            alike(rows[name], other[prefix + target])
            for name, target in zip(reference.columns, reference.target_columns, strict=True)
        ]
        return rows.inner_join(other, pairs)


def alike(here: ir.Value, there: ir.Value) -> ir.Value:
    """Return whether two values are the same; as text where their types say otherwise, as in files without rows."""
    if here.type().is_string() != there.type().is_string():
        return here.cast("string") == there.cast("string")
    return here == there
