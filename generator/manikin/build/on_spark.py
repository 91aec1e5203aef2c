"""A build by Spark: every part of every table is a task, whose file is byte for byte that of a local build in parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from manikin import coverage
from manikin.build.dataset import Built, published
from manikin.build.output import PART_ROWS, Output
from manikin.build.portions import Portion, portions, write
from manikin.build.writing import Tick, Written
from manikin.databases import DATABASES
from manikin.engines.spark import Distributed, Sent, failures, mapped, packed
from manikin.errors import ExitStatus, UserError
from manikin.manifest import Manifest
from manikin.model import Spec
from manikin.plan import AS_DECLARED, Sizes, make_plan
from manikin.run import World, require_feasible
from manikin.sinks import FileRecord
from manikin.spec.shipped import shipped
from manikin.storage import Publication

_TOLD: Final = {
    "portion": (pa.int64(), "BIGINT"),
    "rows": (pa.int64(), "BIGINT"),
    "bytes": (pa.int64(), "BIGINT"),
    "sha256": (pa.string(), "STRING"),
    "fault": (pa.string(), "STRING"),
    "status": (pa.int64(), "BIGINT"),
}
"""What a task tells the driver: no row, only what its file is, or why there is none."""
_LEAST_TASKS: Final = 8
"""Small tables share a task, as far as there are so many; a task costs Spark some tenths of a second."""


def build(  # noqa: PLR0913  all that can be asked for
    spec: Spec,
    folder: Path,
    spark: Any,
    *,
    sizes: Sizes = AS_DECLARED,
    form: str = "parquet",
    part_rows: int = PART_ROWS,
    progress: Tick = lambda _rows, _total: None,
) -> Manifest:
    """Write a dataset into `folder`, a place that the driver and all executors share, and return its manifest.

    Parameters
    ----------
    spec : Spec
        The specification.
    folder : Path
        Absent, empty, or an earlier build, which is replaced as a whole.
    spark : pyspark.sql.SparkSession
        The session.
    sizes : Sizes
        What differs from the specification.
    form : str
        A name in `manikin.sinks.SINKS`.
    part_rows : int
        Rows of a part; a part is a task.
    progress : callable
        Told at the beginning and at the end how many rows more there are, and how many there will be.

    Raises
    ------
    UserError
        If what is asked for needs the local engine, the folder is something else or not shared, or Spark gave up.
    InfeasibleError
        If the specification asks for what cannot be.
    """
    require_possible(sizes)
    if form in DATABASES:
        raise UserError(f"a {form} file is made on one machine; give --engine local, or write parquet or csv")
    output, files = Output(form, part_rows), shipped(spec)
    made, covered = coverage.made(spec, sizes) if sizes.coverage else (_distributed(spec, sizes, spark), None)
    require_feasible(made)
    with Publication(folder) as publication:
        for plan in made.plan.tables:
            output.require_countable(plan.table.name, made.row_count(plan.table.name))
        todo = portions(made, output)
        total = sum(made.row_count(plan.table.name) for plan in made.plan.tables if plan.written)
        progress(0, total)
        sent = Sent(spark, packed(made, covered.addresses if covered is not None else None))
        tasks = min(len(todo), max(_LEAST_TASKS, -(-total // part_rows)))
        records = _made(spark.range(0, len(todo), 1, tasks), sent, todo, output, publication.path)
        sent.let_go()
        _require_there(publication.path, records)
        publication.clear(but={record.path for record in records})  # what tasks left that did not end
        tables: dict[str, tuple[FileRecord, ...]] = {}
        for portion, record in zip(todo, records, strict=True):
            tables[portion.table] = (*tables.get(portion.table, ()), record)
        progress(total, total)
        return published(publication, Built(made, sizes, output, covered, Written(tables)), files)


def require_possible(sizes: Sizes) -> None:
    """Refuse what only the local engine can do.

    Raises
    ------
    UserError
        With the way out.
    """
    if sizes.defects:
        raise UserError(
            "--defects with --engine spark: the answer key is one file in the order of all rows; use --engine local, "
            "or leave out --defects"
        )


def _distributed(spec: Spec, sizes: Sizes, spark: Any) -> World:
    return Distributed(make_plan(spec, sizes), spark)


def _made(numbers: Any, sent: Sent, todo: list[Portion], output: Output, folder: Path) -> list[FileRecord]:
    """Return the files of all parts, in order, after the executors have written them."""

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        made = sent.world()
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield _told(number, made, output, folder)

    schema = ", ".join(f"{name} {word}" for name, (_, word) in _TOLD.items())
    with failures():
        found = mapped(numbers, run, schema).collect()
    told = {row["portion"]: row for row in found}
    for number in range(len(todo)):
        if told[number]["fault"] is not None:
            raise UserError(told[number]["fault"], ExitStatus(told[number]["status"]))
    return [
        FileRecord(output.file(portion.table, portion.part), row["bytes"], row["sha256"], row["rows"])
        for portion, row in ((portion, told[number]) for number, portion in enumerate(todo))
    ]


def _told(number: int, made: World, output: Output, folder: Path) -> pa.RecordBatch:
    """Write the part of a number, in a worker, and return what is told of it.

    A mistake of the user is told and not raised: it would be the same at every retry.
    """
    told: dict[str, Any] = dict.fromkeys(_TOLD)
    told["portion"] = number
    try:
        record = _written(number, made, output, folder)
        told |= {"rows": record.rows, "bytes": record.bytes, "sha256": record.sha256}
    except UserError as error:
        told |= {"fault": error.message, "status": int(error.status)}
    types = pa.schema([(name, kind) for name, (kind, _) in _TOLD.items()])
    return pa.RecordBatch.from_pylist([told], types)


def _written(number: int, made: World, output: Output, folder: Path) -> FileRecord:
    """Write a part beside its place, under a name that no other attempt has, and rename it when it is whole."""
    from pyspark import TaskContext  # noqa: PLC0415  a large package, needed in workers alone

    if not folder.is_dir():
        raise UserError(
            "the executors do not see the folder that the driver made; give --out a place that all of them share, or "
            "save tables instead (manikin.spark_tables)"
        )
    portion = portions(made, output)[number]
    name, context = output.file(portion.table, portion.part), TaskContext.get()
    passing = folder / f".{name}.{context.taskAttemptId() if context is not None else 0}"
    passing.unlink(missing_ok=True)
    record = write(made, portion, output, passing)
    passing.replace(folder / name)
    return replace(record, path=name)


def _require_there(folder: Path, records: list[FileRecord]) -> None:
    """Refuse what the executors wrote elsewhere: a folder of the same name that is not the same."""
    for record in records:
        path = folder / record.path
        if not path.is_file() or path.stat().st_size != record.bytes:
            raise UserError(
                f"{record.path} was written by an executor and is not there; give --out a place that driver and "
                "executors share. Nothing was published",
                ExitStatus.PROBLEMS,
            )
