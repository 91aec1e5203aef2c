"""An organisation's own policy, and the command that keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from disclosure.conftest import patient, write
from manikin.cli.main import run
from manikin.disclosure import POLICIES
from manikin.disclosure.organisation import organisation
from manikin.report import FORMATS
from manikin.spec import explain
from manikin.spec.folder import open_folder

CHOICE = "sex: {type: string, distribution: {choice: {F: %d, M: 6050}}, source: extract}"
GOOD = patient(CHOICE % 6250)
BAD = patient(CHOICE % 6253)


def policy(tmp_path: Path, text: str) -> Path:
    """Write a policy beside a dataset, and return the dataset's folder."""
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    return write(tmp_path / "example", GOOD)


def test_none(tmp_path: Path) -> None:
    found = organisation(open_folder(write(tmp_path / "example", GOOD)))
    assert found.policy is None
    assert found.problems == ()


def test_stricter(tmp_path: Path) -> None:
    found = organisation(
        open_folder(policy(tmp_path, "policy: acro\nthreshold: 20\nbase: 20\ndominance: 0.2\n"))
    )
    assert found.problems == ()
    assert found.policy is not None
    assert (found.policy.threshold, found.policy.base, found.policy.dominance) == (20, 20, 0.2)


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("policy: acro\nthreshold: 5\n", "POLICY01", "only be made higher"),
        ("policy: acro\nbase: 15\n", "POLICY01", "no multiple"),
        ("policy: acro\nthreshold: 30\n", "POLICY01", "do not hide"),
        ("policy: acro\ndominance: 0.9\n", "POLICY01", "only be made lower"),
        ("policy: acro\ntreshold: 20\n", "KEYS01", "did you mean 'threshold'"),
        ("policy: uk\n", "VALUE01", "not one of the allowed"),
        ("threshold: 20\n", "KEYS02", "lacks"),
        ("policy: [\n", "YAML01", ""),
    ],
)
def test_refused(text: str, rule: str, words: str, tmp_path: Path) -> None:
    folder = policy(tmp_path, text)
    found = organisation(open_folder(folder))
    assert found.policy is None
    assert rule in {problem.rule for problem in found.problems}
    assert any(words in problem.message for problem in found.problems)
    assert all(problem.file.endswith("policy.yaml") for problem in found.problems)
    assert run(["lint", str(folder)]) == 1


@pytest.mark.parametrize("rule", [rule for rule in explain.rules() if rule.startswith("POLICY")])
@pytest.mark.parametrize("section", ["Fails", "Passes"])
def test_page(rule: str, section: str, tmp_path: Path) -> None:
    rules = {rule} if section == "Fails" else set()
    text = explain.page(rule).partition(f"## {section}")[2].partition("```yaml\n")[2].partition("```")[0]
    found = organisation(open_folder(policy(tmp_path, text)))
    assert {problem.rule for problem in found.problems} == rules


def test_it_holds_for_lint_and_validate(tmp_path: Path) -> None:
    folder = policy(tmp_path, "policy: acro\nthreshold: 20\nbase: 20\n")
    assert run(["lint", str(folder)]) == 3
    assert run(["validate", str(folder)]) == 3


def test_what_is_kept_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "example", GOOD)
    assert run(["lint", str(folder)]) == 0
    assert (
        "Meets ACRO/SACRO and is stricter: nothing is said of fewer than 10 people" in capsys.readouterr().out
    )


def test_a_policy_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "example", GOOD)
    assert run(["lint", str(folder), "--policy", "open"]) == 3
    assert run(["lint", str(folder), "--policy", "opensafely"]) == 0
    assert run(["lint", str(folder), "--policy", "uk"]) == 2
    assert "there are: acro" in capsys.readouterr().err


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_of_report(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "example", BAD)
    assert run(["lint", str(folder), "--format", form]) == 3
    told = capsys.readouterr().out
    assert "DISC02" in told
    if form == "json":
        assert json.loads(told)["counts"]["error"] == 1


def test_a_file_that_is_wrong_itself_ends_with_1(tmp_path: Path) -> None:
    folder = write(tmp_path / "example", BAD.replace("type: string", "type: text"))
    assert run(["lint", str(folder)]) == 1
    assert run(["validate", str(folder)]) == 1


def test_the_shipped_datasets_keep_it(root: Path) -> None:
    assert run(["lint", str(root / "specs"), "--policy", "acro"]) == 0


def test_stricter_of_two() -> None:
    for one in POLICIES.values():
        for other in POLICIES.values():
            joined = one.joined(other)
            for part in ("threshold", "numbers_from", "structure_below"):
                assert getattr(joined, part) == max(getattr(one, part), getattr(other, part))
            assert joined.base % one.base == 0
            assert joined.allows_private == (one.allows_private and other.allows_private)
