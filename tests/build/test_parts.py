"""Tables in parts: files by ranges of rows, the same for any number of workers, known to whoever reads a build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from manikin import verify
from manikin.build import build, differences
from manikin.errors import UserError
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.sinks import SINKS
from manikin.storage import check_files

Digests = Callable[[Path], dict[str, bytes]]


@pytest.mark.parametrize("form", SINKS)
def test_parts_are_the_table_cut_by_rows(spec: Spec, tmp_path: Path, form: str) -> None:
    build(spec, tmp_path / "one", form=form)
    manifest = build(spec, tmp_path / "parts", form=form, part_rows=300, workers=2)
    visit = manifest.tables["visit"]
    assert [part.file for part in visit.parts] == [
        f"visit-{number:05}.{form}" for number in range(1, len(visit.parts) + 1)
    ]
    assert [part.rows for part in visit.parts[:-1]] == [300] * (len(visit.parts) - 1)
    assert sum(part.rows for part in visit.parts) == visit.rows
    read = f"read_{form}"
    for name, table in manifest.tables.items():
        whole = duckdb.sql(f"FROM {read}('{tmp_path / 'one' / f'{name}.{form}'}')").fetchall()
        files = [str(tmp_path / "parts" / part.file) for part in table.parts]
        assert files == sorted(files)
        assert duckdb.sql(f"FROM {read}({files})").fetchall() == whole
    assert [part.rows for part in manifest.tables["nothing"].parts] == [0]


@pytest.mark.parametrize("form", SINKS)
def test_the_bytes_of_parts_depend_on_no_worker(
    spec: Spec, tmp_path: Path, form: str, digests: Digests
) -> None:
    for workers in (1, 3):
        build(spec, tmp_path / str(workers), form=form, part_rows=256, workers=workers)
    assert digests(tmp_path / "1") == digests(tmp_path / "3")


def test_whoever_reads_a_build_knows_its_parts(spec: Spec, tmp_path: Path) -> None:
    target = tmp_path / "parts"
    build(spec, target, form="parquet", part_rows=300, sizes=Sizes(defects=True))
    assert check_files(target) == ()
    report = verify.verify(target, reproduce=differences)
    assert report.ok, report.problems
    text = (target / "README.md").read_text(encoding="utf-8")
    assert "visit-00001.parquet to visit-0000" in text
    assert "parts of 300 rows" in text
    tree = json.loads((target / "manifest.json").read_bytes())
    assert tree["part_rows"] == 300
    part = tree["tables"]["visit"]["parts"][1]
    assert part["sha256"] == hashlib.sha256((target / part["file"]).read_bytes()).hexdigest()


def test_a_part_that_was_changed_or_left_out_is_found(spec: Spec, tmp_path: Path) -> None:
    target = tmp_path / "parts"
    build(spec, target, form="parquet", part_rows=300)
    part = target / "visit-00002.parquet"
    table = pq.read_table(part)
    part.unlink()
    assert [problem.file for problem in check_files(target)] == [part.as_posix()]
    assert not verify.verify(target).ok
    pq.write_table(table, part)
    assert any(part.name in problem.message for problem in verify.verify(target).problems)


def test_an_older_build_in_parts_is_replaced_as_a_whole(spec: Spec, tmp_path: Path) -> None:
    target = tmp_path / "it"
    build(spec, target, part_rows=100)
    build(spec, target, part_rows=1_000)
    assert len(list(target.glob("visit-*"))) < 4
    build(spec, target)
    assert not list(target.glob("visit-*"))


def test_more_parts_than_names_can_count_are_refused(spec: Spec, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"1,000,000 rows in parts of 10 are 100,000 parts.*such as 11"):
        build(spec, tmp_path / "it", sizes=Sizes(rows=(("patient", 1_000_000),)), part_rows=10)
    assert not list(tmp_path.iterdir())
    with pytest.raises(UserError, match="at least one row"):
        build(spec, tmp_path / "it", part_rows=0)
