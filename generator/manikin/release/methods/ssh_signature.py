"""A decision signed by whoever makes it, with a key of OpenSSH."""

from __future__ import annotations

from manikin.disclosure.deciding import Person
from manikin.release.decision import Decision
from manikin.release.methods.kind import Trust, Unsound

TITLE = "signature"


def check(made: Decision, person: Person | None, trust: Trust) -> None:
    """Refuse a decision that the person's own key did not sign."""
    principal = (made.details or {}).get("principal")
    if person is None or not person.principal:
        raise Unsound("is signed by somebody for whom policy.yaml names no `principal`")
    if principal != person.principal:
        raise Unsound("is signed under another name than policy.yaml gives for who decides")
    trust.require_signed(made, person.principal)
