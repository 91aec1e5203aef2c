"""Ways to get something built that nobody approved, each tried and each refused."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from gitrepo import Repo
from manikin.errors import UserError
from manikin.history import Repository
from manikin.release import making
from manikin.release.answer import Answer
from manikin.release.decision import Decision, decision
from manikin.release.gate import Circumstances, Look, look
from manikin.release.lineage import Lineage
from manikin.release.signers import SignersError, revoked, signers
from manikin.release.signing import sign
from manikin.release.wording import refusals
from manikin.release.writing import write
from manikin.review.codes import code
from manikin.spec.read import read
from release.world import POLICY, SPEC, TODAY, World


def rules(found: Look) -> list[str]:
    return [problem.rule for problem in (*found.problems, *refusals(found))]


def words(found: Look) -> str:
    return "\n".join(problem.message for problem in (*found.problems, *refusals(found)))


def of(world: World, role: str) -> Path:
    """Return the file of a role's decision."""
    (path,) = world.approvals.glob(f"*-{role}-*.yaml")
    return path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# -------------------------------------------------------------------------- signatures, judged without a repository


@pytest.fixture(scope="module")
def genuine(plain_world: World) -> tuple[Look, dict[str, object]]:
    found, made = plain_world.made("owner")
    return found, {"made": made, "world": plain_world}


def fault(found: Look, made: object, **more: object) -> str:
    ground = dataclasses.replace(found.ground, **more)  # type: ignore[arg-type]
    try:
        making.require_genuine(dataclasses.replace(found, ground=ground), made, TODAY)  # type: ignore[arg-type]
    except UserError as error:
        return error.message
    return ""


def test_genuine(genuine: tuple[Look, dict[str, object]]) -> None:
    assert fault(genuine[0], genuine[1]["made"]) == ""


def test_forged_by_another_key(plain_world: World) -> None:
    found, made = plain_world.made("owner", signer="mal")
    assert "has a signature that does not hold" in fault(found, made)
    found, made = plain_world.made("owner", signer="gil")
    assert "has a signature that does not hold" in fault(found, made)


@pytest.mark.parametrize(
    "change",
    [
        {"decision": "rejected"}, {"name": "Oli Owner"}, {"dataset": "other"}, {"spec": "sha256:" + "0" * 64}, {"on": date(2026, 11, 23)},
        {"expires": date(2099, 1, 1)}, {"against": "sha256:" + "0" * 64}, {"covers": {}}, {"stream": 1}, {"page": "sha256:" + "1" * 64},
    ],
)  # fmt: skip
def test_edited(genuine: tuple[Look, dict[str, object]], change: dict[str, object]) -> None:
    found, parts = genuine
    made = dataclasses.replace(parts["made"], **change)  # type: ignore[type-var]
    assert "that decision" in f"that decision {fault(found, made)}"
    assert fault(found, made) != ""


@pytest.mark.parametrize(
    "damage",
    [
        lambda armour: armour + "junk\n",
        lambda armour: armour + armour,
        lambda armour: armour + "\0" * 10,
        lambda armour: "junk\n" + armour,
        lambda armour: armour.replace("\n", "\r\n"),
        lambda armour: armour.replace("\n", "\n\n", 1),
        lambda armour: armour + "\n" * 5000,
        lambda _: "",
    ],
)
def test_garbage_and_trailing_matter(genuine: tuple[Look, dict[str, object]], damage: object) -> None:
    found, parts = genuine
    made = parts["made"]
    broken = dataclasses.replace(made, signature=damage(made.signature))  # type: ignore[operator,attr-defined,type-var]
    assert "has a signature that does not hold" in fault(found, broken)


def test_another_namespace(plain_world: World) -> None:
    found, made = plain_world.made("owner")
    key = plain_world.keys.private("ola")
    command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", "git"]
    armour = subprocess.run(command, input=made.payload, capture_output=True, check=True).stdout.decode()
    assert "does not hold" in fault(found, dataclasses.replace(made, signature=armour))


