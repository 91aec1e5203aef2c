"""DuckDB as the judge of expressions: a table of awkward values, and both answers side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from manikin.expressions import compile as compile_sql

TYPES: Mapping[str, pa.DataType] = {
    "n": pa.int64(),
    "m": pa.int64(),
    "x": pa.float64(),
    "y": pa.float64(),
    "p": pa.decimal128(18, 2),
    "q": pa.decimal128(18, 4),
    "b": pa.bool_(),
    "c": pa.bool_(),
    "s": pa.string(),
    "t": pa.string(),
    "d": pa.date32(),
    "e": pa.date32(),
    "u": pa.timestamp("s"),
    "v": pa.timestamp("us"),
    "w": pa.time32("s"),
    "z": pa.time64("us"),
}
_VALUES: Mapping[str, list[Any]] = {
    "n": [0, 1, -1, 7, -7, 2, 25, -25, 1_000_003, None, 12, 3],
    "m": [1, -3, 4, None, 5, 2, -2, 11, 9, 100, 10, 1],
    "x": [0.5, -0.5, 2.5, -2.5, 1e-5, 1234.5678, None, 0.49999999999999994, -0.0, 3.0, 1e15, 2.675],
    "y": [1.5, 0.1, -2.0, 7.0, 1e16, 0.25, 3.0, None, 1e-3, 123456.789, -1.25, 9.0],
    "p": ["0.00", "0.05", "-0.05", "1.25", "-1.25", "99.99", None, "123456.78", "2.50", "-2.50", "0.50", "9.99"],
    "q": ["1.0000", "0.1250", "-3.3333", None, "2.5000", "0.0001", "10.0000", "7.1000", "-0.5000", "4.0000",
          "1.0500", "1.9999"],
    "b": [True, False, None, True, False, None, True, False, None, True, True, False],
    "c": [True, True, True, False, False, False, None, None, None, True, False, True],
    "s": ["", "a", "Straße", "élan vital", "  padded  ", None, "naïve_%", "日本語テキスト", "x" * 50, "B\\a", "ab%", "A"],
    "t": ["a", "", "Str", None, "pad", "none", "na", "日", "xx", "B", "ab", "a"],
    "d": ["2020-02-29", "2021-02-28", "1969-12-31", "2000-01-01", None, "1900-02-28", "2024-12-31", "2024-12-30",
          "0001-01-01", "2023-01-31", "1950-06-15", "1999-12-31"],
    "e": ["2021-02-28", "2020-02-29", "1970-01-01", "1999-12-31", "2024-02-29", "2000-03-01", "2025-01-01", None,
          "9999-12-31", "2023-02-28", "2024-06-14", "2023-12-31"],
    "u": ["2021-02-28 00:00:00", "2020-02-29 23:59:59", "1970-01-01 00:00:00", "1969-12-31 23:59:59", None,
          "1900-03-31 12:00:00", "2024-02-29 11:00:00", "2024-12-30 08:30:15", "2023-03-31 06:00:00",
          "2000-01-01 10:20:30", "1950-06-15 01:02:03", "2023-10-29 01:30:00"],
    "v": ["2022-02-28 00:00:00.000001", "2020-01-31 23:59:59.500000", "1969-12-31 23:59:59.999999",
          "1970-01-01 00:00:00", "2024-12-30 08:30:15", "1900-02-28 13:00:00", None, "2024-01-31 10:00:00.120000",
          "2023-02-28 06:00:00", "2000-01-01 10:20:30.000100", "2023-06-15 01:02:02.999999", "2023-10-29 02:30:00"],
    "w": ["00:00:00", "23:59:59", "12:30:15", None, "06:00:00", "08:15:59", "19:00:00", "01:02:03", "10:00:00",
          "00:00:01", "23:00:00", "12:00:00"],
    "z": ["00:00:00.000001", "23:59:59.999999", None, "12:30:15.500000", "06:00:00", "08:15:59.120000", "19:00:00",
          "01:02:03", "10:00:00.000100", "00:00:01", "22:59:59.999999", "12:00:00"],
}  # fmt: skip
_READ: Mapping[str, Any] = {
    "p": Decimal,
    "q": Decimal,
    "d": date.fromisoformat,
    "e": date.fromisoformat,
} | {
    "u": datetime.fromisoformat,
    "v": datetime.fromisoformat,
    "w": time.fromisoformat,
    "z": time.fromisoformat,
}


def awkward(rows: int = 12) -> dict[str, pa.Array]:
    """Return columns of awkward values, repeated to so many rows, each column with another rhythm."""
    columns = {}
    for place, (name, kind) in enumerate(TYPES.items()):
        read: Any = _READ.get(name)
        values = [value if value is None or read is None else read(value) for value in _VALUES[name]]
        # The first twelve rows stand as they are written; then each column turns at its own pace.
        turned = [values[(row + row // 12 * place) % 12] for row in range(min(rows, 12 * 12))]
        base = pa.array(turned, kind)
        whole = pa.concat_arrays([base] * (rows // max(1, len(base)) + 1)) if len(base) else base
        columns[name] = whole.slice(0, rows)
    return columns


@contextmanager
def judge(columns: Mapping[str, pa.Array]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield DuckDB with the columns as the table `rows`, in order."""
    length = len(next(iter(columns.values())))
    table = pa.table({**columns, "place": pa.array(range(length), pa.int64())})
    with duckdb.connect() as connection:
        connection.register("arrow_rows", table)
        connection.execute("CREATE TABLE rows AS SELECT * FROM arrow_rows")
        yield connection


def said_by_duckdb(connection: duckdb.DuckDBPyConnection, text: str) -> list[Any]:
    """Return DuckDB's answers in the order of the rows."""
    return [row[0] for row in connection.execute(f"SELECT {text} FROM rows ORDER BY place").fetchall()]


def said_by_us(text: str, columns: Mapping[str, pa.Array]) -> list[Any]:
    """Return our answers."""
    rows = len(next(iter(columns.values())))
    expression = compile_sql(text, TYPES)
    found = expression.evaluate(columns, rows)
    assert found.type == expression.type
    assert len(found) == rows
    found.validate(full=True)
    return list(found.to_pylist())


def alike(ours: Any, theirs: Any) -> bool:
    """Return whether two answers are the same value; floats must be equal to the last bit."""
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == theirs and math.copysign(1, ours) == math.copysign(1, theirs)
    return type(ours) is type(theirs) and bool(ours == theirs)
