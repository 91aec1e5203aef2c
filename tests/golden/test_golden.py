"""The bytes of small datasets, read in review whenever they change."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from manikin.build import build
from manikin.engines import local
from manikin.interface import load
from manikin.plan import Sizes, make_plan
from manikin.plan.description import describe

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/spec.yaml"))


def same(path: Path, found: bytes, rewrite: bool) -> None:
    if rewrite:
        path.write_bytes(found)
    assert path.read_bytes() == found, f"{path.name} differs; if it should, run: make golden"


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_plan_and_files(case: Path, tmp_path: Path, rewrite: bool) -> None:
    spec = load(case)
    plan = make_plan(spec)
    same(case / "plan.txt", describe(plan, local.world(plan).rows).encode(), rewrite)
    manifest = build(spec, tmp_path / "csv")
    for record in manifest.tables.values():
        same(case / f"golden-{record.file}", (tmp_path / "csv" / record.file).read_bytes(), rewrite)
    parquet = build(spec, tmp_path / "parquet", form="parquet")
    digests = "".join(
        f"{hashlib.sha256((tmp_path / 'parquet' / r.file).read_bytes()).hexdigest()}  {r.file}\n"
        for r in parquet.tables.values()
    )
    same(case / "parquet.sha256", digests.encode(), rewrite)


def test_defects_and_their_answer_key(tmp_path: Path, rewrite: bool) -> None:
    case = HERE / "defects"
    manifest = build(load(case), tmp_path / "csv", sizes=Sizes(defects=True))
    for record in (*manifest.tables.values(), manifest.answer_key):
        assert record is not None
        same(case / f"golden-defective-{record.file}", (tmp_path / "csv" / record.file).read_bytes(), rewrite)
