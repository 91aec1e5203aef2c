"""Specifications written in a few lines, and what the lint finds in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from manikin.disclosure import Policy
from manikin.disclosure.lint import Verdict, judge
from manikin.errors import Severity
from manikin.spec import check

HEAD = {
    "language": "1",
    "dataset": "example",
    "version": "1.0.0",
    "title": "An example",
    "owner": "{name: Nobody, contact: nobody@example.org}",
    "class": "privately-sourced",
    "seed": "1",
    "sources": "{extract: {kind: private, title: Extract, policy: acro, people: 12300}}",
}
Lint = Callable[..., Verdict]


def write(folder: Path, text: str, files: Mapping[str, str] | None = None) -> Path:
    """Write a specification, the keys that it leaves out before it."""
    folder.mkdir(exist_ok=True)
    keys = set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))
    head = "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key not in keys)
    (folder / "spec.yaml").write_text(head + text, encoding="utf-8")
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def patient(*columns: str, rows: int = 12000, head: str = "") -> str:
    """Return a table of patients with some columns."""
    lines = [f"    {line}" for column in columns for line in column.strip("\n").split("\n")]
    return (
        f"{head}tables:\n  patient:\n    rows: {rows}\n    key: patient_key\n    columns:\n"
        "      patient_key: {type: integer, sequence: {}}\n" + "".join(f"  {line}\n" for line in lines)
    )


def judged(folder: Path, policy: Policy | None = None) -> Verdict:
    """Return what the lint finds in a folder that is valid."""
    checked = check(folder)
    assert [problem.message for problem in checked.problems] == []
    assert checked.spec is not None
    assert checked.document is not None
    return judge(checked.spec, checked.document, policy)


def rules(verdict: Verdict) -> list[str]:
    """Return the rules that refuse, in the order of the file."""
    return [problem.rule for problem in verdict.problems if problem.severity is Severity.ERROR]


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """Return a function that judges a specification written in a few lines."""

    def run(text: str, files: Mapping[str, str] | None = None, policy: Policy | None = None) -> Verdict:
        return judged(write(tmp_path / "example", text, files), policy)

    return run
