"""From a comment on the host to a decision: only what was read, by whom it was said, and nothing pushed in between."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from manikin.errors import UserError
from manikin.release import making
from manikin.release.files import Approvals, Filed
from manikin.release.gate import Look
from manikin.release.heard import Event, Said, heard, is_command
from manikin.release.posted import Posted, read_posted
from manikin.release.signers import signers
from manikin.release.signing import sign
from manikin.review.codes import code
from manikin.spec.document import Document
from release.world import TODAY, World

HEAD = "a" * 40
EVENT = Event(request=12, head=HEAD, pushed_at="2026-11-24T08:00:00Z")


@pytest.fixture(scope="module")
def found(plain_world: World) -> Look:
    return plain_world.look()


@pytest.fixture
def posted(found: Look) -> Posted:
    assert found.candidate is not None
    digest = found.candidate.digest
    return Posted("falls", digest, "sha256:" + "1" * 64, "none", 12, HEAD, "2026-11-24T09:00:00Z")


def said(posted: Posted, body: str = "/manikin approve {code}", **more: object) -> Said:
    asked = {"login": "Gil-Gov", "number": 7, "at": "2026-11-24T10:00:00Z", **more}
    return Said(body=body.format(code=code(posted.spec)), **asked)  # type: ignore[arg-type]


def test_a_comment_becomes_a_decision(found: Look, posted: Posted, plain_world: World) -> None:
    body = "/manikin approve {code}\r\nS2: agrees with the audit\r\nreference: DPIA-7\r\n"
    made = heard(found, said(posted, body), posted, EVENT)
    assert (made.name, made.role, made.decision) == ("Gil Governance", "information governance", "approved")
    assert made.on == TODAY
    assert made.items == (("S2", "agrees with the audit"),)
    assert made.reference == "DPIA-7"
    assert made.page == posted.page
    assert made.details == {
        "host": {"login": "Gil-Gov", "request": 12, "comment": 7, "at": "2026-11-24T10:00:00Z", "head": HEAD}
    }
    signed = making.signed(made, sign(made.payload, plain_world.keys.private("ci")))
    making.require_genuine(found, signed, TODAY)
    # Anybody can write the file; only the job can sign it.
    for signature in ("", sign(made.payload, plain_world.keys.private("gil"))):
        with pytest.raises(UserError, match="does not hold"):
            making.require_genuine(found, making.signed(made, signature), TODAY)


def test_an_approving_review_is_about_its_commit(found: Look, posted: Posted) -> None:
    review = said(posted, "Looks good to me", commit=HEAD)
    assert heard(found, review, posted, EVENT).decision == "approved"
    with pytest.raises(UserError, match="older commit"):
        heard(found, dataclasses.replace(review, commit="b" * 40), posted, EVENT)


def test_other_words(found: Look, posted: Posted) -> None:
    asks = said(posted, "/manikin request-changes {code} as information governance\nS2: from which year?")
    assert heard(found, asks, posted, EVENT).decision == "changes requested"
    assert heard(found, said(posted, "/manikin reject {code}"), posted, EVENT).decision == "rejected"
    assert is_command(asks)
    assert not is_command(said(posted, "I like /manikin"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "/manikin approve"}, "not understood"),
        ({"body": "/manikin approve {code} please"}, "not understood"),
        ({"body": "/manikin approve {code}\n::error::x"}, "not understood"),
        ({"body": "/manikin approve {code}\nS2: "}, "not understood"),
        ({"body": "/manikin approve {code}; rm -rf /"}, "not understood"),
        ({"body": "I do not say /manikin approve {code}"}, "not understood"),
        ({"body": "/manikin approve 0000-0000-0000-0000"}, "not the check code that was posted"),
        ({"body": "/manikin approve {code} as owner"}, "Gil Governance is not owner"),
        ({"body": "/manikin request-changes {code}"}, "say what to change"),
        ({"body": "/manikin approve {code}\nS99: what?"}, "no statistic S99"),
        ({"login": "mal"}, "nobody with the login mal"),
        ({"at": "2026-11-24T08:59:59Z"}, "older than the page"),
        ({"at": "2026-11-24T07:00:00Z"}, "pushed since"),
        ({"was_edited": True}, "edited after"),
    ],
)
def test_what_is_refused(found: Look, posted: Posted, change: dict[str, object], words: str) -> None:
    with pytest.raises(UserError, match=words) as error:
        heard(found, said(posted, **change), posted, EVENT)  # type: ignore[arg-type]
    assert "::error" not in error.value.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"head": "b" * 40}, "pushed since"),
        ({"pushed_at": "2026-11-24T10:30:00Z"}, "pushed since"),
        ({"request": 13}, "another request"),
    ],
)
def test_a_push_between_page_and_comment(
    found: Look, posted: Posted, change: dict[str, object], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        heard(found, said(posted), posted, dataclasses.replace(EVENT, **change))  # type: ignore[arg-type]


def test_a_comment_is_heard_once(found: Look, posted: Posted) -> None:
    """A job that runs again on an old comment does not approve again what was withdrawn since."""
    made = heard(found, said(posted), posted, EVENT)
    filed = Filed(made, "x", Document({}, "x", (), {}, {}))
    after = dataclasses.replace(found, approvals=dataclasses.replace(found.approvals, filed=(filed,)))
    for at in ("2026-11-24T10:00:00Z", "2026-11-24T09:30:00Z"):
        with pytest.raises(UserError, match="heard already, or the same person has decided since"):
            heard(after, said(posted, at=at), posted, EVENT)
    assert heard(after, said(posted, at="2026-11-24T10:00:01Z"), posted, EVENT).follows == (made.digest,)
    assert (
        heard(after, said(posted, "/manikin approve {code}", login="ola"), posted, EVENT).name == "Ola Owner"
    )
    later = dataclasses.replace(made, on=TODAY + timedelta(days=1), details={})
    after = dataclasses.replace(after, approvals=Approvals((dataclasses.replace(filed, decision=later),)))
    with pytest.raises(UserError, match="on a later day"):
        heard(after, said(posted, at="2026-11-24T11:00:00Z"), posted, EVENT)


def test_a_twin_of_the_short_code(found: Look, posted: Posted) -> None:
    # The same sixteen digits and another specification: what was posted is compared in full.
    twin = dataclasses.replace(posted, spec=posted.spec[:23] + "0" * 48)
    assert code(twin.spec) == code(posted.spec)
    with pytest.raises(UserError, match="pushed since"):
        heard(found, said(twin), twin, EVENT)


def test_the_record_is_the_jobs_own(posted: Posted, plain_world: World) -> None:
    keys = plain_world.keys
    allowed = signers(keys.allowed("ci").encode())
    data = posted.to_json(keys.private("ci"))
    assert read_posted(data, allowed, "") == posted
    forged = posted.to_json(keys.private("mal"))
    tree = json.loads(data)
    others = [
        forged,
        json.dumps(tree | {"head": "b" * 40}).encode(),
        json.dumps(tree | {"more": 1}).encode(),
        b"[",
        b"{}",
    ]
    for other in others:
        with pytest.raises(UserError, match="the record of what was posted"):
            read_posted(other, allowed, "")
    with pytest.raises(UserError, match="not signed"):
        read_posted(data, allowed, None)
