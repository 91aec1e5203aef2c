"""``expression``: SQL over this row, its ancestors and referenced rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin import expressions
from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import UnknownPathError, resolve, scope
from manikin.columns.values import from_ruler, plain_array, to_ruler
from manikin.errors import InfeasibleError
from manikin.expressions.names import names
from manikin.model import Column, DataType, Spec, Table
from manikin.model.datatype import Scalar

_FLOAT = DataType("float")
MOST_SUGGESTED = 10_000
"""Among how many paths the one is looked for that was meant instead of an unknown one."""


def compiled(text: str, table: Table, spec: Spec) -> expressions.Expression:
    """Return `text` compiled for the rows of `table`.

    Raises
    ------
    manikin.expressions.ExpressionError
        If it is not allowed, names what is not there, or does not fit in type.
    """
    return expressions.compile(text, _types(text, table, spec), constants(spec))


def _types(text: str, table: Table, spec: Spec) -> dict[str, pa.DataType]:
    """Return the types of the paths that an expression names; where one leads nowhere, of all there are.

    In a chain of many tables there are more paths than an expression could ever name.
    """
    used = [path for path in names(text) if path not in spec.constants]
    try:
        return {path: resolve(path, table, spec).column.type.arrow for path in used}
    except UnknownPathError:
        return {path: column.type.arrow for path, column in islice(scope(table, spec), MOST_SUGGESTED)}


def constants(spec: Spec) -> dict[str, tuple[pa.DataType, Any]]:
    """Return the spec's constants with their Arrow types; text that is a date or datetime is one."""
    return {name: _constant(value) for name, value in spec.constants.items()}


def _constant(value: Scalar) -> tuple[pa.DataType, Any]:
    if isinstance(value, bool):
        return pa.bool_(), value
    if isinstance(value, int):
        return pa.int64(), value
    if isinstance(value, float):
        return pa.float64(), value
    for name in ("date", "datetime"):
        datatype = DataType(name)
        try:
            return datatype.arrow, pa.scalar(datatype.parse(value), pa.int64()).cast(_width(datatype)).cast(
                datatype.arrow
            ).as_py()
        except ValueError:
            continue
    return pa.string(), value


def _width(datatype: DataType) -> pa.DataType:
    return pa.int32() if datatype.name == "date" else pa.int64()


def evaluate(expression: expressions.Expression, cells: Cells, place: str) -> pa.Array:
    """Return the expression's values for the rows.

    Raises
    ------
    InfeasibleError
        If it has no value for some row, such as a division by zero.
    """
    try:
        return expression.evaluate({path: cells.value(path) for path in expression.columns}, cells.rows)
    except expressions.ExpressionError as error:
        msg = f"{place}: {error.message}"
        raise InfeasibleError(msg) from error


class _Maker:
    def __init__(self, column: Column, table: Table, spec: Spec) -> None:
        self.expression = compiled(column.parameters, table, spec)
        self.column = column
        self.place = f"{table.name}.{column.name}"

    def make(self, cells: Cells) -> pa.Array:
        found = plain_array(evaluate(self.expression, cells, self.place))
        if self.expression.type == self.column.type.arrow:
            return found
        if self.column.type.name == "decimal" and pa.types.is_floating(self.expression.type):
            found = pc.round(found, ndigits=self.column.type.scale, round_mode="half_towards_infinity")
            counted = _counted(found, self.column.type)
            if counted is not None:
                return counted
        try:
            if self.column.type.name == "decimal" and pa.types.is_integer(self.expression.type):
                # By way of the widest decimal: Arrow asks for room for any whole number, not for these.
                found = pc.cast(found, pa.decimal128(38, self.column.type.scale))
            return pc.cast(found, self.column.type.arrow)
        except pa.ArrowInvalid as error:
            msg = f"{self.place}: a value does not fit the type {self.column.type.name}"
            raise InfeasibleError(msg) from error


def _counted(rounded: pa.Array, datatype: DataType) -> pa.Array | None:
    """Return decimals from floats that are the nearest to them, in a fourth of the time of a cast; None where too large.

    Of up to 2**50 units a float is so near that multiplied it comes to the whole number next to it.
    """
    floats, valid = to_ruler(_FLOAT, rounded)
    units = (
        floats * 10.0**datatype.scale
        if valid is None
        else np.where(valid, floats, 0.0) * 10.0**datatype.scale
    )
    np.rint(units, out=units)
    if not bool((np.abs(units) < min(2**50, 10**datatype.arrow.precision)).all()):
        return None
    return from_ruler(datatype, units.astype(np.int64), valid)


class ExpressionKind:
    """SQL over this row, its ancestors and referenced rows."""

    NAME = "expression"
    TITLE = "SQL over this row, its ancestors and referenced rows"
    PARAMETERS: Mapping[str, Any] = {
        "type": "string",
        "maxLength": 2000,
        "description": "One expression with DuckDB's meaning; deterministic scalar functions only.",
    }
    EXAMPLE: Mapping[str, Any] = {
        "type": "integer",
        "expression": "date_sub('year', patient.birth_date, arrived_at)",
    }
    TYPES = frozenset({"integer", "decimal", "float", "boolean", "string", "date", "time", "datetime"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the columns the expression names."""
        return names(column.parameters)

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield why the expression is refused, or does not give the column's type."""
        try:
            expression = compiled(column.parameters, table, spec)
        except expressions.ExpressionError as error:
            yield Fault(error.rule, error.message, error.mend, ("expression",))
            return
        if not _fits(expression.type, column.type):
            message = f"the expression gives {expression.type}, the column is {column.type.name}"
            mend = "change the column's type, or cast: CAST(… AS …)"
            yield Fault("SQL04", message, mend, ("expression",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: nothing promises that results differ."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column, table, spec)


def _fits(found: pa.DataType, datatype: DataType) -> bool:
    if found == datatype.arrow or pa.types.is_null(found):
        return True
    numeric = pa.types.is_integer(found) or pa.types.is_decimal(found)
    if datatype.name == "float":
        return bool(numeric)
    if datatype.name == "decimal":
        return bool(numeric or pa.types.is_floating(found))
    return datatype.name == "datetime" and bool(pa.types.is_date(found))


KIND = ExpressionKind()
