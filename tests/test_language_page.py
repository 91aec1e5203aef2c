"""Every specification on the page of the language's features is valid and can be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manikin.disclosure.lint import judge
from manikin.interface import generate
from manikin.spec import check

PAGE = (Path(__file__).parent.parent / "docs" / "language.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
HEAD = """\
language: 1
dataset: page
version: 1.0.0
title: A page
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
"""
FILES = {
    "tests.csv": "test,orders\nsodium,5\npotassium,4\n",
    "unit-list.csv": "unit\nmmHg\nkg\n",
    "medicines.csv": "code,name,price,weight\nA,Aspirin,0.50,3\nB,Bisoprolol,1.25,1\n",
    "units.csv": "test,unit,n\nsodium,mmol/L,1\npotassium,mmol/L,9\npotassium,mEq/L,1\n",
}
"""Files that the page names and does not show; one that it shows is called ranges.csv."""


@pytest.mark.parametrize("title", SECTIONS)
def test_examples_can_be_made(title: str, tmp_path: Path) -> None:
    blocks = re.findall(
        r"```yaml\n((?:(?:include|sources):.*?\n)?tables:\n.*?)```", SECTIONS[title], re.DOTALL
    )
    shown = re.findall(r"```csv\n(.*?)```", SECTIONS[title], re.DOTALL)
    assert blocks
    files = {**FILES, "ranges.csv": shown[0]} if shown else FILES
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, text in re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", SECTIONS[title], re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for block in blocks:
        (tmp_path / "spec.yaml").write_text(HEAD + block, encoding="utf-8")
        checked = check(tmp_path)
        assert [problem.message for problem in checked.problems] == []
        assert checked.spec is not None
        assert checked.document is not None
        assert not judge(checked.spec, checked.document).is_refused
        assert generate(checked.spec)
