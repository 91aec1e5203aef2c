"""Every specification on the page of sentences is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manikin.spec import check

PAGE = Path(__file__).parent.parent.parent / "docs" / "language.md"
HEAD = """language: 1
dataset: example
version: 1.0.0
title: An example
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
"""
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_example(place: int, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEAD + EXAMPLES[place], encoding="utf-8")
    assert [problem.message for problem in check(tmp_path).problems] == []
