"""``aggregate``: what the rows below a row say together: how many, their sum, least, greatest or mean.

Worked out from the children themselves, so it always equals them. Floats are added one after another in
the order of the rows, so that the bits are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from manikin import expressions
from manikin.columns.expression import compiled, evaluate
from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import UnknownPathError, ancestors, resolve
from manikin.columns.values import from_ruler, to_ruler, validity
from manikin.errors import InfeasibleError
from manikin.expressions.names import names
from manikin.model import Column, DataType, Spec, Table
from manikin.randomness import Floats, Integers

_NUMBERS = frozenset({"integer", "decimal", "float"})
_WAYS = ("count", "sum", "min", "max", "mean")
_MOST = {"integer": 2.0**62, "decimal": 1e18}
"""What the size of a sum must stay below."""


def source(column: Column) -> tuple[str, str]:
    """Return the table whose rows are taken together, and the path of the value there; empty for rows."""
    table, _, path = str(column.parameters["of"]).partition(".")
    return table, path


def looks_at(column: Column) -> Iterator[str]:
    """Yield every path of the rows below that the column looks at."""
    _, path = source(column)
    if path:
        yield path
    if "where" in column.parameters:
        yield from names(column.parameters["where"])


def lineage(below: Table, table: Table, spec: Spec) -> tuple[str, ...]:
    """Return the tables on the way down from `table` to `below`, without `table` itself.

    Raises
    ------
    UnknownPathError
        If `below` does not descend from `table`.
    """
    way = [below.name]
    for ancestor in ancestors(below, spec):
        if ancestor.name == table.name:
            return tuple(reversed(way))
        way.append(ancestor.name)
    raise UnknownPathError(
        f"the rows of {below.name} do not belong to rows of {table.name}",
        f"take a table with `rows: {{per: {table.name}, …}}`, or one further down",
    )


class _Maker:
    def __init__(self, column: Column, table: Table, spec: Spec) -> None:
        name, self._path = source(column)
        below = spec.tables[name]
        self._way = lineage(below, table, spec)
        self._column, self._place = column, f"{table.name}.{column.name}"
        self._there = resolve(self._path, below, spec).column.type if self._path else None
        where = column.parameters.get("where")
        self._where = compiled(where, below, spec) if where is not None else None

    def make(self, cells: Cells) -> pa.Array:
        below, owners = cells.below_all(self._way)
        keep: Any = np.ones(below.rows, np.bool_)
        if self._where is not None:
            holds = evaluate(self._where, below, f"{self._place}, `where`").fill_null(False)
            keep &= holds.to_numpy(zero_copy_only=False)
        found = below.value(self._path) if self._path else None
        if found is not None and (valid := validity(found)) is not None:
            keep &= valid
        owners = owners[keep]
        counts = np.bincount(owners, minlength=cells.rows).astype(np.int64)
        way = self._column.parameters["by"]
        if way == "count":
            return from_ruler(self._column.type, counts)
        assert self._there is not None
        values = to_ruler(self._there, found)[0][keep]
        if way in {"min", "max"}:
            return from_ruler(self._column.type, _outermost(way, values, counts), counts > 0)
        total = self._total(values, owners, cells.rows)
        if way == "mean":
            total = self._mean(total, counts)
        return from_ruler(self._column.type, total, counts > 0)

    def _total(self, values: Any, owners: Integers, rows: int) -> Any:
        assert self._there is not None
        sizes: Any = np.bincount(owners, weights=np.abs(values.astype(np.float64)), minlength=rows)
        self._require(sizes, self._there)
        if self._there.name == "float":
            return np.bincount(owners, weights=values, minlength=rows)
        ends = np.searchsorted(owners, np.arange(rows + 1))
        upto = np.concatenate([np.zeros(1, np.int64), np.cumsum(values.astype(np.int64))])
        return upto[ends[1:]] - upto[ends[:-1]]

    def _mean(self, total: Any, counts: Integers) -> Any:
        """Return the total divided by the counts; to a decimal, halves are rounded away from zero."""
        assert self._there is not None
        shared = np.maximum(counts, 1)
        if self._column.type.name == "float":
            exact = 10.0**self._there.scale if self._there.name == "decimal" else 1.0
            return total / (shared * exact)
        finer = self._column.type.scale - self._there.scale
        if finer < 0:
            shared = shared * 10**-finer
        ten = 10 ** max(finer, 0)
        whole, rest = np.divmod(np.abs(total), shared)
        self._require((whole * 1.0) * ten, self._column.type)
        return np.sign(total) * (whole * ten + (2 * rest * ten + shared) // (2 * shared))

    def _require(self, sizes: Floats, datatype: DataType) -> None:
        most = _MOST.get(datatype.name)
        if most is not None and bool((sizes >= most).any()):
            msg = f"{self._place}: the rows below give more than {datatype.name} can hold; use smaller values"
            raise InfeasibleError(msg)


def _outermost(way: str, values: Any, counts: Integers) -> Any:
    """Return the least or greatest value of each run; 0 for an empty one."""
    found = np.zeros(len(counts), values.dtype)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        found[filled] = (np.minimum if way == "min" else np.maximum).reduceat(values, starts)
    return found


class AggregateKind:
    """What the rows below a row say together."""

    NAME = "aggregate"
    TITLE = "what the rows below say together: how many, their sum, least, greatest or mean"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "Taken over the rows of a child table, or of one further down, that belong to this row.",
        "required": ["of", "by"],
        "additionalProperties": False,
        "properties": {
            "of": {
                "type": "string",
                "pattern": r"^[A-Za-z_][A-Za-z0-9_.]*$",
                "description": "The table, or a column of it: `visit`, `ward_stay.minutes`.",
            },
            "by": {
                "enum": list(_WAYS),
                "description": "`count` is 0 where there are no rows below; the others are missing there.",
            },
            "where": {
                "type": "string",
                "maxLength": 2000,
                "description": "Only rows below for which this SQL is true; it speaks of their columns.",
            },
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "type": "integer",
        "aggregate": {"of": "ward_stay.minutes", "by": "sum", "where": "ward_type = 'ICU'"},
    }
    TYPES = frozenset({"integer", "decimal", "float", "date", "time", "datetime"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing of this row: all is in the rows below."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the table, the value, the types or the condition."""
        name, path = source(column)
        where = ("aggregate", "of")
        below = spec.tables.get(name)
        if below is None:
            mend = "there are: " + ", ".join(list(spec.tables)[:12])
            yield Fault("AGGREGATE01", f"there is no table {name!r}", mend, where)
            return
        try:
            lineage(below, table, spec)
        except UnknownPathError as error:
            yield Fault("AGGREGATE01", error.message, error.mend, where)
            return
        if not path and column.parameters["by"] != "count":
            message = f"`{column.parameters['by']}` of rows, where it needs a column of them"
            yield Fault("AGGREGATE02", message, f"name one, such as {name}.COLUMN", where)
            return
        try:
            there = resolve(path, below, spec).column.type if path else None
        except UnknownPathError as error:
            yield Fault("PATH01", error.message, error.mend, where)
            return
        yield from _types(column, there)
        yield from _condition(column, below, spec)

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: rows may have the same below them."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column, table, spec)


