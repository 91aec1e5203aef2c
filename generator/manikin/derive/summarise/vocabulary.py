"""Tables that were stated to be public, such as lists of codes: their rows as text, in the order of their cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from manikin.derive.door import TooManyGroupsError
from manikin.derive.rows import Rows
from manikin.derive.view import Depth, TableView, View
from manikin.errors import UserError
from manikin.text import plain

MOST: Final = 200_000
"""The most rows that are copied."""


def copied(view: View, rows: Rows) -> View:
    """Return a view with the rows of its public tables.

    Raises
    ------
    UserError
        If one has more rows than are copied.
    """
    return replace(view, tables=tuple(_table(table, rows) for table in view.tables))


def _table(table: TableView, rows: Rows) -> TableView:
    if table.depth is not Depth.VOCABULARY:
        return table
    there = rows.typed(table.name)
    names = [column.name for column in table.columns]
    # Each row is a group of its own: what crosses is what was stated to be public.
    texts = there.select(
        **{f"c{place}": there[name].cast("string").strip().nullif("") for place, name in enumerate(names)}
    )
    counted = texts.group_by(list(texts.columns)).agg(n=texts.count())
    try:
        answer = rows.database.door.ask(counted, MOST).to_pylist()
    except TooManyGroupsError:
        raise UserError(
            f"{plain(table.name, 100)} has more than {MOST:,} rows and is not copied; take it out of `public` and "
            "give it to the specification as a file"
        ) from None
    cells = [
        tuple(row[f"c{place}"] for place in range(len(names))) for row in answer for _ in range(row["n"])
    ]
    return replace(table, copied=tuple(sorted(cells, key=lambda row: [cell or "" for cell in row])))
