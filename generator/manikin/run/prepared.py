"""A plan made ready: makers, keys and pickers, built once before the first row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from manikin.columns import KINDS, Maker
from manikin.columns.claims import as_sql
from manikin.columns.correlation import groups
from manikin.columns.draw import INTEGER, PreparedDraw
from manikin.columns.expression import compiled
from manikin.columns.walks import walks
from manikin.expressions import Expression
from manikin.model import DataType, PerRows, Spec, Table
from manikin.plan import Plan
from manikin.randomness import stream_key
from manikin.run import patterns
from manikin.run.component import Component
from manikin.run.ending import Ending
from manikin.run.even import even
from manikin.run.grouped import components

BOOLEAN = DataType("boolean")


class PreparedTable:
    """What is needed to make any rows of one table.

    Parameters
    ----------
    table : Table
        The table.
    spec : Spec
        The whole specification.
    columns : tuple of str
        Its columns, each after those it needs.
    walked : Mapping of str to frozenset of str
        The columns that are made along the rows of one parent, each with those made with it.
    """

    def __init__(
        self, table: Table, spec: Spec, columns: tuple[str, ...], walked: Mapping[str, frozenset[str]]
    ) -> None:
        self.table = table
        self.spec = spec
        self.order = columns
        self.walked = walked
        self.makers: dict[str, Maker] = {
            column.name: KINDS[column.kind].prepare(column, table, spec, self.key(column.stream, "value"))
            for column in table.columns
            if column.kind in KINDS
        }
        self.missing = {
            column.name: PreparedDraw(column.missing.draw, BOOLEAN, table, spec)
            for column in table.columns
            if column.missing is not None
        }
        self.patterns = patterns.prepare(table, spec)
        self.correlated = {
            column.name: (group, group.copula, place)
            for group in groups(table)
            for place, column in enumerate(group.columns)
        }
        self.counts = None
        self.ending = None
        self.even = None
        if isinstance(table.rows, PerRows):
            self.counts = PreparedDraw(table.rows.draw, INTEGER, table, spec)
            self.ending = Ending(table.rows.until, table) if table.rows.until else None
            self.even = even(table, spec) if table.rows.even_over else None

    def key(self, stream: str, purpose: str) -> int:
        """Return the key of one of the table's streams."""
        return stream_key(self.spec.seed, self.table.stream, stream, purpose)

    @cached_property
    def component_of(self) -> dict[str, Component]:
        """The component that settles each redrawn column."""
        return {name: component for component in self.components for name in component.redrawn}

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """What is kept by drawing again, grouped by the drawn columns that it shares."""
        return components(self.table, self.spec, self.order, self.walked)

    @cached_property
    def standing(self) -> tuple[tuple[str, Expression], ...]:
        """The checks that no row is drawn again for."""
        fixed = (check for check in self.table.checks if not check.redraw)
        return tuple((check.name, compiled(as_sql(check), self.table, self.spec)) for check in fixed)


def prepare(plan: Plan) -> dict[str, PreparedTable]:
    """Return every table of the plan made ready."""
    found = walks(plan.spec)
    return {
        p.table.name: PreparedTable(p.table, plan.spec, p.columns, found.of(p.table.name))
        for p in plan.tables
    }
