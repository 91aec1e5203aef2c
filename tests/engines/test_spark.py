"""The Spark engine on two processors of this machine: the same bytes, the same rows, also after a worker was killed."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import manikin
from manikin import verify
from manikin.build import build, in_catalogue, on_spark
from manikin.cli.main import run
from manikin.engines.spark import Distributed, Sent, counting, packed
from manikin.errors import UserError
from manikin.plan import Sizes, make_plan
from manikin.run import World

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.slow


SMALL = {
    "cprd-aurum": Sizes(scale=0.1),
    "ed-attendances": Sizes(rows=(("patient", 1_000),)),
    "inpatient-spells": Sizes(scale=0.1),
    "uclh-person-death": Sizes(scale=0.1),
}
"""Of each dataset so much that some table has several parts."""


def digests(table: pa.Table) -> tuple[str, str]:
    """Return the digests of a table's rows as they stand, and sorted."""
    lines = [repr(tuple(row.values())) for row in table.to_pylist()]
    return tuple(hashlib.sha256("\n".join(found).encode()).hexdigest() for found in (lines, sorted(lines)))  # type: ignore[return-value]


@pytest.mark.parametrize("dataset", SMALL)
def test_files_are_byte_for_byte_those_of_the_local_engine(spark: Any, dataset: str, tmp_path: Path) -> None:
    spec, form = manikin.load(ROOT / "specs" / dataset), "csv" if dataset == "ed-attendances" else "parquet"
    sizes = SMALL[dataset]
    made = on_spark.build(spec, tmp_path / "spark", spark, sizes=sizes, form=form, part_rows=700)
    assert made == build(spec, tmp_path / "local", sizes=sizes, form=form, part_rows=700)
    assert max(len(table.parts) for table in made.tables.values()) > 1
    files = {path.relative_to(tmp_path / "local") for path in (tmp_path / "local").rglob("*")}
    assert {path.relative_to(tmp_path / "spark") for path in (tmp_path / "spark").rglob("*")} == files
    for file in files:
        if (tmp_path / "local" / file).is_file():
            assert (tmp_path / "spark" / file).read_bytes() == (tmp_path / "local" / file).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["local", "spark"]
    if dataset == "ed-attendances":
        assert verify.verify(tmp_path / "spark").ok


@pytest.mark.parametrize("dataset", SMALL)
def test_data_frames_hold_the_same_rows_in_the_same_order(spark: Any, dataset: str) -> None:
    spec, sizes = manikin.load(ROOT / "specs" / dataset), SMALL[dataset]
    rows, scale = dict(sizes.rows), sizes.scale
    wanted = manikin.generate(spec, rows=rows, scale=scale)
    found = manikin.spark_tables(spec, spark, rows=rows, scale=scale)
    assert list(found) == list(wanted)
    for name in sorted(found, key=lambda name: -wanted[name].num_rows)[
        :4
    ]:  # a job of each costs half a second
        made = found[name].toArrow()
        assert digests(made) == digests(wanted[name].cast(made.schema)), name


