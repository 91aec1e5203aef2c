"""The Spark engine on two processors of this machine: the same bytes, the same rows, also after a worker was killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import manikin
from manikin import verify
from manikin.build import build, on_spark
from manikin.engines.spark import Distributed, Sent, counting, packed
from manikin.errors import UserError
from manikin.plan import Sizes, make_plan
from manikin.run import World

ROOT = Path(__file__).parent.parent.parent
DATASETS = ("cprd-aurum", "ed-attendances", "inpatient-spells", "uclh-person-death")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("Java 17, which Spark runs on, is not installed")
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # what Spark starts must have the same packages
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    # local[2] with up to four attempts of each task, as on a cluster; local[2] alone never tries again.
    builder = sql.SparkSession.builder.master("local[2,4]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    yield found
    found.stop()


@pytest.mark.parametrize("dataset", DATASETS)
def test_files_are_byte_for_byte_those_of_the_local_engine(spark: Any, dataset: str, tmp_path: Path) -> None:
    spec, form = manikin.load(ROOT / "specs" / dataset), "csv" if dataset == "ed-attendances" else "parquet"
    made = on_spark.build(spec, tmp_path / "spark", spark, form=form, part_rows=4_000)
    assert made == build(spec, tmp_path / "local", form=form, part_rows=4_000)
    files = {path.relative_to(tmp_path / "local") for path in (tmp_path / "local").rglob("*")}
    assert {path.relative_to(tmp_path / "spark") for path in (tmp_path / "spark").rglob("*")} == files
    for file in files:
        if (tmp_path / "local" / file).is_file():
            assert (tmp_path / "spark" / file).read_bytes() == (tmp_path / "local" / file).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["local", "spark"]
    if dataset == "ed-attendances":
        assert verify.verify(tmp_path / "spark").ok


def test_data_frames_hold_the_same_rows_in_the_same_order(spark: Any) -> None:
    for dataset, names in (
        ("ed-attendances", ("site", "patient", "attendance")),
        ("uclh-person-death", ("person", "death")),
    ):
        spec = manikin.load(ROOT / "specs" / dataset)
        found, wanted = manikin.spark_tables(spec, spark, tables=names), manikin.generate(spec, tables=names)
        assert list(found) == list(wanted)
        for name, frame in found.items():
            rows = frame.toArrow()
            assert rows.num_rows == wanted[name].num_rows
            for column in rows.column_names:
                plain = wanted[name].column(column).cast(rows.schema.field(column).type)
                assert rows.column(column).combine_chunks().equals(plain.combine_chunks()), column


def test_a_killed_worker_changes_nothing(spark: Any, tmp_path: Path) -> None:
    """The first attempt of one task has its Python workers killed: that which writes, and that which feeds it."""
    killed = str(tmp_path / "killed")

    def kill(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext  # noqa: PLC0415  there only with PySpark

        context = TaskContext.get()
        yield from batches
        if context.partitionId() == 0 and context.attemptNumber() == 0:
            time.sleep(0.5)  # while the next one writes
            me, daemon = os.getpid(), os.getppid()
            children = Path(f"/proc/{daemon}/task/{daemon}/children")
            others = [int(pid) for pid in children.read_text().split()] if children.exists() else []
            Path(killed).write_text(str(len(others)))
            for pid in (*(pid for pid in others if pid != me), me):
                os.kill(pid, signal.SIGKILL)

    class Sabotaged:
        sparkContext = spark.sparkContext  # noqa: N815  as Spark spells it

        def range(self, *numbers: int) -> Any:
            return spark.range(*numbers).mapInArrow(kill, "id BIGINT")

    spec = manikin.load(ROOT / "specs" / "ed-attendances")
    made = on_spark.build(spec, tmp_path / "spark", Sabotaged(), form="parquet", part_rows=2_000)
    assert int(Path(killed).read_text()) > 0
    assert made == build(spec, tmp_path / "local", form="parquet", part_rows=2_000)
    assert {path.name for path in (tmp_path / "spark").iterdir()} == {
        path.name for path in (tmp_path / "local").iterdir()
    }


def test_many_chunks_are_counted_by_the_executors(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan(manikin.load(ROOT / "specs" / "inpatient-spells"))
    here = World(plan, chunk=400)
    there = Distributed(plan, spark)
    there._chunk.update(here._chunk)
    monkeypatch.setattr(counting, "FEW", 0)
    monkeypatch.setattr(World, "count_each", lambda *_: pytest.fail("counted in the driver"))
    found = there.starts
    monkeypatch.undo()
    assert found == here.starts
    assert max(len(starts) for starts in found.values()) > 3


def test_the_function_of_a_task_does_not_grow_with_vocabularies(spark: Any) -> None:
    from pyspark.serializers import CloudPickleSerializer  # noqa: PLC0415  there only with PySpark

    sizes = {}
    for dataset in ("cprd-aurum", "ed-attendances"):
        parcel = packed(World(make_plan(manikin.load(ROOT / "specs" / dataset))))
        sizes[len(parcel)] = len(CloudPickleSerializer().dumps(Sent(spark, parcel)))
    spark.sparkContext._pickled_broadcast_vars.clear()
    assert max(sizes) > 100_000
    assert max(sizes.values()) < 1_000
    assert max(sizes.values()) - min(sizes.values()) < 10


def test_what_spark_cannot_do_is_refused_before_a_row_exists(spark: Any, tmp_path: Path) -> None:
    spec = manikin.load(ROOT / "specs" / "ed-attendances")
    with pytest.raises(UserError, match="answer key"):
        on_spark.build(spec, tmp_path / "out", spark, sizes=Sizes(defects=True))
    assert not list(tmp_path.iterdir())
