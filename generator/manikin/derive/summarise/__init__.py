"""Summaries: from a database and the view of its structure to the whole view.

The only part that sees counts of real data. One module for each kind of content.
"""

from __future__ import annotations

from dataclasses import replace

from manikin.derive.rows import Rows
from manikin.derive.summarise.children import children
from manikin.derive.summarise.column import told
from manikin.derive.summarise.tally import Subject, subject
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.disclosure.policy import Policy


def summarise(view: View, rows: Rows) -> View:
    """Return the view with everything that the policy lets out.

    Parameters
    ----------
    view : View
        Of the structure.
    rows : Rows
        The data.
    """
    tables = tuple(_table(table, rows, view.policy) for table in view.tables)
    return replace(view, people=_people(view, rows), tables=tables)


def _people(view: View, rows: Rows) -> int:
    if not view.people_table:
        return 0
    there, _ = rows.with_person(view.people_table, ())
    return view.policy.permit(subject(rows.database.door, there, has_people=True).people)


def _table(table: TableView, rows: Rows, policy: Policy) -> TableView:
    there, has_people = rows.with_person(table.name, table.key or [table.columns[0].name])
    about = subject(rows.database.door, there, has_people=has_people)
    known = policy.permit(about.people)
    if not known:
        return replace(table, depth=table.depth if table.depth is Depth.VOCABULARY else Depth.EMPTY)
    found = replace(table, rows=policy.permit(about.total))
    if table.depth is Depth.VOCABULARY or known < policy.structure_below:
        return found
    references = tuple(
        replace(reference, children=children(rows, table.name, reference, policy))
        if reference.is_parent
        else reference
        for reference in table.references
    )
    columns = tuple(_column(about, table, column, rows, policy) for column in table.columns)
    return replace(found, depth=Depth.STATISTICS, references=references, columns=columns)


def _column(about: Subject, table: TableView, column: ColumnView, rows: Rows, policy: Policy) -> ColumnView:
    filled = {name for reference in table.references for name in reference.columns} | {
        name for name, _ in table.copies
    }
    if column.name in filled:
        return column
    # Questions about a few columns are made of those alone; of hundreds each would take long to put.
    before = {end: start for start, end in reversed(table.orders)}
    only = {column.name, *filter(None, [before.get(column.name)])}
    here = replace(about, rows=rows.with_person(table.name, only)[0])
    return told(here, table.name, column, rows.types[table.name][column.name], policy, before)
