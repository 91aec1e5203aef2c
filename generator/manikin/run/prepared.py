"""A plan made ready: makers, keys and pickers, built once before the first row."""

from __future__ import annotations

from functools import cached_property

from manikin.columns import KINDS, Maker
from manikin.columns.correlation import groups
from manikin.columns.draw import INTEGER, PreparedDraw
from manikin.model import DataType, PerRows, Spec, Table
from manikin.plan import Plan
from manikin.randomness import stream_key
from manikin.run import patterns
from manikin.run.component import Component
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
    """

    def __init__(self, table: Table, spec: Spec, columns: tuple[str, ...]) -> None:
        self.table = table
        self.spec = spec
        self.order = columns
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
        if isinstance(table.rows, PerRows):
            self.counts = PreparedDraw(table.rows.draw, INTEGER, table, spec)

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
        return components(self.table, self.spec, self.order)


def prepare(plan: Plan) -> dict[str, PreparedTable]:
    """Return every table of the plan made ready."""
    return {p.table.name: PreparedTable(p.table, plan.spec, p.columns) for p in plan.tables}
