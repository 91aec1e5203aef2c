"""A view with names of the language everywhere, and what each was called in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from manikin.derive.contents import Conditional, Determined, Distance
from manikin.derive.draft.names import names
from manikin.derive.view import ReferenceView, TableView, View


@dataclass(frozen=True)
class Names:
    """The names of the language for the tables of a view, and for the columns of each."""

    tables: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]

    def path(self, path: str) -> str:
        """Return a path of a table and a column; a column may have a dot in its name."""
        for table, columns in self.columns.items():
            column = path.removeprefix(f"{table}.")
            if path.startswith(f"{table}.") and column in columns:
                return f"{self.tables[table]}.{columns[column]}"
        return ""

    @property
    def changed(self) -> dict[tuple[str, str], str]:
        """What tables (with an empty column) and columns are called in the source, where that is another name."""
        found = {(own, ""): there for there, own in self.tables.items() if there != own}
        for table, columns in self.columns.items():
            found |= {(self.tables[table], own): there for there, own in columns.items() if there != own}
        return found


def renamed(view: View) -> tuple[View, Names]:
    """Return a view with names of the language, and the names."""
    called = Names(
        names(table.name for table in view.tables),
        {table.name: names(column.name for column in table.columns) for table in view.tables},
    )
    plain = replace(
        view,
        tables=tuple(_table(table, called) for table in view.tables),
        people_table=called.tables.get(view.people_table, ""),
        grids=tuple((called.path(name), cuts) for name, cuts in view.grids if called.path(name)),
        people_column=called.columns.get(view.people_table, {}).get(view.people_column, ""),
    )
    return plain, called


def _table(table: TableView, called: Names) -> TableView:
    own = called.columns[table.name]
    return replace(
        table,
        name=called.tables[table.name],
        key=tuple(own[name] for name in table.key),
        columns=tuple(
            replace(column, name=own[column.name], content=_content(column.content, own, called))
            for column in table.columns
        ),
        references=tuple(
            _reference(reference, own, called)
            for reference in table.references
            if reference.target in called.tables
        ),
        orders=tuple((own[first], own[last]) for first, last in table.orders),
        orders_above=tuple(
            (own[name], word, called.path(path))
            for name, word, path in table.orders_above
            if called.path(path)
        ),
        copies=tuple((own[name], called.path(path)) for name, path in table.copies if called.path(path)),
        missing_together=tuple(
            (tuple(own[name] for name in columns), count) for columns, count in table.missing_together
        ),
    )


def _reference(reference: ReferenceView, own: Mapping[str, str], called: Names) -> ReferenceView:
    there = called.columns[reference.target]
    return replace(
        reference,
        columns=tuple(own[name] for name in reference.columns),
        target=called.tables[reference.target],
        target_columns=tuple(there[name] for name in reference.target_columns),
        within=called.tables.get(reference.within, ""),
    )


def _content(content: Any, own: Mapping[str, str], called: Names) -> Any:
    if isinstance(content, Distance | Determined):
        return replace(content, column=own[content.column])
    if isinstance(content, Conditional):
        return replace(content, given=own.get(content.given) or called.path(content.given))
    return content
