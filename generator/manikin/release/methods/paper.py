"""A decision on a printed form, entered by somebody who saw it signed.

The file is worth what its witness is worth: who merges it answers for that the form exists.
"""

from __future__ import annotations

from manikin.disclosure.deciding import Person
from manikin.release.decision import Decision
from manikin.release.methods.kind import Trust, Unsound
from manikin.review.words.numbers import day
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
    if known is None:
        return
    if trust.rules.principal(known.name) == trust.rules.principal(made.name):
        raise Unsound(f"is witnessed by {plain(witness)}, who counts as one with who decides")
    if known.until is not None and (made.on > known.until or trust.moment(made).date() > known.until):
        raise Unsound(f"is witnessed by {plain(witness)}, who left on {day(known.until)}")


def witness_of(made: Decision) -> str:
    """Return who saw the form."""
    return str((made.details or {}).get("paper", {}).get("witness", ""))
