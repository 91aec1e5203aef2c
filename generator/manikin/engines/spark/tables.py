"""Tables as DataFrames: each partition is some chunks, made where and when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from manikin.columns.values import plain_array
from manikin.engines.spark.counting import MOST_TASKS
from manikin.engines.spark.parcel import Sent, packed
from manikin.engines.spark.session import mapped
from manikin.model import Table
from manikin.run import World, make, require_feasible, schema, stages
from manikin.sinks.as_text import as_text


def frames(made: World, spark: Any) -> dict[str, Any]:
    """Return a DataFrame for each written table; its partitions, one after another, hold the rows in their order.

    Parameters
    ----------
    made : World
        The run.
    spark : pyspark.sql.SparkSession
        The session.

    Raises
    ------
    InfeasibleError
        Before the first row, if there are more rows than distinct values.
    """
    require_feasible(made)
    sent = Sent(spark, packed(made))
    chunks = dict(stages(made))
    return {
        plan.table.name: _frame(made, plan.table, plan.root, chunks[plan.root], (spark, sent))
        for plan in made.plan.tables
        if plan.written
    }


def _frame(made: World, table: Table, root: str, numbers: range, by: tuple[Any, Sent]) -> Any:
    spark, sent = by
    name, types = table.name, schema(table, made.plan.spec)
    forms = {column.name: column.format for column in table.written}
    arrow = pa.schema([(field.name, _sparks(field.type)) for field in types])

    def rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        world = sent.world()
        for numbered in batches:
            for number in numbered.column(0).to_pylist():
                for _, batch in make(world, root, number, only={name}):
                    columns = [
                        _converted(array, found, wanted, forms[found.name])
                        for array, found, wanted in zip(batch.columns, types, arrow.types, strict=True)
                    ]
                    yield pa.RecordBatch.from_arrays(columns, schema=arrow)

    columns = ", ".join(f"`{field.name.replace('`', '``')}` {_word(field.type)}" for field in types)
    tasks = spark.range(0, len(numbers), 1, max(1, min(len(numbers), MOST_TASKS)))
    return mapped(tasks, rows, columns)


def _sparks(kind: pa.DataType) -> pa.DataType:
    """Return the Arrow type that Spark reads for a type of the language."""
    if pa.types.is_time(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", tz="UTC" if kind.tz else None)
    return kind


def _word(kind: pa.DataType) -> str:
    """Return Spark's word for a type of the language."""
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP" if kind.tz else "TIMESTAMP_NTZ"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    if pa.types.is_time(kind):
        return "STRING"  # Spark 3.5 and 4.0 have no time of day
    words = {"int64": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN", "date32[day]": "DATE"}
    return words.get(str(kind), "STRING")


def _converted(array: pa.Array, found: pa.Field, wanted: pa.DataType, form: str | None) -> pa.Array:
    plain = plain_array(array)
    typed = plain if plain.type == found.type else plain.cast(found.type)
    if pa.types.is_time(found.type):
        return as_text(typed, form)
    return typed if typed.type == wanted else typed.cast(wanted)
