"""approve, status and build as people and jobs run them, in a repository, with what they print."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from jsonschema import Draft202012Validator

from manikin import schemas
from manikin.build import differences
from manikin.cli.main import run
from manikin.interface import load
from manikin.review.codes import code, label
from release.world import PEOPLE, World

ON = ["--on", "2026-11-24"]


def check_code(world: World) -> str:
    candidate = world.look().candidate
    assert candidate is not None
    return code(candidate.digest)


def test_a_draft_is_decided_on_and_built(
    draft: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(draft.repo.root)
    out = tmp_path / "build"
    assert run(["build", "specs", "--out", str(out), *ON]) == 3
    candidate = draft.look().candidate
    assert candidate is not None
    assert capsys.readouterr().out == (
        f"refused falls 1.0.0 {label(candidate.digest)}: is not approved (GATE01)\n"
        "   owner                   has not decided\n"
        "   information governance  has not decided\n"
        f"   needed: owner on {label(candidate.digest)}; may give it: Oli Owner, Ola Owner\n"
        f"   needed: information governance on {label(candidate.digest)}; may give it: Gil Governance, Gus Governance\n"
        "   read: manikin review specs/falls\n"
    )
    assert not out.exists()
    assert run(["status", *ON]) == 0
    assert capsys.readouterr().out == (
        "dataset  version  class             state  needs\n"
        "falls    1.0.0    publicly sourced  draft  owner and information governance\n"
    )
    for role, (name, key) in PEOPLE.items():
        if role != "audit team":
            told = ["--role", role, "--name", name, "--code", check_code(draft), *ON]
            assert run(["approve", "specs/falls", *told, "--sign", str(draft.keys.private(key))]) == 0
            draft.repo.commit(by=name)
    assert "approved by Ola Owner as owner" in capsys.readouterr().out
    assert run(["status", "specs", "--exit-code", *ON]) == 0
    assert "publicly sourced  approved  nothing\n" in capsys.readouterr().out
    assert run(["validate", "specs"]) == 0


def test_what_is_approved_is_built_once_and_says_by_whom(
    approved: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(approved.repo.root)
    out = tmp_path / "build"
    assert run(["build", "specs", "--out", str(out), "--format", "parquet", *ON]) == 0
    assert capsys.readouterr().out.startswith("built   falls 1.0.0")
    manifest = json.loads((out / "falls" / "manifest.json").read_text())
    assert manifest["status"] == "approved"
    assert [one["name"] for one in manifest["approvals"]] == ["Ola Owner", "Gil Governance"]
    said = pq.read_metadata(out / "falls" / "patient.parquet").metadata[b"manikin.status"].decode()
    assert said.startswith(
        "Approved by owner: Ola Owner, 2026-11-24, ssh-signature; information governance: Gil"
    )
    assert "- owner: Ola Owner, 2026-11-24, ssh-signature" in (out / "falls" / "README.md").read_text()
    assert list(differences(out / "falls", load(approved.folder))) == []
    assert run(["build", "specs", "--out", str(out), "--format", "parquet", *ON]) == 0
    assert "(nothing changed since its build)" in capsys.readouterr().out
    # A change shuts the gate; the build that is there stays as it was.
    approved.edit("F: 60", "F: 61")
    assert run(["build", "specs", "--out", str(out), "--report", "json", *ON]) == 3
    told = json.loads(capsys.readouterr().out)["datasets"][0]
    assert (told["outcome"], told["state"], told["approved"]) == ("refused", "stale", False)
    assert json.loads((out / "falls" / "manifest.json").read_text()) == manifest


def test_a_draft_says_that_it_is_one(draft: World, tmp_path: Path) -> None:
    assert run(["generate", str(draft.folder), "--out", str(tmp_path / "b"), "--format", "parquet"]) == 0
    said = pq.read_metadata(tmp_path / "b" / "patient.parquet").metadata[b"manikin.status"]
    assert said == b"DRAFT, not approved"
    assert json.loads((tmp_path / "b" / "manifest.json").read_text())["status"] == "draft"
    assert "**DRAFT, not approved.**" in (tmp_path / "b" / "README.md").read_text()


def test_what_fails_its_verification_does_not_appear(
    approved: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from manikin.release import builds  # noqa: PLC0415

    def failing(_: Path) -> None:
        raise builds._FailedError(())

    monkeypatch.setattr(builds, "_verified", failing)
    assert run(["build", str(approved.folder), "--out", str(tmp_path / "out"), *ON]) == 1
    assert "failed  falls" in capsys.readouterr().out
    assert not (tmp_path / "out" / "falls").exists()


def test_status_as_data(approved: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", str(approved.folder), "--format", "json", *ON]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(schemas.all_schemas()["status"]).validate(found)
    (dataset,) = found["datasets"]
    assert dataset["approved"]
    assert dataset["rules_from"] == "main"
    assert [role["done"] for role in dataset["roles"]] == [True, True]
    for path in approved.approvals.glob("*.yaml"):
        tree = yaml.safe_load(path.read_text())
        Draft202012Validator(schemas.all_schemas()["decision"]).validate(tree)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--role", "owner", "--name", "Ola Owner"], 2, "say what was read"),
        (["--role", "owner", "--name", "Ola Owner", "--code", "0000-0000-0000-0000"], 3, "what was read is not what is in"),
        (["--role", "owner", "--name", "Ola Owner", "--code", "0000"], 2, "four groups of four"),
        (["--role", "owner", "--name", "Gil Governance", "--code", "CODE"], 3, "Gil Governance is not owner on main; Oli Owner"),
        (["--role", "audit team", "--name", "Aud Auditor", "--code", "CODE"], 3, "does not decide on publicly-sourced"),
        (["--role", "owner", "--name", "Ola Owner", "--code", "CODE", "--decision", "changes-requested"], 2, "say what to change"),
        (["--role", "owner", "--name", "Ola Owner", "--code", "CODE", "--item", "S2"], 2, "one --note after each"),
        (["--role", "owner", "--name", "Ola Owner", "--code", "CODE", "--on", "soon"], 2, "is no day"),
        (["--name", "Ola Owner"], 2, "say who decides"),
    ],
)  # fmt: skip
def test_what_approve_refuses(
    plain_world: World, arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [check_code(plain_world) if word == "CODE" else word for word in arguments]
    key = str(plain_world.keys.private("ola"))
    assert run(["approve", str(plain_world.folder), "--sign", key, *given]) == status
    assert words in capsys.readouterr().err
    assert not plain_world.approvals.exists()


def test_an_answer_in_a_file(draft: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    candidate = draft.look().candidate
    assert candidate is not None
    answer = {"answer": 1, "dataset": "falls", "spec": candidate.digest, "role": "owner", "name": "Oli Owner"}
    answer |= {"decision": "changes requested", "items": [{"id": "S2", "note": "from which year?"}]}
    file, form = tmp_path / "decision.json", tmp_path / "form.pdf"
    form.write_bytes(b"scanned")
    on_paper = ["--witness", "Ola Owner", "--form", str(form), *ON]
    file.write_text(json.dumps(answer))
    assert run(["approve", str(draft.folder), "--from", str(file), *on_paper]) == 0
    assert "changes requested by Oli Owner as owner" in capsys.readouterr().out
    wrong = {"spec": "sha256:" + "0" * 64}, {"dataset": "other"}, {"extra": 1}, {"decision": "yes"}
    for change, status in zip(wrong, (3, 3, 2, 2), strict=True):
        file.write_text(json.dumps(answer | change))
        assert run(["approve", str(draft.folder), "--from", str(file), *on_paper]) == status
    file.write_text('{"answer": 1, "answer": 1}')
    assert run(["approve", str(draft.folder), "--from", str(file), *on_paper]) == 2


def test_a_job_posts_and_hears(draft: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, record, comment = tmp_path / "review.html", tmp_path / "posted.json", tmp_path / "heard.json"
    page.write_text(f"<p>{check_code(draft)}</p>")
    head, key = draft.repo.head, str(draft.keys.private("ci"))
    posted = ["--request", "12", "--head", head, "--page", str(page), "--sign", key, "--out", str(record)]
    assert run(["post", str(draft.folder), *posted, "--at", "2026-11-24T09:00:00Z"]) == 0
    typed = capsys.readouterr().out.strip()
    said = {
        "login": "gil-gov",
        "body": f"/manikin approve {typed}",
        "number": 7,
        "at": "2026-11-24T10:00:00Z",
    }
    event = {"request": 12, "head": head, "pushed_at": "2026-11-24T08:00:00Z"}
    comment.write_text(json.dumps({"heard": 1, "said": said | {"was_edited": False}, "event": event}))
    given = ["--heard", str(comment), "--posted", str(record), "--sign", key, *ON]
    assert run(["approve", str(draft.folder), *given]) == 0
    draft.repo.commit(by="bot")
    assert [role.is_done for role in draft.look().standing.roles] == [False, True]  # type: ignore[union-attr]
    comment.write_text(json.dumps({"heard": 1, "said": said | {"was_edited": True}, "event": event}))
    assert run(["approve", str(draft.folder), *given]) == 3
    comment.write_text(json.dumps({"heard": 1, "said": said, "event": event}))
    assert run(["approve", str(draft.folder), *given]) == 2


def test_validate_looks_at_decisions_and_keys(approved: World, capsys: pytest.CaptureFixture[str]) -> None:
    (approved.approvals / "note.txt").write_text("x")
    (approved.repo.root / "specs" / "allowed_signers").write_text("* what\n")
    assert run(["validate", str(approved.folder)]) == 1
    told = capsys.readouterr().out
    assert "APPROVAL01" in told
    assert "GATE13" in told


def test_two_folders_of_one_name(approved: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    approved.repo.commit({"specs/other/spec.yaml": (approved.folder / "spec.yaml").read_text()})
    assert run(["build", str(approved.repo.root / "specs"), "--out", str(tmp_path / "out"), *ON]) == 1
    assert "two folders both hold a dataset falls" in capsys.readouterr().err


def test_a_page_that_is_not_the_programs_is_not_taken_for_what_was_read(
    draft: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "review.html"
    on = [*ON, "--policy-from", "main"]
    assert run(["review", str(draft.folder), "--brief", "--out", str(page), *on]) == 0
    made = page.read_bytes()
    told = [
        "approve",
        str(draft.folder),
        "--role",
        "owner",
        "--name",
        "Ola Owner",
        "--code",
        check_code(draft),
    ]
    told += ["--page", str(page), "--sign", str(draft.keys.private("ola")), *on]
    page.write_bytes(made.replace(b"60 ", b"59 ", 1) + b"<!-- -->")
    assert run(told) == 3
    assert "is not the page that this program makes now" in capsys.readouterr().err
    page.write_bytes(made)
    assert run(told) == 0
    (path,) = draft.approvals.glob("*.yaml")
    assert yaml.safe_load(path.read_text())["page"] == "sha256:" + hashlib.sha256(made).hexdigest()
    # The next reviewer's page says that somebody has decided; the first one does not any more.
    draft.repo.commit(by="Ola Owner")
    told[told.index("owner")], told[told.index("Ola Owner")] = "information governance", "Gil Governance"
    told[told.index("--sign") + 1] = str(draft.keys.private("gil"))
    assert run(told) == 3
    assert run(["review", str(draft.folder), "--against", "approved", "--out", str(page), *on]) == 0
    assert run(told) == 0
