"""Which decisions stand on a specification as it is now, and what is missing: a pure function, with the day given.

Knows nothing of files, keys or git: whether a decision is genuine, and who made a change, it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from manikin.disclosure.deciding import Decider, Deciding, Person
from manikin.release.authors import Authors
from manikin.release.candidate import Candidate
from manikin.release.chain import Chain
from manikin.release.decision import APPROVED, CHANGES, REJECTED, WITHDRAWN, Decision
from manikin.release.methods.paper import witness_of
from manikin.release.schema import NONE
from manikin.review.words.numbers import day


@dataclass(frozen=True)
class Reason:
    """Why a decision does not count, or a role is not done; `words` continue a sentence about it."""

    rule: str
    words: str


@dataclass(frozen=True)
class Counted:
    """An approval, and why it does not count if it does not."""

    decision: Decision
    why: Reason | None = None


@dataclass(frozen=True)
class RoleStanding:
    """What a role has decided on a specification as it is now.

    Parameters
    ----------
    approvals : tuple of Counted
        All of the role, oldest first.
    blocks : tuple of Decision
        Those that say no, and were not taken back.
    """

    decider: Decider
    approvals: tuple[Counted, ...] = ()
    blocks: tuple[Decision, ...] = ()
    people: int = 0
    """How many different people approve."""

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The approvals that count."""
        return tuple(one.decision for one in self.approvals if one.why is None)

    @property
    def is_done(self) -> bool:
        """Whether the role has approved."""
        return not self.blocks and self.people >= self.decider.required


@dataclass(frozen=True)
class Standing:
    """What was decided on a specification as it is now."""

    candidate: Candidate
    roles: tuple[RoleStanding, ...]
    alone: tuple[tuple[str, str], ...] = ()
    """The scopes that only those have approved who changed them, and who that is."""
    unknown: str = ""
    """Why it cannot be told who made a change, if it cannot."""

    @property
    def is_approved(self) -> bool:
        """Whether all that is needed was decided."""
        return (
            bool(self.roles)
            and all(role.is_done for role in self.roles)
            and not self.alone
            and not self.unknown
        )


@dataclass(frozen=True)
class Question:
    """All that a standing depends on.

    Parameters
    ----------
    faults : Mapping of str to Reason
        Why decisions are not genuine, by their digest.
    policies : Mapping of str to str
        The digest of the rules in force for each role of the class.
    authors : callable
        Who made the changes that a decision is about.
    """

    candidate: Candidate
    decisions: Sequence[Decision]
    rules: Deciding
    policies: Mapping[str, str]
    today: date
    authors: Callable[[Decision], Authors]
    faults: Mapping[str, Reason] = field(default_factory=dict)


def judge(question: Question) -> Standing:
    """Return what was decided on a specification as it is now."""
    asked = question.rules.classes.get(question.candidate.classification)
    if asked is None:
        return Standing(question.candidate, ())
    judging = _Judging(question, Chain(question.decisions))
    roles: list[RoleStanding] = []
    for decider in asked.decided_by:
        roles.append(judging.role(decider, tuple(roles) if asked.in_order else ()))
    alone, unknown = judging.alone(roles)
    return Standing(question.candidate, tuple(roles), alone, unknown)


