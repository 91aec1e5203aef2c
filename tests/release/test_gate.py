"""What opens the gate, what shuts it again, and the words for it."""

from __future__ import annotations

import dataclasses
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from manikin.release import gate, state
from manikin.release.gate import Look
from manikin.release.wording import lines, refusals
from release.world import TODAY, World


def rules(look: Look) -> list[str]:
    return [problem.rule for problem in refusals(look)]


def test_nobody_has_decided(draft: World) -> None:
    look = draft.look()
    assert not look.is_open
    assert rules(look) == ["GATE01", "GATE01"]
    owner, _ = refusals(look)
    assert owner.message == "owner: has not decided"
    assert "may give it: Oli Owner, Ola Owner" in owner.mend


def test_approved(approved: World) -> None:
    look = approved.look()
    assert rules(look) == []
    assert look.problems == ()
    assert look.is_open
    assert lines(look) == [
        "owner                   approved on 24 November 2026 by Ola Owner (signature)",
        "information governance  approved on 24 November 2026 by Gil Governance (signature)",
    ]


def words(look: Look) -> str:
    return "\n".join(problem.message for problem in refusals(look))


def test_what_decides_nothing_changes_nothing(approved: World) -> None:
    approved.edit("seed: 7", "seed: 7   # the service's lucky number")
    approved.edit("title: Visits to a falls clinic", "title: Visits to the falls clinic")
    approved.edit("version: 1.0.0", "version: 1.0.1")
    assert approved.look().is_open


def test_a_changed_statistic_takes_the_approval_of_those_who_answer_for_it(approved: World) -> None:
    approved.edit("F: 60, M: 40", "F: 61, M: 39")
    look = approved.look()
    assert rules(look) == ["GATE02"]
    told = lines(look)
    assert told[0].startswith("owner                   approved on 24 November 2026 by Ola Owner")
    assert "on 24 November 2026; since then S2 changed" in told[1]
    (problem,) = refusals(look)
    assert "may give it: Gil Governance, Gus Governance" in problem.mend
    # The one that was read and compared with what was approved before.
    approved.decide("information governance")
    assert approved.look().is_open


def test_the_author_is_never_the_only_approver(draft: World) -> None:
    draft.approve()
    draft.edit("seed: 7", "seed: 8", by="Ola Owner")
    draft.decide("owner")
    look = draft.look()
    assert rules(look) == ["GATE07"]
    assert "Ola Owner made the change of structure" in words(look)
    assert not look.is_open


def test_who_asked_for_the_change_counts_as_its_author(approved: World) -> None:
    assert rules(approved.look(also=("gil-gov",))) == ["GATE07"]
    assert "statistic and use" in words(approved.look(also=("gil-gov",)))


def test_two_approved_changes_that_merge_cleanly_need_one_decision(approved: World) -> None:
    repo = approved.repo
    repo.git("switch", "-q", "-c", "one")
    approved.edit("rows: 40", "rows: 50")
    approved.decide("information governance")
    repo.git("switch", "-q", "main")
    repo.git("switch", "-q", "-c", "other")
    approved.edit("bernoulli: 0.3", "bernoulli: 0.4")
    approved.decide("information governance")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "one", "one")
    assert approved.look().is_open
    repo.git("merge", "-q", "--no-ff", "-m", "other", "other")
    look = approved.look()
    assert rules(look) == ["GATE09"]
    assert re.search(
        r"combines S1 approved in [0-9a-f-]{9} and S3 approved in [0-9a-f-]{9}; one decision on the combination is needed",
        words(look),
    )
    approved.decide("information governance")
    assert approved.look().is_open


def test_parallel_decisions_merge_cleanly_and_both_count(draft: World) -> None:
    repo = draft.repo
    for branch, role in (("a", "owner"), ("b", "information governance")):
        repo.git("switch", "-q", "-c", branch, "main")
        draft.decide(role)
    repo.git("switch", "-q", "main")
    for branch in ("a", "b"):
        repo.git("merge", "-q", "--no-ff", "-m", branch, branch)
    assert draft.look().is_open
    later = yaml.safe_load(draft.decide("owner", decision="withdrawn", spec="").read_text())
    assert len(later["follows"]) == 2, "the next decision follows both"


def test_a_squash_merge_loses_nothing(draft: World) -> None:
    repo = draft.repo
    repo.git("switch", "-q", "-c", "change")
    draft.edit("F: 60, M: 40", "F: 61, M: 39")
    draft.approve()
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--squash", "change")
    repo.commit(by="Mel Merger")
    assert draft.look().is_open


def test_another_generator_stream(approved: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = approved.look()
    assert found.candidate is not None
    now = dataclasses.replace(found.candidate, stream=99)
    monkeypatch.setattr("manikin.release.gate.candidate", lambda _: now)
    assert rules(approved.look()) == ["GATE10", "GATE10"]


def test_without_git_nothing_is_approved(approved: World, tmp_path: Path) -> None:
    shutil.copytree(approved.repo.root / "specs", tmp_path / "bare" / "specs")
    look = gate.look(tmp_path / "bare" / "specs" / "falls", gate.Circumstances(TODAY))
    assert not look.is_open
    assert "GATE06" in rules(look) or "GATE08" in rules(look)


def test_a_shallow_clone_says_how_to_mend_it(approved: World, tmp_path: Path) -> None:
    approved.repo.git("clone", "-q", "--depth", "1", f"file://{approved.repo.root}", str(tmp_path / "clone"))
    look = gate.look(tmp_path / "clone" / "specs" / "falls", gate.Circumstances(TODAY))
    assert rules(look) == ["GATE08"]
    assert "run: git fetch --unshallow origin" in words(look)


def test_ends_of_lines_are_the_systems(approved: World) -> None:
    for path in (*approved.approvals.glob("*.yaml"), approved.folder.parent / "policy.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    look = approved.look()
    assert look.is_open
    assert look.notes == ()


def test_an_approval_that_ends_soon_is_told(draft: World) -> None:
    draft.decide("owner", expires=date(2026, 12, 1))
    draft.decide("information governance")
    assert state.row(draft.look(), TODAY)[3:] == ("expires in 7 days", "owner")
    assert state.row(draft.look(date(2026, 12, 1)), date(2026, 12, 1))[3] == "expires in 0 days"
