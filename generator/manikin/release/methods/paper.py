"""A decision on a printed form, entered by somebody who saw it signed.

The file is worth what its witness is worth: who merges it answers for that the form exists.
"""

from __future__ import annotations

from manikin.disclosure.deciding import Person
from manikin.release.decision import Decision
from manikin.release.methods.kind import Trust, Unsound
from manikin.text import plain

TITLE = "on paper"


def check(made: Decision, person: Person | None, trust: Trust) -> None:
    """Refuse a decision without a witness who is somebody else, and known where people are."""
    witness = witness_of(made)
    if witness.casefold() == made.name.casefold():
        raise Unsound("is witnessed by who decides: somebody else must have seen the form")
    known = trust.rules.person(witness)
    if person is not None and known is None:
        raise Unsound(f"is witnessed by {plain(witness)}, whom policy.yaml does not name")
    if person is not None and known is not None and person.name in {known.deputy_of, known.name}:
        raise Unsound(f"is witnessed by {plain(witness)}, the deputy of who decides")


def witness_of(made: Decision) -> str:
    """Return who saw the form."""
    return str((made.details or {}).get("paper", {}).get("witness", ""))
