"""What the page on deriving shows is so."""

from __future__ import annotations

import re
from pathlib import Path

from manikin.derive.draft.heading import MARKS
from manikin.derive.stated import read_keys
from manikin.spec import check

HEAD = """language: 1
dataset: clinic
version: 1.0.0
title: A clinic
owner: {name: Nobody, contact: nobody@example.org}
class: privately-sourced
seed: 1
sources:
  extract: {kind: private, title: Records, policy: acro, people: 200}
tables:
  patient:
    rows: 200
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
"""


def block(page: str, begins: str) -> str:
    return next(
        found
        for found in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
        if found.lstrip().startswith(begins)
    )


def test_the_file_of_keys(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "derive.md").read_text()
    keys = tmp_path / "keys.yaml"
    keys.write_text(block(page, "# keys.yaml"))
    found = read_keys(keys)
    assert found.stated.keys["diagnosis"] == ("visit_id", "position")
    assert found.stated.references["stay"][0].target_columns == ("patient_id", "spell_no")
    assert found.ignored == {("patient", "free_text")}
    assert found.nulls == ("?", "NULL")


def test_the_draft(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "derive.md").read_text()
    (tmp_path / "spec.yaml").write_text(HEAD + block(page, "visit:"))
    assert [p.message for p in check(tmp_path).problems] == []


def test_every_mark(root: Path) -> None:
    page = (root / "docs" / "derive.md").read_text()
    assert all(f"`{mark}`" in page for mark, _ in MARKS)
