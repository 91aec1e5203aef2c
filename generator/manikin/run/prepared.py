"""A plan made ready: makers, keys and pickers, built once before the first row."""

from __future__ import annotations

from functools import cached_property

from manikin import expressions
from manikin.columns import KINDS, Maker
from manikin.columns.correlation import groups
from manikin.columns.draw import INTEGER, PreparedDraw
from manikin.columns.expression import compiled
from manikin.columns.needs import own_needs, redrawable
from manikin.model import DataType, PerRows, Spec, Table
from manikin.plan import Plan
from manikin.randomness import stream_key
from manikin.run.component import Component

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
        """The checks, grouped by the drawn columns they share."""
        groups: list[tuple[list[int], set[str]]] = []
        for place, check in enumerate(self.table.checks):
            if not check.redraw:
                continue
            redrawn = self.redrawable(check.sql)
            joined = [group for group in groups if group[1] & redrawn]
            groups = [group for group in groups if group not in joined]
            places = sorted({place, *(p for group in joined for p in group[0])})
            groups.append((places, redrawn.union(*(group[1] for group in joined))))
        return tuple(self._component(places, redrawn) for places, redrawn in groups)

    @cached_property
    def stated(self) -> tuple[tuple[str, expressions.Expression], ...]:
        """The checks that no row is drawn again for, by name."""
        return tuple(
            (check.name, compiled(check.sql, self.table, self.spec))
            for check in self.table.checks
            if not check.redraw
        )

    def redrawable(self, sql: str) -> set[str]:
        """Return the drawn columns of the row that decide whether a check holds."""
        return redrawable(sql, self.table, self.spec)

    def _component(self, places: list[int], redrawn: set[str]) -> Component:
        fresh = set(redrawn)
        for name in self.order:
            if fresh.intersection(own_needs(self.table.by_name[name], self.table, self.spec)):
                fresh.add(name)
        checks = tuple(
            (check.name, compiled(check.sql, self.table, self.spec))
            for check in (self.table.checks[p] for p in places)
        )
        return Component(checks, frozenset(redrawn), frozenset(fresh))


def prepare(plan: Plan) -> dict[str, PreparedTable]:
    """Return every table of the plan made ready."""
    return {p.table.name: PreparedTable(p.table, plan.spec, p.columns) for p in plan.tables}
