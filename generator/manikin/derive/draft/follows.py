"""Columns of a draft that another one settles: a case for each of its labels, with one value each."""

from __future__ import annotations

from typing import Any, Final

from manikin.derive.contents import Categories, Conditional, Determined
from manikin.derive.draft.fill import MOST_LABELS, Filled, has_room, label_of
from manikin.derive.view import ColumnView, TableView

MADE_UP: Final = "made-up"
"""The source of what stands in a draft because something must, and was learnt from nobody."""


def follows(column: ColumnView, content: Determined, table: TableView) -> Filled:
    """Return a value for each label of another column, with the count of that label.

    A label and what comes with it are the same rows, so no number is told that was not told before. What the other
    column has beside its labels is called `other` here too.
    """
    given = table.columns_by_name[content.column].content
    known = given.otherwise if isinstance(given, Conditional) else given
    assert isinstance(known, Categories)
    counts = dict(known.counts)
    pairs = [(there, here) for there, here in content.pairs if there.strip() and there in counts]
    total = sum(counts[there] for there, _ in pairs)
    other = known.other if column.type == "string" and has_room(column) else 0
    rest: dict[str, Any] = {"choice": {"other" if other else label_of(column, pairs[0][1]): other or 1}}
    if len(pairs) > MOST_LABELS:
        rows = tuple((there.strip(), here, counts[there]) for there, here in pairs)
        way: dict[str, Any] = {"given": [content.column], "cases": {"otherwise": rest} if other else {}}
        return Filled(way, total + other, rows, by=(content.column,))
    # Where no label is left over, nothing ever gets there; the language asks for it all the same.
    last = {"otherwise": True, "distribution": rest, **({} if other else {"source": MADE_UP})}
    by = table.columns_by_name[content.column]
    # A case for each label, though several may have one value: a column that cases are of is cut in one way everywhere.
    cases: list[Any] = [
        {
            "when": {content.column: label_of(by, there.strip())},
            "distribution": {"choice": {label_of(column, here): counts[there]}},
        }
        for there, here in pairs
    ]
    return Filled({"given": [content.column], "cases": [*cases, last]}, total + other)
