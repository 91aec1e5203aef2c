"""How the Parquet files of a build become tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from manikin.model import Column, DataType, Spec, Table
from manikin.verify import csv_text
from manikin.verify.report import Outcome, Result
from manikin.verify.source import Names, Source, UnreadableError, check, columns, length
from manikin.verify.sqltext import POSITION, listed, name, select, sql_type
from manikin.verify.verification import Subject, Verification

_TICKS: Final = {"s": 1_000_000, "ms": 1_000}
"""Microseconds in the finest unit."""


def parquet_source(table: Table, paths: Sequence[Path], _: Spec, final: str, __: str = "") -> Source:
    """Return how the Parquet files of a table are read, one after another; they tell themselves how they are compressed.

    Raises
    ------
    UnreadableError
        If one is none, or has other columns than the first.
    """
    try:
        schema, *others = map(pq.read_schema, paths)
    except (OSError, pa.ArrowException):
        raise UnreadableError("it is no whole Parquet file") from None
    if any(other != schema for other in others):
        raise UnreadableError("its parts do not all have the same columns and types")
    types = dict(zip(reversed(schema.names), reversed(schema.types), strict=True))
    names = Names.of(table, final)
    found = [column for column in table.written if column.name in types]
    fitting = [column for column in found if fits(types[column.name], column.type)]
    values = {column.name: _typed(column, name(column.name)) for column in fitting}
    columns_ = ", ".join(
        [f"row_number() OVER () - 1 AS {POSITION}", *(name(column.name) for column in found)]
    )
    read = f"read_parquet({listed(paths)})"
    return Source(
        table=table,
        paths=tuple(map(str, paths)),
        names=names,
        create=f"CREATE TABLE {names.raw} AS {select(columns_, read)}",
        values=values,
        lacking={c.name: "is of another type in the file" for c in found if c not in fitting},
        results=(columns(table, schema.names), *(_type(table, c, is_right=c in fitting) for c in found)),
        checks=tuple(_checks(table, values, names)),
    )


def fits(found: pa.DataType, datatype: DataType) -> bool:
    """Return whether a column of a Parquet file is of the declared type."""
    if pa.types.is_dictionary(found):
        found = found.value_type
    match datatype.name:
        case "decimal":
            return bool(pa.types.is_decimal(found)) and found.scale == datatype.scale
        case "time":
            return bool(pa.types.is_time(found))
        case "datetime":
            return bool(pa.types.is_timestamp(found)) and (found.tz is None) == (datatype.timezone is None)
        case "string" | "uuid":
            return bool(pa.types.is_string(found) or pa.types.is_large_string(found))
        case _:
            return bool(found == datatype.arrow)


def _typed(column: Column, sql: str) -> str:
    """Return the SQL of a value in the type that checks compare in; moments as their zone's clocks show them."""
    if column.type.name == "datetime" and column.type.timezone is not None:
        return f"make_timestamp(epoch_us({sql}) + {column.type.ahead * 1_000_000})"
    return f"TRY_CAST({sql} AS {sql_type(column.type)})"


def _type(table: Table, column: Column, *, is_right: bool) -> Result:
    subject = Subject("type", "VERIFY03", table.name, column.name)
    if is_right:
        return subject.result(Outcome.PASSED)
    return subject.result(Outcome.FAILED, f"the column is not of type {column.type.name} in the file")


def _checks(table: Table, values: Mapping[str, str], names: Names) -> Iterator[Verification]:
    for column in table.written:
        if column.name not in values:
            continue
        value = values[column.name]
        if column.type.precision in _TICKS and column.type.name in {"datetime", "time"}:
            micros = f"epoch_us({value})" if column.type.name == "datetime" else f"microsecond({value})"
            expect = (
                f"{micros} % {_TICKS[column.type.precision]} <> 0",
                "values finer than the declared precision",
            )
            yield check("precision", names, table, column, expect)
        if column.type.name == "float":
            yield check(
                "numbers", names, table, column, (f"NOT isfinite({value})", "values that are no number")
            )
        if column.type.name == "uuid":
            yield check(
                "text", names, table, column, (csv_text.miswritten(column, value), "values that are no UUID")
            )
        yield from length(names, table, column, value)
