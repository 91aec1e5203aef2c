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
from manikin.derive.summarise.axes import grids
from manikin.derive.summarise.children import children
from manikin.derive.summarise.column import told
from manikin.derive.summarise.dependent import dependent
from manikin.derive.summarise.determined import determined
from manikin.derive.summarise.named import named
from manikin.derive.summarise.subjects import Subject, Subjects
from manikin.derive.summarise.tally import presence
from manikin.derive.summarise.together import together
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.derive.words import words
from manikin.disclosure.detectors import is_called_after_people
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
    subjects = Subjects(view, rows)
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


def _tables(view: View, subjects: Subjects, policy: Policy) -> dict[str, Any]:
    """Return what is told of the tables, and the grids that conditions are cut by."""
    rows = subjects.rows
    keys = frozenset(t.key[0] for t in view.tables if len(t.key) == 1 and t.depth is not Depth.VOCABULARY)
    tables = {
        table.name: named(_table(table, subjects[table.name], rows, policy, keys)) for table in view.tables
    }
    if view.fidelity != "dependent" and not isinstance(policy, Sticky):
        return {"tables": tuple(tables.values())}
    found = []
    for name, table in tables.items():
        if table.depth is Depth.STATISTICS:
            about = replace(subjects[name], rows=rows.with_person(name)[0])
            table = dependent(table, about, rows, tables, policy.at(name))  # noqa: PLW2901
        found.append(table)
    return {"tables": tuple(found), "grids": grids(found, tables, dict(view.grids))}


def _table(table: TableView, about: Subject, rows: Rows, policy: Policy, keys: frozenset[str]) -> TableView:
    """Return a table with what is told of it; `keys` are the columns that are keys by themselves, of any table."""
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
    columns = tuple(
        _pointing(about, table, column, rows, policy)
        if any(column.name in reference.columns for reference in table.references)
        else _column(about, table, column, rows, policy, keys)
        for column in table.columns
    )
    found = replace(found, depth=Depth.STATISTICS, references=references, columns=columns)
    found = together(found, about, rows, policy.at(table.name))
    return determined(found, about, rows, policy.at(table.name))


def _pointing(about: Subject, table: TableView, column: ColumnView, rows: Rows, policy: Policy) -> ColumnView:
    """Return a column that points at other rows, with how many rows point nowhere; of the way to the parent all do."""
    parent = table.parent
    if (parent is not None and column.name in parent.columns) or column.name in dict(table.copies):
        return column
    there = rows.with_person(table.name, [column.name])[0]
    found = presence(replace(about, rows=there), there[column.name], policy.at(table.name, column.name))
    return replace(column, present=found.present, missing=found.missing)


def _column(
    about: Subject,
    table: TableView,
    column: ColumnView,
    rows: Rows,
    policy: Policy,
    keys: frozenset[str],
) -> ColumnView:
    if column.name in dict(table.copies):
        return column
    # Questions about a few columns are made of those alone; of hundreds each would take long to put.
    before = {end: start for start, end in reversed(table.orders)}
    only = {column.name, *filter(None, [before.get(column.name)])}
    narrow = replace(about, rows=rows.with_person(table.name, only)[0], person=rows.own(table.name))
    here = policy.at(table.name, column.name)
    # What is called as a key elsewhere, or after people, tells them apart, however many rows share a value.
    is_key = column.name in keys or is_called_after_people(words(column.name))
    asked = replace(column, is_unique=column.is_unique or is_key)
    found = told(narrow, table.name, asked, rows.types[table.name][column.name], here, before)
    return replace(found, is_unique=column.is_unique)
