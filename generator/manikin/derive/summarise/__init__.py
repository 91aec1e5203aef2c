"""Summaries: from a database and the view of its structure to the whole view.

The only part that sees counts of real data. One module for each kind of content.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manikin.derive.against import Approved, is_due, marked, permits, settled
from manikin.derive.permits import CHILDREN, PEOPLE, ROWS, Sticky
from manikin.derive.repair import repaired
from manikin.derive.rows import Rows
from manikin.derive.summarise.children import children
from manikin.derive.summarise.column import told
from manikin.derive.summarise.dependent import dependent, grids
from manikin.derive.summarise.named import named
from manikin.derive.summarise.tally import Subject, subject
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.disclosure.policy import Policy


def summarise(view: View, rows: Rows, approved: Approved | None = None, stated: int = 0) -> View:
    """Return the view with everything that the policy lets out.

    Parameters
    ----------
    view : View
        Of the structure.
    rows : Rows
        The data.
    approved : Approved, optional
        What was told before; it is returned as it is until enough people joined or left.
    stated : int
        How many joined or left since, where the person who derives knows it.
    """
    subjects = _Subjects(view, rows)
    people = subjects[view.people_table].people if view.people_table else 0
    if approved is None:
        told = view.policy.permit(people)
        return repaired(replace(view, people=told, **_tables(view, subjects, view.policy)))
    # Where rows count as people, those of each table do.
    counted = {} if view.people_table else {table.name: subjects[table.name].total for table in view.tables}
    if not is_due(approved, people, counted, stated):
        return approved.view
    policy = permits(approved)
    told = policy.at(PEOPLE).tell("people", people, is_enough=people >= policy.admits_from)
    fresh = replace(view, people=told, fidelity=approved.view.fidelity, **_tables(view, subjects, policy))
    return marked(approved, repaired(settled(approved, fresh)))


class _Subjects(dict[str, Subject]):
    """The subject of each table by its name; its people are counted once."""

    def __init__(self, view: View, rows: Rows) -> None:
        self.rows = rows
        self._narrow = {table.name: table.key or (table.columns[0].name,) for table in view.tables}

    def __missing__(self, table: str) -> Subject:
        there, has_people = self.rows.with_person(table, self._narrow[table])
        self[table] = found = subject(self.rows.database.door, there, has_people=has_people)
        return found


def _tables(view: View, subjects: _Subjects, policy: Policy) -> dict[str, Any]:
    """Return what is told of the tables, and the grids that conditions are cut by."""
    rows = subjects.rows
    tables = {table.name: named(_table(table, subjects[table.name], rows, policy)) for table in view.tables}
    if view.fidelity != "dependent" and not isinstance(policy, Sticky):
        return {"tables": tuple(tables.values())}
    found = []
    for name, table in tables.items():
        if table.depth is Depth.STATISTICS:
            about = replace(subjects[name], rows=rows.with_person(name)[0])
            table = dependent(table, about, rows, tables, policy.at(name))  # noqa: PLW2901
        found.append(table)
    return {"tables": tuple(found), "grids": grids(found, tables)}


def _table(table: TableView, about: Subject, rows: Rows, policy: Policy) -> TableView:
    known = policy.permit(about.people) if about.people >= policy.admits_from else 0
    if not known and table.name not in policy.at(ROWS).told_before:
        return replace(table, depth=table.depth if table.depth is Depth.VOCABULARY else Depth.EMPTY)
    counted = policy.at(ROWS).tell(table.name, about.total, is_enough=bool(known), most=about.most)
    found = replace(table, rows=counted)
    was_told = policy.at(table.name).has_told
    if table.depth is Depth.VOCABULARY or (known < policy.structure_below and not was_told):
        return found
    references = tuple(
        replace(
            reference,
            children=children(
                rows, table.name, reference, policy.at(table.name, *reference.columns, CHILDREN)
            ),
        )
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
    narrow = replace(about, rows=rows.with_person(table.name, only)[0], person=rows.own(table.name))
    here = policy.at(table.name, column.name)
    return told(narrow, table.name, column, rows.types[table.name][column.name], here, before)
