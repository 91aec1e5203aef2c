"""What the README and the tutorial show is what happens, to the letter."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gitrepo import Repo
from manikin.cli.main import run

PAGES = ("README.md", "docs/tutorial.md")


@pytest.fixture
def steward(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a steward's folder with the datasets; return the specification of the tutorial."""
    shutil.copytree(root / "specs", tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path / "specs" / "ed-attendances" / "spec.yaml"


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def ask(*arguments: str) -> tuple[int, str]:
        status = run(list(arguments))
        told = capsys.readouterr()
        return status, told.out + told.err

    return ask


def edit(spec: Path, *changes: tuple[int, str, str]) -> None:
    lines = spec.read_text().split("\n")
    for number, old, new in changes:
        assert old in lines[number - 1], f"line {number} of the tutorial's specification has moved"
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    spec.write_text("\n".join(lines))


def test_three_misspellings(steward: Path, root: Path, answer: Callable[..., tuple[int, str]]) -> None:
    edit(steward, (33, "sequence", "sequense"), (37, "choice", "choise"), (48, "missing", "missin"))
    status, told = answer("validate", "specs/ed-attendances")
    assert status == 1
    assert told.count("error KEYS01") == 3
    for page in PAGES:
        assert told.strip() in (root / page).read_text(), f"{page} shows something else than:\n{told}"


MISTAKES = [
    (64, "references: site", "references: sites", "did you mean 'site'?"),
    (48, "min: 120", "min: 220", "`max` is below `min`"),
    (88, "departed_at >", "departed >", "did you mean `departed_at`?"),
    (41, "1930-01-01", "1930-02-30", "does not exist"),
    (21, "cleared:", "# cleared:", "the class is publicly-sourced"),
]


@pytest.mark.parametrize(("line", "old", "new", "words"), MISTAKES)
def test_mistakes_of_meaning(
    steward: Path, answer: Callable[..., tuple[int, str]], line: int, old: str, new: str, words: str
) -> None:
    edit(steward, (line, old, new))
    status, told = answer("validate", "specs/ed-attendances")
    assert status == 1
    assert words in told
    assert told.count(": error ") == 1


def test_a_weight_changes_what_it_says_and_nothing_else(
    steward: Path, answer: Callable[..., tuple[int, str]]
) -> None:
    assert answer("generate", "specs/ed-attendances", "--out", "before")[0] == 0
    edit(steward, (37, "{F: 6250, M: 6050}", "{F: 9, M: 3}"))
    assert answer("generate", "specs/ed-attendances", "--out", "after")[0] == 0
    assert Path("before/attendance.csv").read_bytes() == Path("after/attendance.csv").read_bytes()
    before, after = (Path(f"{name}/patient.csv").read_text().splitlines() for name in ("before", "after"))
    changed = [(one, two) for one, two in zip(before, after, strict=True) if one != two]
    assert all(one.replace(",M,", ",F,", 1) == two for one, two in changed)
    assert 0.2 < len(changed) / len(before) < 0.3


def test_another_column_and_rule_leave_the_rest(
    steward: Path, root: Path, answer: Callable[..., tuple[int, str]]
) -> None:
    assert answer("generate", "specs/ed-attendances", "--out", "before")[0] == 0
    page = (root / "docs" / "tutorial.md").read_text()
    column = re.search(r"```yaml\n( {6}arrival_mode:.*?)```", page, re.DOTALL)
    rule = re.search(r"```yaml\n( {6}- \{name: no baby.*?)```", page, re.DOTALL)
    assert column
    assert rule
    text = steward.read_text()
    text = text.replace("      departed_at:", column[1] + "      departed_at:", 1)
    steward.write_text(text.rstrip("\n") + "\n" + rule[1])
    assert answer("generate", "specs/ed-attendances", "--out", "after")[0] == 0
    status, told = answer("verify", "after")
    assert status == 0, told
    assert Path("before/patient.csv").read_bytes() == Path("after/patient.csv").read_bytes()


def test_preview_is_as_shown(steward: Path, root: Path, answer: Callable[..., tuple[int, str]]) -> None:
    told = answer("preview", "specs/ed-attendances", "--table", "patient", "--rows", "4")[1]
    shown = "\n".join(line.rstrip() for line in told.splitlines())
    assert shown in (root / "README.md").read_text(), f"README.md shows something else than:\n{shown}"


@pytest.mark.slow
def test_demo_is_as_shown(steward: Path, root: Path, answer: Callable[..., tuple[int, str]]) -> None:
    told = answer("demo", "specs", "--out", "build")[1]
    # The seconds are the machine's own.
    plain = [
        re.sub(r"[0-9]+\.[0-9] │ +([0-9]+ of)", r"0.0 │ \1", line.rstrip()) for line in told.splitlines()
    ]
    page = re.sub(r"[0-9]+\.[0-9] │ +([0-9]+ of)", r"0.0 │ \1", (root / "README.md").read_text())
    assert "\n".join(plain) in page, told


@pytest.mark.slow  # it counts which of the values of a whole dataset move
def test_having_it_approved(
    steward: Path, root: Path, tmp_path: Path, answer: Callable[..., tuple[int, str]]
) -> None:
    text = (root / "docs" / "tutorial.md").read_text()
    chapter = text[text.index("## 9. Have it approved") : text.index("## 10.")]
    repo = Repo.new(tmp_path)
    repo.commit({"form.pdf": "%PDF-1.7 a form"}, by="Sam Steward")
    shown = re.findall(r"^\$ manikin ([^\n]*)\n((?:(?!```|\$ )[^\n]*\n)*)", chapter, re.MULTILINE)
    assert [command.split()[0] for command, _ in shown] == [
        "status",
        "approve",
        "approve",
        "build",
        "diff",
        "status",
    ]
    for command, expected in shown:
        if command.startswith("diff"):
            edit(steward, (37, "F: 6250", "F: 6300"))
            repo.commit(by="Sam Steward")
        assert answer(*shlex.split(command)) == (0, expected)
        repo.commit(by="Sam Steward" if "approve" not in command else "Wil Witness")
    assert answer("build", "specs/ed-attendances", "--out", "approved")[0] == 3