def test_revoked_key_and_missing_list(genuine: tuple[Look, dict[str, object]]) -> None:
    found, parts = genuine
    world = parts["world"]
    gone = revoked(world.keys.public("ola").encode())  # type: ignore[attr-defined]
    assert "does not hold" in fault(found, parts["made"], revoked=gone)
    assert "there is no revoked_keys" in fault(found, parts["made"], revoked=None)


def test_a_key_that_ended(genuine: tuple[Look, dict[str, object]]) -> None:
    found, parts = genuine
    keys = parts["world"].keys  # type: ignore[attr-defined]

    def with_end(end: str) -> str:
        allowed = signers(keys.allowed("ola", options=f',valid-before="{end}"').encode())
        return fault(found, parts["made"], signers=allowed)

    assert with_end("20270101Z") == ""
    assert "does not hold" in with_end("20261101Z")
    later = signers(keys.allowed("ola", options=',valid-after="20261201Z"').encode())
    assert "does not hold" in fault(found, parts["made"], signers=later)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('* namespaces="manikin" {key}', "names no single person"),
        ('*@example.org namespaces="manikin" {key}', "names no single person"),
        ('ola@example.org,mal@example.org namespaces="manikin" {key}', "names no single person"),
        ('!mal@example.org namespaces="manikin" {key}', "names no single person"),
        ("ola@example.org {key}", "not of the form"),
        ('ola@example.org namespaces="mani*" {key}', "not for manikin alone"),
        ('ola@example.org namespaces="manikin,git" {key}', "option that is not known"),
        ('ola@example.org cert-authority,namespaces="manikin" {key}', "option that is not known"),
        ('ola@example.org namespaces="manikin",valid-before="20270101" {key}', "without its Z"),
        ('ola@example.org namespaces="manikin",namespaces="git" {key}', "option that is not known"),
        ('ola@example.org namespaces="manikin" ssh-dss AAAA', "no key of a known type"),
        ('ola@example.org namespaces="manikin" ssh-ed25519 AAAA', "damaged"),
        ("what is this", "not of the form"),
        ('"ola ola" namespaces="manikin" {key}', "names no single person"),
    ],
)
def test_signers_are_read_strictly(plain_world: World, line: str, words: str) -> None:
    text = line.format(key=plain_world.keys.public("ola"))
    with pytest.raises(SignersError, match=words):
        signers(f"# a comment\n\n{text}\n".encode())


def test_a_short_rsa_key(tmp_path: Path) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", tmp_path / "rsa"], check=True
    )
    key = " ".join((tmp_path / "rsa.pub").read_text().split()[:2])
    with pytest.raises(SignersError, match="less than 3072 bits"):
        signers(f'ola@example.org namespaces="manikin" {key}\n'.encode())


# --------------------------------------------------------------------------------------- files and their history


def test_moved_to_another_dataset(approved: World) -> None:
    root = approved.repo.root / "specs" / "other"
    shutil.copytree(approved.folder, root)
    rewrite(root / "spec.yaml", "dataset: falls", "dataset: other")
    approved.repo.commit()
    found = look(root, Circumstances(TODAY))
    assert "APPROVAL02" in rules(found)
    assert "is a decision on falls, and this is other" in words(found)
    assert not found.is_open


def test_replayed_from_an_older_version(approved: World) -> None:
    approved.edit("F: 60, M: 40", "F: 90, M: 10")
    for path in list(approved.approvals.iterdir()):
        digest = approved.look().candidate.digest.removeprefix("sha256:")[:16]  # type: ignore[union-attr]
        path.rename(path.with_name(digest + path.name[16:]))
    approved.repo.git("add", "-A")
    found = approved.look()
    assert {"APPROVAL02", "APPROVAL04", "GATE14"} <= set(rules(found))
    assert not found.is_open


def test_an_edited_file(approved: World) -> None:
    rewrite(of(approved, "owner"), 'decided_on: "2026-11-24"', 'decided_on: "2026-11-23"')
    found = approved.look()
    assert "GATE14" in rules(found)
    assert "GATE06" in rules(found)
    assert not found.is_open


