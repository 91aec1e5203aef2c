"""Specifications written in a few lines: what they leave out is filled in."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from manikin.spec import Checked, check

HEAD = {
    "language": "1",
    "dataset": "example",
    "version": "1.0.0",
    "title": "An example",
    "owner": "{name: Nobody, contact: nobody@example.org}",
    "class": "publicly-sourced",
    "seed": "1",
    "tables": "{patient: {rows: 10, columns: {patient_id: {type: integer, sequence: {}}}}}",
}
PATIENT = """\
tables:
  patient:
    rows: 10
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
"""
Judge = Callable[..., Checked]


def patient(*columns: str) -> str:
    """Return a table of patients with some columns."""
    return PATIENT + "".join(
        textwrap.indent(textwrap.dedent(column).strip("\n"), " " * 6) + "\n" for column in columns
    )


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Return a function that checks a fragment of a specification beside some files."""

    def run(fragment: str, files: Mapping[str, str | bytes] | None = None) -> Checked:
        keys = set(re.findall(r"^([a-z_]+):", fragment, re.MULTILINE))
        head = "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key not in keys)
        (tmp_path / "spec.yaml").write_text(head + fragment, encoding="utf-8")
        for name, content in (files or {}).items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        return check(tmp_path)

    return run
