"""What `docs/diff.md` shows is what happens, to the letter."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from manikin.cli.main import run

EDITS = (
    ("version: 1.2.0", "version: 1.3.0"),
    ("title: Emergency department attendances ", "title: Emergency attendances "),
    ("fit: 8, frail: 2", "fit: 7, frail: 3"),
    ("2: 30, 3: 50", "2: 35, 3: 45"),
    (
        "      discharge_note:",
        "      ambulance: {type: boolean, distribution: {bernoulli: 0.3}}\n      discharge_note:",
    ),
)


def shown(page: str) -> list[tuple[list[str], str]]:
    """Return the commands of a page, each with what it prints there."""
    found = re.findall(r"```(?:text|markdown)\n\$ manikin ([^\n]+)\n(.*?)\n```\n", page, re.DOTALL)
    return [(command.split(), told) for command, told in found]


def test_what_the_page_shows_is_what_happens(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for home in ("specs", "next"):
        shutil.copytree(root / "specs" / "ed-attendances", tmp_path / home / "ed-attendances")
    spec = tmp_path / "next" / "ed-attendances" / "spec.yaml"
    text = spec.read_text()
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new, 1)
    spec.write_text(text)
    monkeypatch.chdir(tmp_path)
    first, raised, comment = shown((root / "docs" / "diff.md").read_text())
    for command, told in (first, comment):
        assert run(command) == 0
        assert capsys.readouterr().out.strip() == told
    spec.write_text(text.replace("4: 45, 5: 5", "4: 45, 6: 5"))
    command, told = raised
    assert run(command) == 1
    assert capsys.readouterr().out.startswith(told)
