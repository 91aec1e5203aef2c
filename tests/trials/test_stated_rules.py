"""Rules that hold as the columns are made, and vocabularies of which a part is not written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.build import build
from manikin.errors import InfeasibleError
from manikin.interface import generate
from manikin.model import Spec
from manikin.spec import check, load
from manikin.verify import Outcome, verify

VISITS = """tables:
  patient:
    rows: 400
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
      from_day: {type: date, distribution: {uniform: {min: 2024-01-01, max: 2024-12-31}}}
      sex: {type: string, distribution: {choice: {F: 3, M: 1}}}
    CHECKS
  visit:
    rows: {per: patient, distribution: {histogram: {0-3: 1}}}
    columns:
      patient_id: {type: integer, references: patient}
      seen_on: {type: date, events: {from: patient.from_day, until: "2025-06-30"}}
    checks:
      - {name: seen in time, sql: "seen_on between patient.from_day and date '2025-06-30'", redraw: false}
"""


def with_check(sql: str) -> str:
    return VISITS.replace("CHECKS", f'checks: [{{name: "a rule", sql: "{sql}", redraw: false}}]')


def test_a_stated_rule_changes_nothing_and_is_proved(spec_of: Callable[[str], Spec], tmp_path: Path) -> None:
    spec = spec_of(with_check("sex in ('F', 'M')"))
    assert generate(spec)["patient"].equals(generate(spec_of(VISITS.replace("CHECKS", "")))["patient"])
    build(spec, tmp_path / "build")
    report = verify(tmp_path / "build")
    assert not report.problems
    passed = {(r.name, r.table, r.column) for r in report.results if r.outcome is Outcome.PASSED}
    assert ("check 'a rule'", "patient", None) in passed
    assert ("check 'seen in time'", "visit", None) in passed
    assert ("shares", "patient", "sex") in passed, "no row was drawn again, so shares are those declared"


def test_a_row_that_breaks_a_stated_rule_stops_the_generation(spec_of: Callable[[str], Spec]) -> None:
    with pytest.raises(
        InfeasibleError, match=r"check 'a rule' says `redraw: false`, and [0-9]+ of 400 rows break it"
    ):
        generate(spec_of(with_check("sex = 'F'")))


def test_a_stated_rule_of_a_hidden_table_is_kept_too(spec_of: Callable[[str], Spec]) -> None:
    text = with_check("patient_id < 400").replace("  patient:\n", "  patient:\n    hidden: true\n")
    with pytest.raises(InfeasibleError, match="1 of 400 rows break it"):
        generate(spec_of(text))


DICTIONARY = """language: 1
dataset: issues
version: 1.0.0
title: Issues of medicines
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
tables:
  medicine:
    file: medicines.csv
    key: code
    columns:
      price: {type: decimal, scale: 2, hidden: true}
      weight: {type: integer, hidden: true}
  issue:
    rows: 2000
    columns:
      code: {type: string, references: medicine, distribution: {weights: weight}}
      packs: {type: integer, distribution: {choice: [1, 2]}}
      cost: {type: decimal, scale: 2, expression: packs * medicine.price}
"""


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    folder = tmp_path / "issues"
    folder.mkdir()
    (folder / "spec.yaml").write_text(DICTIONARY, encoding="utf-8")
    rows = "code,name,price,weight\nA,Aspirin,0.50,3\nB,Bisoprolol,1.25,1\n"
    (folder / "medicines.csv").write_text(rows, encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_hidden_part_of_a_vocabulary_is_drawn_on_and_not_written(
    dictionary: Path, tmp_path: Path, form: str
) -> None:
    build(load(dictionary), tmp_path / "build", form=form)
    report = verify(tmp_path / "build")
    assert not report.problems
    assert report.count(Outcome.UNCHECKED) == 0, (
        "what the build hides is read from the specification's folder"
    )
    proved = {
        (r.name, r.column) for r in report.results if r.table == "issue" and r.outcome is Outcome.PASSED
    }
    assert {("expression", "cost"), ("shares of references", "code"), ("reference", "code")} <= proved
    if form == "csv":
        assert (tmp_path / "build" / "medicine.csv").read_text() == "code,name\nA,Aspirin\nB,Bisoprolol\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("medicine.csv", "Aspirin", "Aspirim", ("vocabulary", "medicine")),
        ("issue.csv", "A,1,0.50", "A,1,1.25", ("expression", "issue")),
        ("issue.csv", "A,1,0.50", "C,1,0.50", ("reference", "issue")),
    ],
)
def test_a_fault_beside_a_hidden_part_is_found(
    dictionary: Path, tmp_path: Path, file: str, old: str, new: str, found: tuple[str, str]
) -> None:
    build(load(dictionary), tmp_path / "build")
    path = tmp_path / "build" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert found in {
        (r.name, r.table) for r in verify(tmp_path / "build").results if r.outcome is Outcome.FAILED
    }


def test_a_vocabulary_of_hidden_columns_only_is_refused(dictionary: Path) -> None:
    text = DICTIONARY.replace("    columns:\n", "    columns:\n      name: {hidden: true}\n", 1)
    (dictionary / "spec.yaml").write_text(
        text.replace("      price", "      code: {hidden: true}\n      price")
    )
    assert "HIDDEN01" in {problem.rule for problem in check(dictionary).problems}