def test_a_withdrawal_that_is_taken_away(approved: World) -> None:
    gone = approved.decide("owner", decision="withdrawn", spec="")
    assert rules(approved.look()) == ["GATE05"]
    approved.repo.commit({str(gone.relative_to(approved.repo.root)): None})
    found = approved.look()
    assert rules(found) == ["GATE14"]
    assert "was removed on main" in words(found)


def test_a_withdrawal_that_is_left_behind_in_a_move(approved: World) -> None:
    gone = approved.decide("owner", decision="withdrawn", spec="")
    specs = approved.repo.root / "specs"
    (specs / "falls").rename(specs / "falling")
    (specs / "falling" / "approvals" / gone.name).unlink()
    approved.repo.commit()
    found = look(specs / "falling", Circumstances(TODAY))
    assert "GATE14" in rules(found)
    assert not found.is_open


def test_authors_are_not_lost_in_a_move(draft: World) -> None:
    draft.edit("seed: 7", "seed: 8", by="Ola Owner")
    specs = draft.repo.root / "specs"
    (specs / "falls").rename(specs / "falling")
    draft.repo.commit(by="Mel Mover")
    moved = look(specs / "falling", Circumstances(TODAY))
    assert moved.spec is not None
    lineage = Lineage(Repository.around(specs), moved.folder, moved.spec)
    first = Decision(
        "falls",
        "1.0.0",
        "publicly-sourced",
        "owner",
        "Ola Owner",
        "approved",
        TODAY,
        moved.spec.digest,
        "",
        {},
        "",
        2,
        "paper",
    )
    assert {name for name, _ in lineage.authors(first).people} == {"Alex Author", "Ola Owner", "Mel Mover"}


def test_decisions_move_with_their_folder_as_they_were(approved: World) -> None:
    specs = approved.repo.root / "specs"
    (specs / "falls").rename(specs / "falling")
    approved.repo.commit()
    assert "GATE14" not in rules(look(specs / "falling", Circumstances(TODAY)))
    path = next((specs / "falling" / "approvals").glob("*-owner-*.yaml"))
    rewrite(path, 'decided_on: "2026-11-24"', 'decided_on: "2026-11-23"')
    assert "GATE14" in rules(look(specs / "falling", Circumstances(TODAY)))


def test_a_removed_link_of_the_chain(draft: World) -> None:
    first = draft.decide("owner", decision="rejected")
    draft.decide("owner")
    draft.decide("information governance")
    assert draft.look().is_open
    first.unlink()
    found = draft.look()
    assert "APPROVAL05" in rules(found)
    assert not found.is_open


def test_a_chain_out_of_order(draft: World) -> None:
    draft.decide("owner")
    found, made = draft.made("information governance", on=date(2026, 11, 20))
    write(found, made)
    assert "APPROVAL05" in rules(draft.look())
    assert "which was made on a later day" in words(draft.look())


def test_unknown_keys_and_strangers(approved: World) -> None:
    path = of(approved, "owner")
    path.write_text(path.read_text() + "approved_by_everybody: true\n")
    (approved.approvals / "note.txt").write_text("hello")
    assert {"KEYS01", "APPROVAL01"} <= set(rules(approved.look()))


