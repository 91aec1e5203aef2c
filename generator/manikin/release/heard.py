"""From a comment on the git host to a decision: what was said, by whom, and whether it is about what was posted.

Everything of the comment is foreign: it is taken apart by one expression and shown by nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from manikin.disclosure.deciding import Person
from manikin.release.answer import Answer
from manikin.release.decision import APPROVED, CHANGES, REJECTED, WITHDRAWN, Decision
from manikin.release.gate import Look
from manikin.release.making import Method, Refused, made_of
from manikin.release.posted import Posted
from manikin.review.codes import code
from manikin.text import plain

_WORDS: Final = {"approve": APPROVED, "request-changes": CHANGES, "reject": REJECTED, "withdraw": WITHDRAWN}
_COMMAND: Final = re.compile(
    r"/manikin (?P<word>approve|request-changes|reject|withdraw)"
    r" (?P<code>[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})"
    r"( as (?P<role>[a-z][a-z0-9 -]{0,39}))?"
    r"(?P<more>(\n(reference: [^\n]{1,200}|S[1-9][0-9]{0,8}: [^\n]{1,2000})){0,201})"
)
_NOTE: Final = re.compile(r"(S[1-9][0-9]{0,8}|reference): ([^\n]+)")


@dataclass(frozen=True)
class Said:
    """A comment or a review.

    Parameters
    ----------
    login : str
        Who said it, as the host knows them.
    number : int
        The number of the comment or review.
    at : str
        When it was said first, such as ``2026-11-24T09:30:00Z``.
    was_edited : bool
        Whether it was changed afterwards; then it counts for nothing.
    commit : str
        Of an approving review, the commit that it is about; empty for a comment.
    """

    login: str
    body: str
    number: int
    at: str
    was_edited: bool = False
    commit: str = ""


@dataclass(frozen=True)
class Event:
    """The request as it is now: its number, its newest commit, and when that was pushed."""

    request: int
    head: str
    pushed_at: str


def is_command(said: Said) -> bool:
    """Return whether something is meant for this program at all."""
    return said.body.lstrip().startswith("/manikin") or bool(said.commit)


def heard(look: Look, said: Said, posted: Posted, event: Event) -> Decision:
    """Return the decision that a comment or review makes, unsigned.

    Raises
    ------
    Refused
        If it is not understood, or not about what was posted and is still there.
    """
    if look.candidate is None:
        raise Refused("the dataset has problems, so nothing can be decided on it")
    _require_unmoved(look, said, posted, event)
    word, typed, role, notes = _parsed(said, posted)
    if typed != code(posted.spec):
        raise Refused(
            "that is not the check code that was posted last for this dataset; read the page that is there now"
        )
    person = _person(look, said.login)
    _require_newest(look, said, person)
    answer = Answer(
        role=role or _role(look, person),
        name=person.name,
        decision=_WORDS[word],
        spec=posted.spec,
        against=posted.against,
        page=posted.page,
        dataset=posted.dataset,
        reference=next((note for at, note in notes if at == "reference"), ""),
        items=tuple((at, note) for at, note in notes if at != "reference"),
    )
    where = {
        "login": said.login,
        "request": event.request,
        "comment": said.number,
        "at": said.at,
        "head": event.head,
    }
    return made_of(look, answer, Method("host-review", {"host": where}), _moment(said.at).date())


def _require_unmoved(look: Look, said: Said, posted: Posted, event: Event) -> None:
    """Refuse what was said before the page was posted, or after something else was pushed."""
    assert look.candidate is not None
    if said.was_edited:
        raise Refused("the comment was edited after it was made; write a new one")
    if posted.request != event.request or posted.dataset != look.candidate.dataset:
        raise Refused("the page was posted on another request or for another dataset")
    if said.commit and said.commit != event.head:
        raise Refused("the review is about an older commit; review the newest one")
    moved = posted.head != event.head or posted.spec != look.candidate.digest
    if moved or _moment(said.at) <= _moment(event.pushed_at):
        raise Refused("something was pushed since the page was posted; read the page that is there now")
    if _moment(said.at) <= _moment(posted.at):
        raise Refused("the comment is older than the page; read the page that is there now")


def _require_newest(look: Look, said: Said, person: Person) -> None:
    """Refuse what was heard before, or said before something else that the same person decided: a job can run again."""
    for made in (one.decision for one in look.approvals.filed):
        where = (made.details or {}).get("host")
        if made.name != person.name or made.digest in look.faults:
            continue
        if where is not None and _moment(where["at"]) >= _moment(said.at):
            raise Refused(
                "the comment was heard already, or the same person has decided since; write a new one"
            )
        if made.on > _moment(said.at).date():
            raise Refused("the same person has decided on a later day; write a new comment")


def _parsed(said: Said, posted: Posted) -> tuple[str, str, str, list[tuple[str, str]]]:
    body = said.body.replace("\r\n", "\n").strip()
    if said.commit and not body.startswith("/manikin"):
        # The host ties an approving review to a commit; the code was posted for that commit.
        return "approve", code(posted.spec), "", []
    found = _COMMAND.fullmatch(body)
    if found is None:
        raise Refused(
            "the comment is not understood; write one line such as `/manikin approve 4f2a-91c7-0be3-d85a`, and below it "
            "`S14: a note` for each item, or `reference: DPIA-7`"
        )
    return found["word"], found["code"], found["role"] or "", _NOTE.findall(found["more"])


def _person(look: Look, login: str) -> Person:
    people = look.ground.organisation.deciding.people
    found = next((one for one in people if one.login and one.login.casefold() == login.casefold()), None)
    if found is None:
        raise Refused(f"policy.yaml names nobody with the login {plain(login, 60)}")
    return found


def _role(look: Look, person: Person) -> str:
    """Return the one role of a person that decides here."""
    assert look.candidate is not None
    asked = look.ground.organisation.deciding.classes.get(look.candidate.classification)
    able = [d.role for d in asked.decided_by if d.role in person.roles] if asked is not None else []
    if len(able) != 1:
        which = " or ".join(able) or "none that decides on this class"
        raise Refused(f"say as what you decide, behind the code: `as ROLE`; your roles: {which}")
    return able[0]


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
