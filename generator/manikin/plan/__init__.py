"""From a specification to a plan: which tables in which order, how many rows, what needs what.

Pure: reads the model, draws nothing, opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from numbers import Integral
from typing import Final

from manikin.columns.circles import table_order
from manikin.columns.needs import column_order
from manikin.errors import UserError
from manikin.model import EmptyRows, FileRows, FixedRows, PartRows, PerRows, Spec, Table

_MOST: Final = 2**53 - 1
"""The largest number of rows and the largest seed, as in a specification."""


@dataclass(frozen=True)
class Sizes:
    """What was asked for that differs from the specification."""

    rows: tuple[tuple[str, int], ...] = ()
    scale: float = 1.0
    seed: int | None = None
    tables: tuple[str, ...] = ()
    coverage: bool = False
    """Whether the rows are to be few and reach every branch (`manikin.coverage`) instead of being counted."""
    chosen: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """With `coverage`: the addresses of the rows that an earlier search chose; without them, one is made."""
    defects: bool = False

    @property
    def is_default(self) -> bool:
        """Whether nothing was asked for."""
        return self == Sizes()


AS_DECLARED = Sizes()
"""Nothing was asked for."""


@dataclass(frozen=True)
class TablePlan:
    """One table in the order of making."""

    table: Table
    root: str
    """The table whose rows this one's descend from; itself if it has no parent."""
    rows: int | None
    """How many rows; None where they are counted per parent row."""
    columns: tuple[str, ...]
    """The columns, each after those it needs."""
    written: bool


@dataclass(frozen=True)
class Plan:
    """What will be made."""

    spec: Spec
    tables: tuple[TablePlan, ...]
    sizes: Sizes = AS_DECLARED

    def table(self, name: str) -> TablePlan:
        """Return the plan of a table."""
        return next(plan for plan in self.tables if plan.table.name == name)

    def children(self, name: str) -> tuple[TablePlan, ...]:
        """Return the tables whose parent is `name`."""
        return tuple(plan for plan in self.tables if plan.table.parent == name)

    @property
    def roots(self) -> tuple[TablePlan, ...]:
        """The tables without a parent that are generated."""
        return tuple(
            p for p in self.tables if p.table.parent is None and not isinstance(p.table.rows, FileRows)
        )


def make_plan(spec: Spec, sizes: Sizes = AS_DECLARED) -> Plan:
    """Return the plan for `spec` at `sizes`.

    Raises
    ------
    UserError
        If `sizes` names what is not there or cannot be resized.
    CycleFoundError
        If tables or columns need one another.
    """
    spec = resized(spec, sizes)
    if sizes.defects and not spec.defects:
        raise UserError("--defects: the specification declares none; write them under `defects:`")
    unknown = [name for name in sizes.tables if name not in named(spec)]
    if unknown:
        there = ", ".join(named(spec))
        raise UserError(f"there is no table {unknown[0]!r}; there are: {there}")
    hidden = [name for name in sizes.tables if spec.tables[name].hidden]
    if hidden:
        raise UserError(
            f"{hidden[0]!r} is hidden, so it is never written; ask for the tables that draw on it"
        )
    plans = []
    for name in table_order(spec):
        table = spec.tables[name]
        plans.append(
            TablePlan(
                table=table,
                root=_root(table, spec),
                rows=_rows(table, spec),
                columns=column_order(table, spec),
                written=not table.hidden and (not sizes.tables or name in sizes.tables),
            )
        )
    return Plan(spec, tuple(plans), sizes)


def named(spec: Spec) -> tuple[str, ...]:
    """Return the names of the tables that can be asked for."""
    return tuple(name for name, table in spec.tables.items() if table.part_of is None)


def revealed(spec: Spec) -> Spec:
    """Return `spec` with no table hidden, to look at what others draw on."""
    tables = {name: replace(table, hidden=table.part_of is not None) for name, table in spec.tables.items()}
    return replace(spec, tables=tables)


def resized(spec: Spec, sizes: Sizes) -> Spec:
    """Return `spec` with the rows and the seed that were asked for."""
    asked = dict(sizes.rows)
    for name, rows in asked.items():
        if name not in named(spec):
            raise UserError(f"--rows names {name!r}, which is no table; there are: {', '.join(named(spec))}")
        if not isinstance(spec.tables[name].rows, FixedRows):
            how = {
                PerRows: "has rows per row of its parent",
                PartRows: "has the rows of its parts",
                FileRows: "is a file",
                EmptyRows: "is empty",
            }
            why = how.get(type(spec.tables[name].rows), "")
            raise UserError(f"--rows cannot size {name!r}: it {why}; size a table with `rows: N`")
        if not _is_whole(rows):
            raise UserError(f"--rows {name}={rows}: a table has a whole number of rows, from 0 to {_MOST:,}")
    if not 0 < sizes.scale <= 1e9:
        raise UserError(f"--scale {sizes.scale:g}: write a factor above 0 and up to 1e9, such as 0.1")
    if sizes.seed is not None and not _is_whole(sizes.seed):
        raise UserError(f"--seed {sizes.seed}: write a whole number from 0 to {_MOST:,}")
    tables: dict[str, Table] = {}
    for name, table in spec.tables.items():
        if isinstance(table.rows, FixedRows):
            scaled = Decimal(table.rows.count) * Decimal(repr(sizes.scale))
            count = asked.get(name, max(1, int(scaled.to_integral_value(ROUND_HALF_EVEN))))
            tables[name] = replace(table, rows=FixedRows(count) if count else EmptyRows())
        else:
            tables[name] = table
    seed = spec.seed if sizes.seed is None else sizes.seed
    return replace(spec, tables=tables, seed=seed)


def _is_whole(number: object) -> bool:
    """Return whether what a caller of the Python interface gave is a whole number that can be asked for."""
    return isinstance(number, Integral) and 0 <= int(number) <= _MOST


def _root(table: Table, spec: Spec) -> str:
    while table.parent is not None:
        table = spec.tables[table.parent]
    return table.name


def _rows(table: Table, spec: Spec) -> int | None:
    match table.rows:
        case FixedRows(count):
            return count
        case FileRows(file, _):
            return int(spec.files[file].num_rows)
        case EmptyRows():
            return 0
        case _:
            return None