def _types(column: Column, there: DataType | None) -> Iterator[Fault]:
    """Yield a value that cannot be taken together so, or a column that cannot hold what comes of it."""
    way, here = column.parameters["by"], column.type
    if way == "count":
        if here.name != "integer":
            yield Fault("TYPE02", "a count is an integer", "give the column the type integer", ("type",))
        return
    assert there is not None
    if there.name not in _NUMBERS and (way in {"sum", "mean"} or not there.is_ordered):
        what = "numbers" if way in {"sum", "mean"} else "numbers, dates or times"
        message = f"the `{way}` of {there.name}, where {what} belong"
        yield Fault("AGGREGATE02", message, "name another column, or use `by: count`", ("aggregate", "of"))
    elif way == "mean" and here.name not in {"float", "decimal"}:
        yield Fault("TYPE02", "a mean is a float or a decimal", "change the column's type", ("type",))
    elif way == "mean" and there.name == "float" and here.name == "decimal":
        yield Fault("TYPE02", "the mean of floats is a float", "give the column the type float", ("type",))
    elif way != "mean" and there.arrow != here.arrow:
        message = f"the `{way}` of {there.name} is {there.name}, this column is {here.name}"
        if there.name == here.name:
            message += " of another scale, precision or time zone"
        yield Fault("TYPE02", message, "give both the same type", ("type",))


def _condition(column: Column, below: Table, spec: Spec) -> Iterator[Fault]:
    if "where" not in column.parameters:
        return
    at = ("aggregate", "where")
    try:
        condition: expressions.Expression = compiled(column.parameters["where"], below, spec)
    except expressions.ExpressionError as error:
        yield Fault(error.rule, error.message, error.mend, at)
        return
    if not pa.types.is_boolean(condition.type):
        message = f"`where` gives {condition.type}, and a condition is true or false"
        yield Fault("AGGREGATE02", message, "compare something, such as `minutes > 60`", at)


KIND = AggregateKind()
