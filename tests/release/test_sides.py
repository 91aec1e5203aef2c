"""`manikin diff` and `manikin git-diff` in a real repository: folders, revisions, what was approved, and what is not there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gitrepo import ENVIRONMENT, Repo
from manikin.cli.main import run
from manikin.spec.new import ATTRIBUTES
from release.world import World

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(world: World, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(world.repo.root)
        status = run(["diff", *arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return asked


def test_what_was_approved_is_the_baseline_and_keeps_its_numbers(approved: World, ask: Ask) -> None:
    approved.edit("{F: 60, M: 40}", "{F: 55, M: 45}")
    approved.edit("version: 1.0.0", "version: 1.1.0")
    status, told, _ = ask(approved, "approved", "specs/falls")
    assert status == 0
    assert told.startswith("falls 1.0.0 → 1.1.0 (minor)")
    assert "F: 60 → 55 of every 100, -5 (weight 60 → 55)" in told
    assert "approval    information governance" in told
    _, again, _ = ask(approved, "HEAD~2:specs/falls", "specs/falls")
    assert again.splitlines()[1:] == told.splitlines()[1:]


def test_places_are_told_on_both_sides(approved: World, ask: Ask) -> None:
    approved.edit("seed: 7", "summary: More\nseed: 7")
    approved.edit("bernoulli: 0.3", "bernoulli: 0.4")
    _, told, _ = ask(approved, "HEAD~2:specs/falls", "specs/falls/spec.yaml", "--format", "json")
    change = next(one for one in json.loads(told)["changes"] if one["kind"] == "statistic")
    assert (change["base"]["file"], change["base"]["line"]) == ("HEAD~2:specs/falls/spec.yaml", 16)
    assert (change["head"]["file"], change["head"]["line"]) == ("specs/falls/spec.yaml", 17)


def test_it_fails_on_what_it_is_asked_to(approved: World, ask: Ask) -> None:
    approved.edit("title: Visits to", "title: Calls at")
    approved.edit("version: 1.0.0", "version: 1.0.1")
    status = {wish: ask(approved, "approved", "specs/falls", "--fail-on", wish)[0] for wish in ("never", "major", "approval", "any")}  # fmt: skip
    assert status == {"never": 0, "major": 0, "approval": 0, "any": 1}
    approved.edit("sex IS NOT NULL", "sex = 'F'")
    status = {wish: ask(approved, "approved", "specs/falls", "--fail-on", wish)[0] for wish in ("never", "major", "approval", "any")}  # fmt: skip
    assert status == {"never": 0, "major": 1, "approval": 1, "any": 1}


def test_problems_of_either_side_are_told_as_its_own(approved: World, ask: Ask) -> None:
    approved.edit("seed: 7", "sead: 7")
    approved.edit("rows: 40", "rows: -1")
    status, told, wrong = ask(approved, "HEAD~1:specs/falls", "specs/falls")
    assert (status, told) == (1, "")
    assert "HEAD~1:specs/falls/spec.yaml:8:1: error KEYS01: old: " in wrong
    assert wrong.count("new: ") == 2


def test_a_revision_that_is_not_in_the_clone_is_told_with_the_command_that_fetches_it(
    approved: World, ask: Ask, tmp_path: Path
) -> None:
    approved.edit("seed: 7", "seed: 8")
    place = tmp_path / "shallow"
    approved.repo.git("clone", "-q", "--depth", "1", f"file://{approved.repo.root}", str(place))
    shallow = World(Repo(place), approved.keys)
    status, told, wrong = ask(shallow, "origin/develop:specs/falls", "specs/falls")
    assert (status, told) == (2, "")
    assert "git fetch origin develop:refs/remotes/origin/develop" in wrong
    status, _, wrong = ask(shallow, "HEAD~1:specs/falls", "specs/falls")
    assert status == 2
    assert "git fetch" in wrong
    # What was approved needs no history.
    assert ask(shallow, "approved", "specs/falls")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("approved", "specs/falls", "no version of falls was approved yet"),
        ("released", "specs/falls", "nothing was released yet"),
        ("specs/falls", "approved", "can only be the old version"),
        ("specs/nowhere", "specs/falls", "neither a file or folder"),
        ("--output=x:specs", "specs/falls", "No such option"),
        ("HEAD..main:specs/falls", "specs/falls", "names no revision"),
        ("HEAD:../../etc", "specs/falls", "not in the repository"),
    ],
)
def test_what_is_not_there_is_a_wrong_use(draft: World, ask: Ask, old: str, new: str, word: str) -> None:
    status, told, wrong = ask(draft, old, new)
    assert (status, told) == (2, "")
    assert word in wrong
    assert "Traceback" not in wrong


def test_decisions_that_were_tampered_with_are_no_baseline(approved: World, ask: Ask) -> None:
    (snapshot,) = approved.approvals.glob("*.spec.json")
    snapshot.write_text(snapshot.read_text().replace('"seed":7', '"seed":8'))
    status, told, wrong = ask(approved, "approved", "specs/falls")
    assert (status, told) == (1, "")
    assert "APPROVAL04" in wrong


@pytest.mark.slow  # git starts the program once for each version of a file
def test_git_speaks_in_words(draft: World) -> None:
    """Run a real `git log -p --ext-diff`, as `.gitattributes` and one line of configuration make it."""
    draft.repo.commit({"specs/falls/.gitattributes": ATTRIBUTES})
    draft.edit("bernoulli: 0.3", "bernoulli: 0.4")
    draft.edit("seed: 7", "sead: 7")
    draft.repo.git("config", "diff.manikin.command", f"{sys.executable} -m manikin git-diff")
    done = subprocess.run(
        ["git", "log", "-p", "--ext-diff", "--format=%H", "-2", "--", "specs"],
        cwd=draft.repo.root,
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[2] / "generator")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert "yes: 30 → 40 of every 100, +10 (weight 0.3 → 0.4)" in done.stdout
    assert "values" not in done.stdout  # no data are made to look at history
    assert "What it means cannot be told" in done.stdout
    assert "+sead: 7" in done.stdout
    assert "diff --git" not in done.stdout
