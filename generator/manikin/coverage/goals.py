"""All goals of a specification, table by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from manikin.coverage.chains import chains
from manikin.coverage.counts import numbers
from manikin.coverage.drawn import gaps, values
from manikin.coverage.goal import Found, Goal, Measure
from manikin.coverage.picks import picks
from manikin.model import Column, EmptyRows, FileRows, Spec, Table

OfTable = Callable[[Table, Spec], Iterator[Found]]
OfColumn = Callable[[Column, Table, Spec], Iterator[Found]]


def _there(table: Table, spec: Spec) -> Iterator[Found]:  # noqa: ARG001  as all goals of tables
    """Yield the goal that a table has a row at all."""
    if table.parent is None:
        goal = Goal(table.name, None, "rows", "a row")
        yield Measure(table.name, (goal,), lambda frame: np.zeros(frame.rows, np.int64))


OF_TABLES: tuple[OfTable, ...] = (_there, numbers)
OF_COLUMNS: tuple[OfColumn, ...] = (values, picks, chains, gaps)


def goals(spec: Spec, tables: tuple[str, ...] = ()) -> Iterator[Found]:
    """Yield the goals of the tables, or of all, in the order of the specification; hidden ones too.

    Vocabularies are loaded as they are and empty tables have no rows, so neither has goals.
    """
    for table in spec.tables.values():
        if isinstance(table.rows, FileRows | EmptyRows) or (tables and table.name not in tables):
            continue
        for of_table in OF_TABLES:
            yield from of_table(table, spec)
        for column in table.columns:
            for of_column in OF_COLUMNS:
                yield from of_column(column, table, spec)
