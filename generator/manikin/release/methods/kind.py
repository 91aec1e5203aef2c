"""What every method has to say of a decision, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from manikin.disclosure.deciding import Deciding, Person
from manikin.release.decision import Decision
from manikin.release.signers import Signer
from manikin.release.signing import holds
from manikin.review.words.numbers import day
from manikin.text import plain


class Unsound(ValueError):  # noqa: N818  not an error of anybody: a finding about a decision
    """Why a decision is not what it says; the words continue a sentence about it."""


@dataclass(frozen=True)
class Trust:
    """What decisions are checked against, all of it from the protected branch.

    Parameters
    ----------
    rules : Deciding
        Roles and people.
    signers : tuple of Signer
        The keys that may sign.
    revoked : str or None
        The keys that may not any more; None where there is no such list, and then no signature is taken.
    today : date
        The day that it is.
    seen : callable
        When the protected branch had a decision first; None where it has not got it yet.
    """

    rules: Deciding
    signers: tuple[Signer, ...] = ()
    revoked: str | None = None
    today: date = date.min
    seen: Callable[[Decision], datetime | None] = lambda _: None

    def moment(self, made: Decision) -> datetime:
        """Return the earliest moment at which a decision is known to have been there: now, or when the branch had it."""
        return self.seen(made) or datetime.combine(self.today, time(), UTC)

    def require_signed(self, made: Decision, principal: str) -> None:
        """Refuse a decision that no key of a principal signed while it was valid.

        Raises
        ------
        Unsound
            If so.
        """
        keys = [signer for signer in self.signers if signer.principal == principal]
        if not keys:
            raise Unsound(f"is signed by {plain(principal)}, who has no key in allowed_signers")
        if self.revoked is None:
            raise Unsound(
                "is signed, and there is no revoked_keys to look into; put an empty one beside policy.yaml"
            )
        good = [key for key in keys if holds(made.payload, made.signature, [key], self.revoked, made.on)]
        if not good:
            raise Unsound(
                f"has a signature that does not hold: it was changed or moved, or no key of {plain(principal)} that was "
                f"valid on {day(made.on)} and is not revoked made it"
            )
        if not any(self._in_time(key, made) for key in good):
            raise Unsound(
                f"is signed with a key that ended before the protected branch had the decision, so that the day it "
                f"gives, {day(made.on)}, cannot be believed"
            )

    def _in_time(self, key: Signer, made: Decision) -> bool:
        """Ask whether a key had not ended when the decision is known to have been there: a day is easily written."""
        return not key.before or self.moment(made) < moment(key.before)


class Kind(Protocol):
    """A method, as a module."""

    TITLE: str
    """In a few words, as they stand behind a name."""

    def check(self, made: Decision, person: Person | None, trust: Trust) -> None:
        """Refuse a decision that was not made in this way; raise `Unsound`."""


def moment(text: str) -> datetime:
    """Return a moment as ``allowed_signers`` writes it, such as 20260301Z."""
    digits = text.removesuffix("Z").ljust(14, "0")
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def fault_of(made: Decision, trust: Trust, kinds: Mapping[str, Kind]) -> str:
    """Return why a decision is not what it says; empty if it is."""
    rules = trust.rules
    try:
        asked = rules.classes.get(made.classification)
        decider = (
            next((d for d in asked.decided_by if d.role == made.role), None) if asked is not None else None
        )
        if decider is None:
            return f"is by {plain(made.role)}, which does not decide on {made.classification} data"
        person = _person(made, trust)
        if made.method not in decider.methods:
            return f"was made by {made.method}, which policy.yaml does not allow for {made.role}"
        if decider.needs_reference and made.decision == "approved" and not made.reference:
            return "names nothing that it rests on, such as an evaluation (--reference)"
        kinds[made.method].check(made, person, trust)
    except Unsound as error:
        return str(error)
    return ""


def _person(made: Decision, trust: Trust) -> Person | None:
    if trust.rules.names_nobody:
        return None
    person = trust.rules.person(made.name)
    if person is None:
        raise Unsound(f"is by {plain(made.name)}, whom policy.yaml does not name")
    if made.role not in person.roles:
        raise Unsound(f"is by {plain(made.name)}, who is not {plain(made.role)}")
    if person.until is not None and (made.on > person.until or trust.moment(made).date() > person.until):
        raise Unsound(
            f"is by {plain(made.name)}, who decides until {day(person.until)}, and was not known by then"
        )
    return person
