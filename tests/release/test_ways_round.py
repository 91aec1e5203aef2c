"""Ways round the gate that a second reader found: each was open once."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from gitrepo import Repo
from manikin.disclosure.deciding import Deciding, Person
from manikin.release import making
from manikin.release.authors import Authors
from manikin.release.gate import Look
from manikin.release.signers import SignersError, signers
from manikin.release.signing import sign
from manikin.release.wording import lines, refusals
from manikin.release.writing import write
from release.scenes import play
from release.test_standing import AUD, GIL, GUS, OWNER, scene
from release.world import World


def rules(look: Look) -> list[str]:
    return [problem.rule for problem in refusals(look)]


def test_an_old_specification_with_the_parts_of_the_new_one(approved: World) -> None:
    """The author signs by hand: what is named is old and by others, what is covered is her own change."""
    old, made = approved.made("owner")
    approved.edit("seed: 7", "seed: 8", by="Ola Owner")
    now = approved.look()
    assert now.candidate is not None
    own = {scope: now.candidate.scopes[scope] for scope in made.covers}
    forged = dataclasses.replace(made, covers=own, signature="")
    key = approved.keys.private("ola")
    write(old, making.signed(forged, sign(forged.payload, key)))
    approved.repo.commit(by="Ola Owner")
    found = approved.look()
    assert not found.is_open
    assert "names parts that are not those of the specification" in "\n".join(lines(found))


def test_ones_own_change_under_somebody_elses(approved: World) -> None:
    """She approves her own change, which does not count, then another's that is compared with it."""
    approved.edit("seed: 7", "seed: 8", by="Ola Owner")
    approved.decide("owner")
    assert rules(approved.look()) == ["GATE07"]
    approved.edit("start: 1", "start: 2", by="Alex Author")
    approved.decide("owner")
    assert rules(approved.look()) == ["GATE07"]
    found, made = approved.made("owner", against="none")
    assert made.against == "none"
    write(found, made)
    approved.repo.commit()
    assert rules(approved.look()) == ["GATE07"], "of the whole she is an author too"


def test_who_asks_for_a_change_keeps_what_they_approved_before(approved: World) -> None:
    repo = approved.repo
    repo.git("switch", "-q", "-c", "request")
    approved.edit("F: 60, M: 40", "F: 61, M: 39", by="Ola Owner")
    approved.decide("information governance")
    assert rules(approved.look(policy_from="main", also=("ola",))) == []
    approved.edit("seed: 7", "seed: 8", by="Somebody Else")
    approved.decide("owner")
    assert "GATE07" in rules(approved.look(policy_from="main", also=("ola",)))


def test_two_names_of_one_person(plain_world: World) -> None:
    line = plain_world.keys.allowed("ola")
    with pytest.raises(SignersError, match="second name to a key"):
        signers((line + line.replace("ola@", "oli@")).encode())
    assert len(signers((line + line).encode())) == 2
    a, b, c = (Person(x, ("owner",), deputy_of=y) for x, y in (("A", "B"), ("B", "C"), ("C", "")))
    chain = Deciding({}, {}, (a, b, c))
    assert {chain.principal(name) for name in "ABC"} == {"C"}
    circle = Deciding({}, {}, (a, dataclasses.replace(b, deputy_of="A")))
    assert circle.principal("A") == circle.principal("B")


@pytest.mark.parametrize("who", ["Zoë Example", "Zoe\u0308 Example", " ZOË  example "])
def test_a_name_however_it_is_typed(who: str) -> None:
    assert Authors(frozenset({(who, "")})).has(Person("Zoë Example", ("owner",)))


ORDERED = """  privately-sourced:
    in_order: true
    decided_by:
      - {role: audit team, required: 2}
      - {role: information governance}
"""
ANN = "  - {name: Ann Auditor, roles: [audit team]}\n"


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ((AUD, GIL, AUD | {"name": "Ann Auditor"}), ["GATE11"]),
        ((AUD, AUD | {"name": "Ann Auditor"}, GIL), []),
    ],
)
def test_in_order_is_after_all_of_the_role(
    decisions: tuple[dict[str, object], ...],
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from release import scenes  # noqa: PLC0415  to say other rules for the one class

    start = scenes.PEOPLE.partition("classes:")[0]
    monkeypatch.setattr(scenes, "PEOPLE", start + ANN + "classes:\n" + ORDERED)
    look = play(scene(*decisions, **{"class": "privately-sourced"}), tmp_path / "falls")
    assert rules(look) == expected


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("  - {name: Wil Witness, roles: [owner], deputy_of: Ola Owner}\n", "counts as one"),
        ("  - {name: Wil Witness, roles: [owner], until: 2026-01-31}\n", "left on 31 January 2026"),
    ],
)
def test_a_witness_is_somebody_else_who_is_there(
    extra: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from release import scenes  # noqa: PLC0415  to say other rules of one person

    usual = "  - {name: Wil Witness, roles: [owner]}\n"
    monkeypatch.setattr(scenes, "PEOPLE", scenes.PEOPLE.replace(usual, extra))
    assert words in "\n".join(lines(play(scene(OWNER, GIL), tmp_path / "falls")))


def test_changes_are_not_escaped_by_another_title_while_somebody_else_approves(tmp_path: Path) -> None:
    asks = GIL | {"decision": "changes requested", "items": {"S2": "from which year?"}}
    gus = GIL | {"name": "Gus Governance"}
    look = play(scene(OWNER, gus, asks, now={"title": "All visits"}, also=GUS), tmp_path / "falls")
    assert rules(look) == ["GATE04"]
    look = play(scene(OWNER, gus, asks, gus, now={"female": "61"}, also=GUS), tmp_path / "next")
    assert rules(look) == ["GATE02"]


def test_what_was_no_decision_lends_no_age(approved: World) -> None:
    """A key that ended signs with an old day, under a name that the branch has known for long as that of junk."""
    file = approved.decide("owner")
    name = f"specs/falls/approvals/{file.name}"
    good = file.read_bytes()
    approved.repo.commit({name: b"junk\n"})
    approved.repo.commit({name: good})
    assert "GATE14" in rules(approved.look())


def test_strangers_can_be_taken_away_again(approved: World) -> None:
    approved.repo.commit({"specs/falls/approvals/.DS_Store": b"x"})
    assert rules(approved.look()) == []
    approved.repo.commit({"specs/falls/approvals/notes.txt": b"x"})
    assert not approved.look().is_open
    approved.repo.git("switch", "-q", "-c", "mend")
    approved.repo.commit({"specs/falls/approvals/notes.txt": None})
    assert approved.look(policy_from="main").is_open


def test_a_module_of_another_repository_brings_its_own_rules(approved: World, tmp_path: Path) -> None:
    outer = Repo.new(tmp_path / "outer")
    shutil.copytree(approved.repo.root, outer.root / "module")
    outer.git("add", "module")
    outer.commit()
    found = World(Repo(outer.root / "module"), approved.keys).look()
    assert rules(found) == ["GATE13"]
    assert "a module of another repository" in found.refused[0].message
