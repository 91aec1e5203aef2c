"""Whole specifications with the exact report that they give: a user's mistake becomes a test by saving two files.

``pytest tests/spec/test_examples.py --golden`` writes the reports anew, to be read in review.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from manikin.report import FORMATS, ReportContext
from manikin.spec import Checked, check

EXAMPLES = Path(__file__).parent.parent / "examples"


def files(kind: str) -> list[Path]:
    return sorted((EXAMPLES / kind).glob("*.yaml"))


def checked(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    folder = tmp_path / path.stem
    folder.mkdir()
    shutil.copyfile(path, folder / "spec.yaml")
    vocabulary = path.with_suffix(".csv")
    if vocabulary.exists():
        shutil.copyfile(vocabulary, folder / "site.csv")
    monkeypatch.chdir(tmp_path)
    return check(Path(path.stem))


@pytest.mark.parametrize("path", files("invalid"), ids=lambda path: path.stem)
def test_invalid(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    found = checked(path, tmp_path, monkeypatch)
    assert found.spec is None
    report = FORMATS["text"].render(found.problems, ReportContext(datasets=1))
    expected = path.with_suffix(".errors.txt")
    if pytestconfig.getoption("--golden"):
        expected.write_text(report, encoding="utf-8", newline="\n")
    assert report == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", files("valid"), ids=lambda path: path.stem)
def test_valid(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(path, tmp_path, monkeypatch)
    assert [problem.message for problem in found.problems] == []
    assert found.spec is not None
