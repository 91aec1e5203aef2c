"""The sections of the language's page about times and states are valid as they stand, and true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manikin.interface import generate
from manikin.spec import check

ROOT = Path(__file__).parent.parent.parent
SECTIONS = (
    "Ordered times within a parent",
    "Intervals that do not overlap",
    "Stays without gaps, and where the patient is",
)
HEAD = """language: 1
dataset: example
version: 1.0.0
title: An example
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
"""


def written(folder: Path, section: str) -> Path:
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    inside = page.partition(f"## {section}\n")[2].partition("\n## ")[0]
    found = re.search(r"```yaml\n(.*?)\n```", inside, re.DOTALL)
    assert found is not None
    (folder / "spec.yaml").write_text(f"{HEAD}{found[1]}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("section", SECTIONS)
def test_section(section: str, tmp_path: Path) -> None:
    checked = check(written(tmp_path, section))
    assert [problem.message for problem in checked.problems] == []
    assert checked.spec is not None
    assert generate(checked.spec)


def test_a_check_about_times_alone_is_refused_with_a_way_out(tmp_path: Path) -> None:
    folder = written(tmp_path, SECTIONS[0])
    with (folder / "spec.yaml").open("a", encoding="utf-8") as file:
        file.write("    checks: [{name: late, sql: \"recorded_at > timestamp '2025-02-01'\"}]\n")
    (problem,) = check(folder).problems
    assert problem.rule == "CHECK02"
    assert "recorded_at is filled by `events`" in problem.message
    assert "in `events` itself" in problem.mend
