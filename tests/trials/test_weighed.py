"""Rows of a vocabulary without a weight are never picked; parts are told apart by what they can pick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.build import build
from manikin.engines import local
from manikin.model import Spec
from manikin.plan import make_plan
from manikin.spec import check, load
from manikin.verify import Outcome, verify

NOTES = """language: 1
dataset: notes
version: 1.0.0
title: Notes with and without a value
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
tables:
  code:
    file: codes.csv
    key: code
    columns:
      tests: {type: integer, hidden: true}
      findings: {type: integer, hidden: true}
  panel_test:
    hidden: true
    file: panel.csv
    key: place
    columns: {place: {type: integer}}
  patient:
    rows: 150
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
  note:
    key: note_id
    together: patient
    parts:
      test:
        rows: {per: patient, distribution: {histogram: {0-3: 1}}}
        columns:
          code: {references: code, distribution: {weights: tests}}
          value: {given: [code], cases: {file: values.csv, choice: {value: value}}}
      finding:
        rows: {per: patient, distribution: {histogram: {0-3: 1}}}
        columns:
          code: {references: code, distribution: {weights: findings}}
      panel:
        rows: {per: patient, distribution: {exactly: 2}}
        columns:
          place: {ordinal: {}}
          code: {lookup: {table: panel_test, by: place, column: code}}
    columns:
      note_id: {type: integer, permutation: {start: 100000}}
      patient_id: {type: integer, references: patient}
      code: {type: string}
      value: {type: integer}
      place: {type: integer, hidden: true}
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "spec.yaml").write_text(NOTES, encoding="utf-8")
    (folder / "codes.csv").write_text(
        "code,tests,findings\nA1,3,\nA2,1,\nB1,,5\nB2,,0\nC1,,\nC2,,\n", encoding="utf-8"
    )
    (folder / "panel.csv").write_text("place,code\n1,C1\n2,C2\n", encoding="utf-8")
    (folder / "values.csv").write_text("code,value\nA1,5\nA1,6\nA2,7\n", encoding="utf-8")
    return folder


def test_a_row_without_a_weight_needs_no_case(notes: Path) -> None:
    assert not check(notes).problems


def test_a_row_of_weight_0_needs_one_since_the_weight_may_be_raised(notes: Path) -> None:
    codes = notes / "codes.csv"
    codes.write_text(codes.read_text().replace("C1,,", "C1,0,"))
    assert [problem.rule for problem in check(notes).problems] == ["CASES01"]


def test_parts_are_told_apart_by_the_codes_they_can_pick(notes: Path, tmp_path: Path) -> None:
    build(load(notes), tmp_path / "build")
    report = verify(tmp_path / "build")
    assert not report.problems
    told = {(r.table, r.name): r.outcome for r in report.results}
    assert told["note", "rows of parts"] is Outcome.PASSED
    assert told["note.test", "shares of references"] is Outcome.PASSED
    for part in ("test", "finding", "panel"):
        assert told[f"note.{part}", "rows together"] is Outcome.PASSED


def test_a_code_of_no_part_is_found(notes: Path, tmp_path: Path) -> None:
    build(load(notes), tmp_path / "build")
    path = tmp_path / "build" / "note.csv"
    path.write_text(path.read_text().replace("B1,", "B2,", 1))
    failed = {(r.table, r.name) for r in verify(tmp_path / "build").results if r.outcome is Outcome.FAILED}
    assert ("note", "rows of parts") in failed


def test_as_many_rows_are_made_together_as_fit(spec_of: Callable[[str], Spec]) -> None:
    text = """tables:
  practice: {rows: 100, key: p, columns: {p: {type: integer, sequence: {}}}}
  visit:
    rows: {per: practice, distribution: {exactly: 5000}}
    columns: {p: {type: integer, references: practice}, n: {type: integer, ordinal: {}}}
"""
    plan = make_plan(spec_of(text))
    fitting, one = local.world(plan), local.world(plan, chunk=100)
    assert 1 < fitting.chunk_of("practice") < 100
    assert len(fitting.chunks("practice")) > 1
    made = [
        [(name, batch.to_pydict()) for name, batch in local.run(world, lambda _, batch: batch)]
        for world in (fitting, one)
    ]
    assert sum(len(batch["n"]) for name, batch in made[0] if name == "visit") == 500_000
    for name in ("practice", "visit"):
        joined = [
            {key: [v for n, batch in run if n == name for v in batch[key]] for key in ("p",)} for run in made
        ]
        assert joined[0] == joined[1]
    wide = make_plan(spec_of(text.replace("exactly: 5000", "exactly: 1").replace("100,", "40000,")))
    assert local.world(wide).chunk_of("practice") == 16_384
