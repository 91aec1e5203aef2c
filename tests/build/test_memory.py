"""Memory is that of some chunks, whatever the number of rows."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
import weakref
from pathlib import Path

import pytest

from manikin.engines import local
from manikin.model import Spec
from manikin.plan import make_plan
from manikin.run import frame

WIDE = """
language: 1
dataset: wide
version: 1.0.0
title: A wide table
owner: {name: Test, contact: test@example.org}
class: publicly-sourced
seed: 3
tables:
  patient:
    rows: 1000
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
COLUMNS
  visit:
    rows: {per: patient, distribution: {poisson: {mean: 3}}}
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      patient: {type: integer, references: patient}
"""
PROGRAM = """
import resource, sys
from pathlib import Path
from manikin import build, interface
from manikin.plan import Sizes

spec = interface.load(sys.argv[1])
for rows in map(int, sys.argv[4:]):
    target = Path(sys.argv[1]) / "build"
    build.build(spec, target, sizes=Sizes(rows=(("patient", rows),)), form=sys.argv[2], workers=int(sys.argv[3]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_chunks_leave_nothing_for_the_collector(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: weakref.WeakSet[frame.Frame] = weakref.WeakSet()
    start = frame.Frame.__init__

    def noted(self: frame.Frame, *rest: object) -> None:
        start(self, *rest)  # type: ignore[arg-type]
        alive.add(self)

    monkeypatch.setattr(frame.Frame, "__init__", noted)
    world = local.world(make_plan(spec))
    gc.collect()
    gc.disable()
    try:
        most = 0
        for _ in local.chunks(world):
            most = max(most, sum(f.prepared.table.name in {"patient", "visit"} for f in alive))
    finally:
        gc.enable()
    assert most <= 6, "rows of earlier chunks are still there"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_peak_does_not_grow_with_the_rows(tmp_path: Path, form: str) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("the peak is read as Linux tells it")
    columns = "\n".join(
        f"      x{n}: {{type: float, distribution: {{normal: {{mean: 0, sd: 1}}}}}}" for n in range(12)
    )
    (tmp_path / "spec.yaml").write_text(WIDE.replace("COLUMNS", columns), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path), form, "2", "150000", "600000"],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    few, many = map(int, told.stdout.split())
    assert many - few < 40, f"{few} MB for 0.6 million rows, {many} MB for 2.4 million"
