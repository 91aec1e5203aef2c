"""From a reviewer's answer to a decision: bound to what is there now, refused where it could not count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from manikin.disclosure.deciding import Decider, Person
from manikin.errors import ExitStatus, UserError
from manikin.release.answer import Answer
from manikin.release.candidate import Candidate, rules_digest
from manikin.release.chain import Chain
from manikin.release.decision import APPROVED, CHANGES, WITHDRAWN, Decision
from manikin.release.files import heads
from manikin.release.gate import Look
from manikin.release.methods import KINDS, Trust, fault_of
from manikin.release.schema import NONE
from manikin.review.codes import code
from manikin.review.statistics import statistics
from manikin.text import plain

_CODE: Final = re.compile(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}")


class Refused(UserError):  # noqa: N818  it is told as any other error
    """A decision that could not count is not written."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ExitStatus.REFUSED)


@dataclass(frozen=True)
class Method:
    """How a decision is made: its name, and what that adds to it."""

    name: str
    details: Mapping[str, Any]


def made_of(look: Look, answer: Answer, method: Method, on: date) -> Decision:
    """Return the decision that an answer makes, unsigned.

    Raises
    ------
    Refused
        If the answer is about something else than what is there, or policy forbids it.
    UserError
        If the dataset has problems, or the answer lacks something.
    """
    now = _candidate(look)
    _require_same(look, now, answer)
    decider = _decider(look, now, answer)
    _require_method(decider, method)
    _require_items(look, answer)
    rules = look.ground.organisation.deciding
    against = answer.against if answer.against is not None else baseline(look, answer.role)
    most = rules.classes[now.classification].expires_after
    last = None if most is None or answer.decision != APPROVED else on + timedelta(days=most)
    if answer.expires is not None and last is not None and answer.expires > last:
        raise Refused(
            f"a decision on {now.classification} data stands for {most} days at most, until {last.isoformat()}"
        )
    return Decision(
        dataset=now.dataset,
        version=now.version,
        classification=now.classification,
        role=answer.role,
        name=_person(look, answer).name,
        decision=answer.decision,
        on=on,
        spec=now.digest,
        vocabularies=now.vocabularies,
        covers={scope: now.scopes[scope] for scope in rules.answers_for(answer.role, now.classification)},
        policy=rules_digest(look.ground.organisation.policy, rules, now.classification, answer.role),
        stream=now.stream,
        method=method.name,
        against=against,
        page=answer.page,
        follows=heads(look.approvals.filed),
        expires=answer.expires or last,
        reference=answer.reference,
        items=answer.items,
        details=method.details,
    )


def require_genuine(look: Look, made: Decision, today: date) -> None:
    """Refuse a decision that the gate would not take for what it says.

    Raises
    ------
    Refused
        If so.
    """
    ground = look.ground
    trust = Trust(ground.organisation.deciding, ground.signers, ground.revoked, today)
    fault = fault_of(made, trust, KINDS)
    if fault:
        raise Refused(f"the decision would not count: it {fault}")


def baseline(look: Look, role: str) -> str:
    """Return the digest of what a role approved last; ``none`` if it never did."""
    chain = Chain([one.decision for one in look.approvals.filed])
    approved = [
        one
        for one in chain.decisions
        if one.role == role and one.decision == APPROVED and one.digest not in look.faults
    ]
    return approved[-1].spec if approved else NONE


def kept_numbers(look: Look, against: str) -> dict[str, str]:
    """Return the numbers that statistics have had, those of the baseline first; none is there twice."""
    snapshots = look.approvals.snapshots
    known = [snapshots[against]] if against in snapshots else []
    kept: dict[str, str] = {}
    for found in (*known, *(snapshots[digest] for digest in sorted(snapshots))):
        used = set(kept.values())
        kept |= {at: number for at, number in found.numbers.items() if at not in kept and number not in used}
    return kept


def _candidate(look: Look) -> Candidate:
    if look.candidate is None or look.approvals.problems:
        first = look.problems[0]
        raise UserError(
            f"{plain(look.folder.shown, 200)} has problems, so nothing can be decided on it; the first: {first.message}; "
            f"see: manikin validate {plain(look.folder.shown, 200)}",
            ExitStatus.PROBLEMS,
        )
    if look.refused:
        first = look.refused[0]
        raise Refused(f"{plain(first.file, 200)}: {first.message}")
    return look.candidate


def _require_same(look: Look, now: Candidate, answer: Answer) -> None:
    if answer.dataset and answer.dataset != now.dataset:
        raise Refused(f"the answer is about {plain(answer.dataset)}, and this is {now.dataset}")
    if answer.decision == WITHDRAWN and not answer.spec:
        return
    if not answer.spec:
        raise UserError(
            "say what was read: --code, the four groups of letters and digits that stand on each page"
        )
    known = answer.spec if answer.spec.startswith("sha256:") else None
    if known is None and not _CODE.fullmatch(answer.spec):
        raise UserError("a check code is four groups of four, such as 4f2a-91c7-0be3-d85a")
    if known not in {None, now.digest} or (known is None and answer.spec != code(now.digest)):
        raise Refused(
            f"what was read is not what is in {plain(look.folder.shown, 200)} now: it changed since the page was made; "
            f"make the page again, and read what changed"
        )


def _decider(look: Look, now: Candidate, answer: Answer) -> Decider:
    asked = look.ground.organisation.deciding.classes.get(now.classification)
    deciders = {decider.role: decider for decider in asked.decided_by} if asked is not None else {}
    if answer.role not in deciders:
        raise Refused(
            f"{plain(answer.role)} does not decide on {now.classification} data; {', '.join(deciders) or 'nobody'} does"
        )
    if answer.decision == APPROVED and look.problems:
        raise Refused(f"a disclosure policy forbids it: {look.problems[0].rule}: {look.problems[0].message}")
    if answer.decision == APPROVED and deciders[answer.role].needs_reference and not answer.reference:
        raise Refused(
            f"{answer.role} must name what the decision rests on, such as an evaluation: --reference"
        )
    return deciders[answer.role]


def _require_method(decider: Decider, method: Method) -> None:
    if method.name not in decider.methods:
        raise Refused(
            f"{decider.role} may decide by {' or '.join(decider.methods)}, and this is {method.name}"
        )


def _person(look: Look, answer: Answer) -> Person:
    rules = look.ground.organisation.deciding
    if rules.names_nobody:
        return Person(answer.name, (answer.role,))
    found = rules.person(answer.name)
    if found is None or answer.role not in found.roles:
        able = ", ".join(plain(person.name) for person in rules.holders(answer.role)) or "nobody"
        raise Refused(f"{plain(answer.name)} is not {answer.role} on {look.ground.source}; {able} is")
    return found


def _require_items(look: Look, answer: Answer) -> None:
    if answer.decision == CHANGES and not answer.items:
        raise UserError(
            "say what to change: a note for each item, such as --item S14 --note 'from which year?'"
        )
    assert look.spec is not None
    kept = kept_numbers(look, baseline(look, answer.role))
    known = {one.id for one in statistics(look.spec, kept)} | set(kept.values())
    for number, _ in answer.items:
        if number not in known:
            raise UserError(f"there is no statistic {plain(number, 20)}; its number stands on the page")


def signed(made: Decision, signature: str) -> Decision:
    """Return a decision with its signature."""
    return replace(made, signature=signature)
