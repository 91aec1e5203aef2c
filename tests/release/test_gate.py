"""What opens the gate, what shuts it again, and the words for it."""

from __future__ import annotations

from manikin.release.gate import Look
from manikin.release.wording import lines, refusals
from release.world import World


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
