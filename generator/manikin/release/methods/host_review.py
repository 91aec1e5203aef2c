"""A decision made by a comment or a review on the git host, turned into a file and signed by the CI job.

Anybody can write a file that says somebody commented. So the job that saw the comment signs it, with a key that
requests cannot reach.
"""

from __future__ import annotations

from manikin.disclosure.deciding import Person
from manikin.release.decision import Decision
from manikin.release.methods.kind import Trust, Unsound

TITLE = "on the git host"


def check(made: Decision, person: Person | None, trust: Trust) -> None:
    """Refuse a decision that the CI job did not record."""
    login = str((made.details or {}).get("host", {}).get("login", ""))
    if person is None or not person.login or person.login.casefold() != login.casefold():
        raise Unsound("was made under a login that policy.yaml does not give for who decides")
    if not trust.rules.recorder:
        raise Unsound("was made on the git host, and policy.yaml names no `recorder` who could have seen it")
    trust.require_signed(made, trust.rules.recorder)
