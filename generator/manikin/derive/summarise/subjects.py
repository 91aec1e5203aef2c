"""Subjects: the rows of a table, and whom they are about; what every count of people starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.rows import PERSON, Rows
from manikin.derive.view import View
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from manikin.derive.door import Door

# With a colon, so that no column of real data is called the same.
KEY: Final = "manikin: key"


@dataclass(frozen=True)
class Subject:
    """The rows of one table, and whom they are about.

    Parameters
    ----------
    rows : ibis table
        With the column `PERSON` where `has_people`.
    has_people : bool
        Whether rows are about people; else each row counts as one.
    most : int
        The most rows that any one person has; 1 where each row counts as one.
    people : int
        How many there are.
    total : int
        How many rows there are.
    nobody : int
        How many of them are about nobody.
    person : str
        The column that holds the person itself; empty where none does.
    """

    door: Door
    rows: ir.Table
    has_people: bool
    most: int
    people: int
    total: int
    nobody: int = 0
    person: str = ""

    def sure(self, policy: Policy) -> int:
        """Return how many rows about people are surely about enough of them, with none too prominent."""
        return (
            max(policy.admits_from * self.most, ceil(self.most / policy.dominance)) if self.has_people else 0
        )

    def keyed(self, value: Any) -> ir.Table:
        """Return a value of each row as the column `KEY`, with its person."""
        person = {PERSON: self.rows[PERSON]} if self.has_people else {}
        keyed: ir.Table = self.rows.select(**{KEY: value}, **person)
        return keyed


def subject(door: Door, rows: ir.Table, *, has_people: bool) -> Subject:
    """Return the subject of a table's rows."""
    if not has_people:
        count = int(one(door, rows.aggregate(n=rows.count()))["n"])
        return Subject(door, rows, has_people, 1, count, count)
    each = rows.group_by(PERSON).agg(n=rows.count())
    known = each[PERSON].notnull()
    found = one(
        door,
        each.aggregate(
            most=each.n.max(where=known),
            people=each[PERSON].count(),
            total=each.n.sum(),
            nobody=each.n.sum(where=~known),
        ),
    )
    most, people, total, nobody = (int(found[name] or 0) for name in ("most", "people", "total", "nobody"))
    return Subject(door, rows, has_people, most, people, total, nobody)


class Subjects(dict[str, Subject]):
    """The subject of each table by its name; its people are counted once."""

    def __init__(self, view: View, rows: Rows) -> None:
        self.rows = rows
        self._narrow = {table.name: table.key or (table.columns[0].name,) for table in view.tables}

    def __missing__(self, table: str) -> Subject:
        there, has_people = self.rows.with_person(table, self._narrow[table])
        self[table] = found = subject(self.rows.database.door, there, has_people=has_people)
        return found


def one(door: Door, question: ir.Table) -> Mapping[str, Any]:
    """Return the one row of an answer."""
    row: Mapping[str, Any] = door.ask(question, 1).to_pylist()[0]
    return row
