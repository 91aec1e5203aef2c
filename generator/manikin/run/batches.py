"""From frames to record batches: the written columns of the written tables, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyarrow as pa

from manikin.model import FileRows, Spec, Table
from manikin.run.checks import require
from manikin.run.frame import Frame
from manikin.run.pairs import require_pairs
from manikin.run.world import World


def schema(table: Table, spec: Spec) -> pa.Schema:
    """Return the Arrow schema of a table's files, dictionaries decoded."""
    metadata = {
        "manikin.synthetic": "true",
        "manikin.dataset": spec.dataset,
        "manikin.version": spec.version,
        "manikin.digest": spec.digest,
    }
    fields = [
        pa.field(column.name, column.type.arrow, nullable=column.name not in table.key)
        for column in table.written
    ]
    return pa.schema(fields, metadata=metadata)


def batch(frame: Frame) -> pa.RecordBatch:
    """Return the written columns of a frame; text may be dictionary-encoded."""
    table = frame.prepared.table
    arrays = [frame.column(column.name) for column in table.written]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in table.written])


def stages(world: World) -> Iterator[tuple[str, range]]:
    """Yield each source of rows with its chunks: vocabularies and empty tables have one."""
    for plan in world.plan.tables:
        if isinstance(plan.table.rows, FileRows):
            if plan.written:
                yield plan.table.name, range(1)
        elif plan.table.parent is None and any(p.written and p.root == plan.root for p in world.plan.tables):
            yield plan.table.name, world.chunks(plan.table.name)


def make(
    world: World, root: str, number: int, *, only: Collection[str] | None = None
) -> list[tuple[str, pa.RecordBatch]]:
    """Return the batches of a chunk: one for each written table of the lineage, or only for some of them."""
    if only is not None and root not in only and isinstance(world.plan.spec.tables[root].rows, FileRows):
        return []
    if isinstance(world.plan.spec.tables[root].rows, FileRows):
        whole = world.whole(root)
        require_pairs(whole, {root: whole})
        return [(root, batch(whole))]
    written = {plan.table.name for plan in world.plan.tables if plan.written}
    wanted = written if only is None else written & set(only)
    frames = {prepared.table.name: frame for prepared, frame in world.frames(root, number)}
    batches = []
    for name, frame in frames.items():
        if name in wanted or frame.prepared.table.hidden:
            require(frame)
            require_pairs(frame, frames)
        if name in wanted:
            batches.append((name, batch(frame)))
    frames[root].let_go()
    return batches
