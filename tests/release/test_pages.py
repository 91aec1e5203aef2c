"""The examples on the pages of the rules of decisions and of the gate do what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from manikin.release.signers import SignersError, signers
from manikin.release.wording import refusals
from manikin.spec import explain
from release.scenes import play
from release.world import World

RULES = [rule for rule in explain.rules() if rule.startswith(("APPROVAL", "GATE"))]
WITH_GIT = {"GATE08", "GATE13", "GATE14", "GATE15"}
"""Played in a repository below; the others need none."""


def example(rule: str, section: str, language: str = "yaml") -> str:
    inside = explain.page(rule).partition(f"## {section}\n")[2].partition("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", inside, re.DOTALL)
    assert found is not None
    return found[1]


def scene(rule: str, section: str) -> dict[str, Any]:
    loaded = yaml.load(example(rule, section), Loader=yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in WITH_GIT])
def test_scene(rule: str, tmp_path: Path) -> None:
    look = play(scene(rule, "Fails"), tmp_path / "fails" / "falls")
    told = [problem.rule for problem in look.problems] or [problem.rule for problem in refusals(look)]
    assert set(told) == {rule}, [*look.problems, *refusals(look)]
    for problem in (*look.problems, *refusals(look)):
        assert problem.message
        assert problem.mend
    assert not look.is_open
    look = play(scene(rule, "Passes"), tmp_path / "passes" / "falls")
    assert [*look.problems, *refusals(look)] == []
    assert look.is_open


def test_keys() -> None:
    text = "text allowed_signers"
    with pytest.raises(SignersError):
        signers(example("GATE13", "Fails", text).encode())
    assert len(signers(example("GATE13", "Passes", text).encode())) == 1


def test_in_a_repository(approved: World) -> None:
    assert approved.look().is_open
    assert scene("GATE15", "Fails")["files_beside"] == {"policy.yml": "policy: open"}
    approved.repo.commit({"specs/policy.yml": "policy: open"})
    assert [note.rule for note in approved.look().notes] == ["GATE15"]
    assert scene("GATE08", "Fails")["uncommitted"] == "true"
    spec = approved.folder / "spec.yaml"
    spec.write_text(spec.read_text().replace("title: Visits", "title: All visits"))
    assert {problem.rule for problem in refusals(approved.look())} == {"GATE08"}
    approved.repo.commit()
    last = scene("GATE14", "Fails")["decisions"][-1]
    gone = approved.decide(last["role"], decision=last["decision"], spec="")
    approved.repo.commit({str(gone.relative_to(approved.repo.root)): None})
    assert {problem.rule for problem in refusals(approved.look())} == {"GATE14"}


def test_every_rule_of_the_gate_is_tried() -> None:
    assert set(RULES) >= WITH_GIT