def test_no_plan_shuffles_and_the_driver_collects_one_line_for_each_part(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql.classic.dataframe import DataFrame  # noqa: PLC0415  there only with PySpark

    collected: list[Any] = []
    broadcasts: list[int] = []
    collect, broadcast = DataFrame.collect, spark.sparkContext.broadcast
    monkeypatch.setattr(DataFrame, "collect", lambda frame: collected.append(collect(frame)) or collected[-1])
    monkeypatch.setattr(
        spark.sparkContext, "broadcast", lambda data: broadcasts.append(len(data)) or broadcast(data)
    )
    spec = manikin.load(ROOT / "specs" / "ed-attendances")
    spark.sparkContext.setJobGroup("manikin", "one build")
    made = on_spark.build(
        spec, tmp_path / "out", spark, sizes=SMALL["ed-attendances"], form="parquet", part_rows=400
    )
    parts = sum(len(table.parts) for table in made.tables.values())
    (lines,) = collected
    assert (len(lines), len(broadcasts)) == (parts, 1)
    assert set(lines[0].asDict()) == {"portion", "rows", "bytes", "sha256", "fault", "status"}
    tables = manikin.spark_tables(spec, spark, rows={"patient": 1_000})
    assert (len(broadcasts), len(collected)) == (2, 1)  # of all tables together, and none of them made
    for frame in tables.values():
        plan = frame._jdf.queryExecution().executedPlan().toString()
        assert "MapInArrow" in plan
        assert "Exchange" not in plan
        assert "Scan" not in plan
    tracker = spark.sparkContext.statusTracker()
    jobs = tracker.getJobIdsForGroup("manikin")
    assert jobs  # of one stage each: what is shuffled is a stage more
    assert all(len(tracker.getJobInfo(job).stageIds) == 1 for job in jobs)


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
    sizes = SMALL["ed-attendances"]
    made = on_spark.build(spec, tmp_path / "spark", Sabotaged(), sizes=sizes, form="parquet", part_rows=200)
    assert int(Path(killed).read_text()) > 0
    assert made == build(spec, tmp_path / "local", sizes=sizes, form="parquet", part_rows=200)
    assert {path.name for path in (tmp_path / "spark").iterdir()} == {
        path.name for path in (tmp_path / "local").iterdir()
    }


def test_many_chunks_are_counted_by_the_executors(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = manikin.load(ROOT / "specs" / "ed-attendances")
    plan = make_plan(spec, SMALL["ed-attendances"])
    here = World(plan, chunk=200)
    there = Distributed(plan, spark)
    there._chunk.update(here._chunk)
    monkeypatch.setattr(counting, "FEW", 0)
    monkeypatch.setattr(counting, "TOGETHER", 2)
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


def test_tables_of_a_catalogue_hold_the_same_rows_and_are_replaced(
    spark: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Spark's own catalogue and as Parquet, since it has nothing else; Delta and Iceberg go the same way.

    By the command at first, which takes the session that there is, and then from Python.
    """
    folder = str(ROOT / "specs" / "ed-attendances")
    asked = ["generate", folder, "--engine", "spark", "--into", "clinic", "--format", "parquet"]
    assert run([*asked, "--rows", "patient=20"]) == 0
    assert "clinic: 3 tables," in capsys.readouterr().out
    assert spark.table("clinic.patient").count() == 20
    assert run([*asked, "--workers", "2"]) == 2
    assert "a cluster is chosen already" in capsys.readouterr().err
    spec = manikin.load(folder)
    in_catalogue.save(spec, "clinic", spark, sizes=Sizes(rows=(("patient", 200),)), form="parquet")
    wanted = manikin.generate(spec, rows={"patient": 200})
    for name, table in wanted.items():
        found = spark.table(f"clinic.{name}").toArrow()
        assert digests(found)[1] == digests(table.cast(found.schema))[1], name
    told = {row["key"]: row["value"] for row in spark.sql("SHOW TBLPROPERTIES clinic.attendance").collect()}
    assert told["manikin.digest"] == spec.digest
    assert "DRAFT" in told["manikin.statement"]
    lines = spark.table("clinic.manikin_ed_attendances").collect()
    assert {line["file"] for line in lines} == {"manifest.json", "spec/spec.yaml", "spec/site.csv"}
    for name in ("manikin_ed_attendances", *wanted):
        spark.sql(f"DROP TABLE clinic.{name}")


def test_a_session_without_delta_is_told_before_a_row_is_made(spark: Any) -> None:
    spec = manikin.load(ROOT / "specs" / "ed-attendances")
    for form in ("delta", "iceberg"):
        with pytest.raises(UserError, match=rf"writes no {form} tables into clinic: .*No row was made"):
            in_catalogue.save(spec, "clinic", spark, form=form)
    with pytest.raises(UserError, match=r"knows no schema nowhere"):
        in_catalogue.save(spec, "nowhere", spark, form="parquet")
    assert spark.sql("SHOW TABLES IN clinic").collect() == []


def test_what_the_page_shows_for_a_notebook_runs(spark: Any) -> None:
    """Each example of docs/spark.md, as it stands but for the folder, the number of rows and the format."""
    page = (ROOT / "docs" / "spark.md").read_text("utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 2
    here = {
        "/Volumes/main/specs/ed-attendances": str(ROOT / "specs" / "ed-attendances"),
        "10_000_000": "30",
        '"delta"': '"parquet"',
        "main.clinic": "clinic",
    }
    for example in examples:
        for there, ours in here.items():
            assert there in example
            example = example.replace(there, ours)  # noqa: PLW2901  step by step
        exec(compile(example, "docs/spark.md", "exec"), {"spark": spark})
        assert spark.table("clinic.patient").count() == 30
        for row in spark.sql("SHOW TABLES IN clinic").collect():
            spark.sql(f"DROP TABLE clinic.{row['tableName']}")
