"""Defects of any specification: undone by the answer key the clean rows are left, however they were made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from defects.mending import as_texts, mended
from manikin import build, interface, verify
from manikin.engines import local
from manikin.errors import InfeasibleError
from manikin.plan import Sizes, make_plan
from strategies import Tree, defective, spec_of

LESS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def made(tree: Tree, chunk: int = 16_384, workers: int = 1) -> dict[str, list[dict[str, Any]]]:
    parts: dict[str, list[pa.RecordBatch]] = {}
    world = local.world(make_plan(spec_of(tree), Sizes(defects=True)), workers=workers, chunk=chunk)
    for name, batch in local.run(world, lambda _, batch: batch, workers=workers):
        parts.setdefault(name, []).append(batch)
    rows = {name: as_texts(pa.Table.from_batches(batches)) for name, batches in parts.items()}
    rows.get("defects", []).sort(key=lambda line: line["table"])
    return rows


def undone(tree: Tree, chunk: int, workers: int) -> None:
    clean = interface.generate(spec_of(tree))
    try:
        dirty = made(tree)
    except InfeasibleError:
        assume(False)
    key = dirty.get("defects", [])
    for defect in tree["defects"]:
        rows = {line["row"] for line in key if line["defect"] == defect["name"]}
        assert len(rows) == clean[defect["table"]].num_rows * round(defect["share"] * 10_000) // 10_000
    for name, table in clean.items():
        assert mended(name, dirty.get(name, []), key) == as_texts(table)
    assert made(tree, chunk, workers) == dirty


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=LESS)
@given(defective(), st.integers(5, 20), st.integers(1, 3))
def test_defects_are_undone_by_the_answer_key(tree: Tree, chunk: int, workers: int) -> None:
    undone(tree, chunk, workers)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=LESS)
@given(defective(), st.integers(1, 40), st.integers(1, 3))
def test_defects_of_many_trees_are_undone_by_the_answer_key(tree: Tree, chunk: int, workers: int) -> None:
    undone(tree, chunk, workers)


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=[*LESS, HealthCheck.function_scoped_fixture])
@given(tree=defective(), form=st.sampled_from(["csv", "parquet"]))
def test_builds_with_defects_are_verified(tree: Tree, form: str, tmp_path: Path) -> None:
    spec = spec_of(tree)
    try:
        build.build(spec, tmp_path / "build", sizes=Sizes(defects=True), form=form)
    except InfeasibleError:
        assume(False)
    report = verify.verify(tmp_path / "build", spec=spec, limits=verify.Limits(in_process=True))
    assert [problem.message for problem in report.problems] == []
    assert all(r.passed for r in report.results if r.name.startswith(("defect ", "rows with ")))