class _Judging:
    def __init__(self, question: Question, chain: Chain) -> None:
        self.question = question
        self.chain = chain
        self.genuine = tuple(made for made in chain.decisions if made.digest not in question.faults)

    def role(self, decider: Decider, before: tuple[RoleStanding, ...]) -> RoleStanding:
        made = [one for one in self.chain.decisions if one.role == decider.role]
        approvals = tuple(Counted(one, self.why(one, before)) for one in made if one.decision == APPROVED)
        blocks = tuple(one for one in made if self.blocks(one))
        return RoleStanding(
            decider, approvals, blocks, self._people([one.decision for one in approvals if one.why is None])
        )

    def _people(self, decisions: Iterable[Decision]) -> int:
        """Return how many different people decided: a deputy and the person count as one."""
        return len({self.question.rules.principal(made.name) for made in decisions})

    def why(self, made: Decision, before: tuple[RoleStanding, ...]) -> Reason | None:
        """Return why an approval does not count; None if it does."""
        found = self.question.faults.get(made.digest)
        return (
            found or self._since(made) or self._ended(made) or self._read(made) or self._ordered(made, before)
        )

    def _since(self, made: Decision) -> Reason | None:
        """Ask whether what it is about is what there is now."""
        now = self.question.candidate
        if made.classification != now.classification:
            return Reason(
                "GATE02",
                f"was made for {made.classification} data, and the class is {now.classification} now",
            )
        wanted = self.question.rules.answers_for(made.role, now.classification)
        if any(made.covers.get(scope) != now.scopes[scope] for scope in wanted):
            return Reason("GATE02", "")
        if made.stream != now.stream:
            return Reason(
                "GATE10",
                f"was made for generator stream {made.stream}, and this program has {now.stream}: other values come out",
            )
        if made.policy != self.question.policies[made.role]:
            return Reason("GATE10", "rests on rules of policy.yaml that have changed since")
        return None

    def _ended(self, made: Decision) -> Reason | None:
        """Ask whether it has begun and not ended."""
        today = self.question.today
        last = ends(made, self.question.rules)
        if made.on > today:
            return Reason("GATE03", f"is dated {day(made.on)}, which has not come")
        if last is not None and last < today:
            return Reason("GATE03", f"expired on {day(last)}")
        taken = [
            one
            for one in self.genuine
            if one.decision == WITHDRAWN and one.role == made.role and not self.chain.is_before(one, made)
        ]
        if taken:
            return Reason("GATE05", f"was withdrawn by {taken[-1].name} on {day(taken[-1].on)}")
        return None

    def _read(self, made: Decision) -> Reason | None:
        """Ask whether what it was compared with had been approved by the role itself."""
        if made.against == NONE:
            return None
        if any(one.role == made.role for one in self._compared(made)):
            return None
        return Reason("GATE11", "was compared with a specification that the role had not approved")

    def _ordered(self, made: Decision, before: tuple[RoleStanding, ...]) -> Reason | None:
        for earlier in before:
            at_hand = [one for one in earlier.standing if self.chain.is_before(one, made)]
            if self._people(at_hand) < earlier.decider.required:
                return Reason(
                    "GATE11",
                    f"was made before {earlier.decider.role} had approved, whose decision it must rest on",
                )
        return None

    def blocks(self, made: Decision) -> bool:
        """Return whether a decision says no to what there is now, and was not taken back by who made it."""
        now = self.question.candidate
        if made.digest in self.question.faults or made.decision not in {CHANGES, REJECTED}:
            return False
        # What somebody said no to is not made acceptable by another title.
        is_same = all(now.scopes.get(scope) == digest for scope, digest in made.covers.items())
        return (is_same or made.spec == now.digest) and not any(
            one.name == made.name and one.role == made.role and self.chain.is_before(made, one)
            for one in self.genuine
            if one.decision in {APPROVED, WITHDRAWN}
        )

    def alone(self, roles: Sequence[RoleStanding]) -> tuple[tuple[tuple[str, str], ...], str]:
        """Return the scopes that only their authors approved, and why it cannot be told if it cannot."""
        now = self.question.candidate
        found, unknown = [], ""
        for scope in now.scopes:
            standing = [one for role in roles for one in role.standing if scope in one.covers]
            rested = self._rested(standing, scope)
            if standing and not any(one.digest in rested for one in standing):
                looked = [one for made in standing for one in (made, *self._compared(made))]
                unknown = unknown or next(
                    filter(None, (self.question.authors(one).unknown for one in looked)), ""
                )
                found += [(scope, standing[-1].name)] if not unknown else []
        return tuple(found), unknown

    def _rested(self, standing: Sequence[Decision], scope: str) -> set[str]:
        """Return the approvals of a scope by others than its authors, what they were compared with being so too.

        Who approves their own change, and then somebody else's that was compared with it, has still approved alone.
        """
        needed: dict[str, Decision] = {}
        waiting = list(standing)
        while waiting:
            made = waiting.pop()
            if made.digest not in needed:
                needed[made.digest] = made
                waiting += [one for one in self._compared(made) if scope in one.covers]
        found: set[str] = set()
        for made in (one for one in self.chain.decisions if one.digest in needed):
            below = [one.digest for one in self._compared(made) if scope in one.covers]
            if made.against != NONE and found.isdisjoint(below):
                continue
            who = self.question.authors(made)
            if not who.unknown and not any(map(who.has, self._answering(made))):
                found.add(made.digest)
        return found

    def _compared(self, made: Decision) -> list[Decision]:
        """Return the genuine approvals of what a decision was compared with, made before it."""
        return [
            one
            for one in self.genuine
            if one.spec == made.against and one.decision == APPROVED and self.chain.is_before(one, made)
        ]

    def _answering(self, made: Decision) -> Sequence[Person]:
        """Return who answers for a decision: who made it, and on paper also who says so."""
        names = [made.name, *filter(None, [witness_of(made)])]
        return [self.question.rules.person(name) or Person(name, (made.role,)) for name in names]


def ends(made: Decision, rules: Deciding) -> date | None:
    """Return the last day on which a decision stands, by what it says and what the rules allow."""
    asked = rules.classes.get(made.classification)
    most = (
        None
        if asked is None or asked.expires_after is None
        else made.on + timedelta(days=asked.expires_after)
    )
    known = [last for last in (made.expires, most) if last is not None]
    return min(known, default=None)
