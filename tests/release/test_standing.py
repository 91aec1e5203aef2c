"""When a decision stands and when it falls: played without git, keys or a clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from manikin.release.gate import Look
from manikin.release.wording import lines, refusals
from release.scenes import play

OWNER = {"role": "owner", "name": "Ola Owner", "decided_on": "2026-11-24"}
GIL = {"role": "information governance", "name": "Gil Governance", "decided_on": "2026-11-24"}
AUD = {"role": "audit team", "name": "Aud Auditor", "decided_on": "2026-11-24"}
ASKS = GIL | {"decision": "changes requested", "items": {"S2": "from which year?"}}
NO = GIL | {"decision": "rejected"}
CHANGED = {"female": "61"}
GUS = "  - {name: Gus Governance, roles: [information governance], deputy_of: Gil Governance}\n"
GEA = "  - {name: Gea Governance, roles: [information governance]}\n"
TWO = "  publicly-sourced:\n    decided_by:\n      - {role: owner}\n      - {role: information governance, required: 2}\n"


def scene(*decisions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"decisions": list(decisions), **more}


def rules(look: Look) -> list[str]:
    assert look.problems == ()
    return [problem.rule for problem in refusals(look)]


@pytest.mark.parametrize(
    ("played", "expected"),
    [
        (scene(OWNER, GIL), []),
        (scene(OWNER, GIL, now={"title": "All visits"}), []),
        # Only those who answer for what changed are asked again.
        (scene(OWNER, GIL, now=CHANGED), ["GATE02"]),
        (scene(OWNER, GIL, GIL | {"of": CHANGED, "against": {}}, now=CHANGED), []),
        # Back to what was approved: nothing has to be decided again.
        (scene(OWNER, GIL, GIL | {"of": CHANGED, "against": {}}), []),
        # Changes requested become undecided once something changes that the role answers for; others keep what they approved.
        (scene(OWNER, GIL, ASKS | {"of": CHANGED}, now=CHANGED), ["GATE04"]),
        (scene(OWNER, GIL, ASKS | {"of": CHANGED}, now={"female": "62"}), ["GATE02"]),
        (scene(OWNER, GIL, ASKS | {"of": CHANGED}), []),
        (scene(OWNER, ASKS, now={"title": "All visits"}), ["GATE04"]),
        # A rejection is not escaped by another title, and is taken back by who made it alone.
        (scene(OWNER, NO, now={"title": "All visits"}), ["GATE04"]),
        (scene(OWNER, NO, GIL | {"of": {"title": "All visits"}}, now={"title": "All visits"}), []),
        (scene(OWNER, NO, now=CHANGED), ["GATE01"]),
        # A withdrawal takes back what came before it and not what comes after.
        (scene(OWNER, GIL, GIL | {"of": CHANGED}, GIL | {"decision": "withdrawn"}), ["GATE05"]),
        (scene(OWNER, GIL, GIL | {"decision": "withdrawn"}, GIL), []),
        (scene(OWNER, GIL, OWNER | {"decision": "withdrawn", "name": "Oli Owner"}), ["GATE05"]),
        # One that is not genuine stops nothing.
        (scene(OWNER, GIL, OWNER | {"decision": "withdrawn", "name": "Mal Icious"}), []),
        # What was compared with must have been approved by the role itself.
        (scene(OWNER, GIL, GIL | {"of": CHANGED, "against": {"female": "99"}}, now=CHANGED), ["GATE11"]),
        (scene(OWNER, GIL | {"of": CHANGED, "against": CHANGED}, now=CHANGED), ["GATE11"]),
        # Privately sourced: an evaluation, then governance, for a year.
        (scene(AUD, GIL, **{"class": "privately-sourced"}), ["GATE06", "GATE11"]),
        (scene(AUD | {"reference": "EVAL-3"}, GIL, **{"class": "privately-sourced"}), []),
        (
            scene(AUD | {"reference": "EVAL-3"}, GIL, today="2027-11-25", **{"class": "privately-sourced"}),
            ["GATE03", "GATE03"],
        ),
        # A day that has not come.
        (
            scene(OWNER | {"decided_on": "2026-11-25"}, GIL | {"decided_on": "2026-11-25"}),
            ["GATE03", "GATE03"],
        ),
        # The author is never the only approver, nor the witness of who approves alone.
        (scene(OWNER, GIL, authors=["OLA OWNER"]), ["GATE07"]),
        (scene(OWNER, GIL, authors=["Wil Witness"]), ["GATE07", "GATE07"]),
        # A class is a use, and a decision holds for its class only.
        (scene(OWNER, GIL, now={}, people=[]), []),
    ],
)
def test_standing(played: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    look = play(played, tmp_path / "falls")
    assert rules(look) == expected, lines(look)
    assert look.is_open == (not expected)


@pytest.mark.parametrize(("second", "expected"), [("Gea Governance", []), ("Gus Governance", ["GATE01"])])
def test_two_of_a_role(second: str, expected: list[str], tmp_path: Path) -> None:
    more = {"classes": TWO, "also": GUS + GEA}
    look = play(scene(OWNER, GIL, **more), tmp_path / "one")
    assert rules(look) == ["GATE01"]
    assert "1 of 2 people have approved" in lines(look)[1]
    assert next(refusals(look)).mend.endswith("may give it: Gus Governance, Gea Governance")
    # A deputy and whom they stand in for count as one.
    look = play(scene(OWNER, GIL, GIL | {"name": second}, **more), tmp_path / "two")
    assert rules(look) == expected


def test_what_changed_is_told_by_its_number(tmp_path: Path) -> None:
    look = play(scene(OWNER, GIL, now={"female": "61", "frail": "0.4"}), tmp_path / "falls")
    assert lines(look)[1].endswith("on 24 November 2026; since then S2 and S3 changed")
    (problem,) = refusals(look)
    assert problem.mend.startswith("needed: information governance on ")
    assert problem.mend.endswith("; may give it: Gil Governance")
