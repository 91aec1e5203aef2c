"""The planning pass on Spark: one number for each chunk and table comes back, and no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa

from manikin.engines.spark.parcel import Sent, packed
from manikin.engines.spark.session import failures, mapped
from manikin.plan import Plan
from manikin.run import World

FEW: Final = 1_024
"""Up to how many chunks are counted in the driver; a chunk takes a millisecond or some, and a task some tenths of a second."""
TOGETHER: Final = 64
"""How many chunks a task counts."""
MOST_TASKS: Final = 4_096
"""Tasks of a job at most; with more chunks each has several."""


class Distributed(World):
    """A run whose rows below their parents are counted on Spark, where there are many chunks.

    Parameters
    ----------
    plan : Plan
        What to make.
    spark : pyspark.sql.SparkSession
        The session.
    """

    def __init__(self, plan: Plan, spark: Any) -> None:
        super().__init__(plan)
        self._spark = spark

    def count_each(self, root: str, numbers: range) -> Iterator[dict[str, int]]:
        """Yield how many rows each descendant has in some chunks, in order."""
        if len(numbers) <= FEW:
            yield from super().count_each(root, numbers)
            return
        names = [p.table.name for p in self.plan.tables if p.root == root and p.table.parent]
        sent = Sent(self._spark, packed(self, is_counted=False))

        def count(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            world = sent.world()
            for batch in batches:
                for number in batch.column(0).to_pylist():
                    counted = world.counted_in(root, number)
                    yield pa.RecordBatch.from_pydict(
                        {"chunk": [number], "counts": [[counted[name] for name in names]]},
                        pa.schema([("chunk", pa.int64()), ("counts", pa.list_(pa.int64()))]),
                    )

        with failures():
            tasks = self._spark.range(
                numbers.start, numbers.stop, 1, min(-(-len(numbers) // TOGETHER), MOST_TASKS)
            )
            found = mapped(tasks, count, "chunk BIGINT, counts ARRAY<BIGINT>").collect()
        sent.let_go()
        for _, counts in sorted((row["chunk"], row["counts"]) for row in found):
            yield dict(zip(names, counts, strict=True))