def test_a_link_for_a_decision(approved: World, tmp_path: Path) -> None:
    path = of(approved, "owner")
    shutil.move(path, tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert "APPROVAL04" in rules(approved.look())


def test_two_specifications_with_the_same_first_digits(draft: World) -> None:
    found, made = draft.made("owner")
    draft.approvals.mkdir()
    (draft.approvals / f"{made.spec[7:23]}.spec.json").write_text("{}")
    with pytest.raises(UserError, match="same first 16 digits"):
        write(found, made)


# ------------------------------------------------------------------------------------------------ rules and branches


def branch(world: World, name: str, files: dict[str, str]) -> World:
    """Return a clone with a request on it, the protected branch being the one it was cloned from."""
    root = world.repo.root.parent / name
    world.repo.git("clone", "-q", str(world.repo.root), str(root))
    made = World(Repo(root), world.keys)
    made.repo.git("switch", "-q", "-c", "request")
    made.repo.commit(files, by="Mal Icious")
    return made


def test_a_request_that_changes_the_rules_gains_nothing(draft: World) -> None:
    lax = POLICY.replace("roles: [owner]", "roles: [owner, information governance]", 1) + (
        "  - {name: Mal Icious, roles: [owner, information governance], principal: mal@example.org}\n"
        "classes:\n  publicly-sourced:\n    decided_by:\n      - {role: owner}\n"
    )
    keys = draft.keys.allowed("oli", "ola", "gil", "aud", "ci", "mal")
    request = branch(draft, "lax", {"specs/policy.yaml": lax, "specs/allowed_signers": keys})
    found = request.look()
    assert found.ground.source == "origin/HEAD"
    assert rules(found) == ["GATE01", "GATE01"]
    notes = [(note.rule, note.file) for note in found.notes]
    assert notes == [("GATE15", "specs/policy.yaml"), ("GATE15", "specs/allowed_signers")]
    answer = Answer("owner", "Mal Icious", "approved", code(found.candidate.digest))  # type: ignore[union-attr]
    with pytest.raises(UserError, match="Mal Icious is not owner on origin/HEAD"):
        making.made_of(found, answer, making.Method("ssh-signature", {}), TODAY)


def test_a_second_policy_is_ignored_and_told(draft: World) -> None:
    draft.repo.commit({"specs/falls/policy.yaml": "policy: open\n", "specs/policy.yml": "policy: open\n"})
    found = draft.look()
    assert [note.file for note in found.notes] == ["specs/falls/policy.yaml", "specs/policy.yml"]
    assert rules(found) == ["GATE01", "GATE01"]


def test_a_dataset_does_not_escape_the_rules_by_moving(draft: World) -> None:
    draft.repo.commit({"elsewhere/falls/spec.yaml": SPEC})
    found = look(draft.repo.root / "elsewhere" / "falls", Circumstances(TODAY))
    assert "GATE13" in rules(found)
    assert not found.is_open


def test_rules_or_keys_that_cannot_be_read(approved: World) -> None:
    approved.repo.commit({"specs/allowed_signers": '* namespaces="manikin" ssh-ed25519 AAAA\n'})
    found = approved.look()
    assert "GATE13" in rules(found)
    assert not found.is_open
    approved.repo.commit({"specs/policy.yaml": "policy: acro\nthreshold: 2\n"})
    assert "POLICY01" in rules(approved.look())


def test_a_missing_list_of_revoked_keys(approved: World) -> None:
    approved.repo.commit({"specs/revoked_keys": None})
    assert rules(approved.look()) == ["GATE06", "GATE06"]


def test_backdating_is_seen_by_the_branch(approved: World) -> None:
    ended = approved.keys.allowed("ola", options=',valid-before="20261110Z"') + approved.keys.allowed("gil")
    approved.repo.commit({"specs/allowed_signers": ended})
    # Signed today with a key that ended two weeks ago, under a day when it had not: OpenSSH would take it.
    found, made = approved.made("owner", on=date(2026, 11, 5))
    old = dataclasses.replace(made, follows=(), signature="")
    write(found, dataclasses.replace(old, signature=sign(old.payload, approved.keys.private("ola"))))
    assert "is signed with a key that ended before the protected branch had the decision" in " ".join(
        reason.words for reason in approved.look().faults.values()
    )


def test_what_is_said_in_names_commands_nobody(draft: World) -> None:
    evil = "::error::x ##[add-mask]y <script>alert(1)</script> @team"
    people = f'people:\n  - {{name: "{evil}", roles: [owner], principal: mal@example.org}}\n'
    draft.edit("people:\n", people, name="policy.yaml")
    for problem in refusals(draft.look()):
        told = problem.message + problem.mend
        assert "##[" not in told
        assert "\n" not in told
        assert not told.startswith("::")


def test_a_decision_reads_back_as_it_was_written(plain_world: World) -> None:
    _, made = plain_world.made(
        "owner", reference="yes: 'no' \"#\" {x}, 1e10a", items=(("S1", "null"), ("S2", "- a: b"))
    )
    document, problems = read(made.to_yaml(), "decision")
    assert problems == ()
    assert document is not None
    assert decision(document.tree) == made
