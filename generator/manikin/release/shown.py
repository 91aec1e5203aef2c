"""Who has decided, as the review page shows it: plain data of what the gate found."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.release.gate import Look
from manikin.release.methods import KINDS
from manikin.release.standing import Counted, RoleStanding
from manikin.release.wording import able_people, missing, obstacles, said
from manikin.review.standing import NOTHING, Decided, Needed, Standing
from manikin.review.words.numbers import day


def standing(look: Look) -> Standing:
    """Return who has decided on a dataset, who is missing, and how to decide."""
    found = look.standing
    if found is None:
        return NOTHING
    return Standing(
        is_approved=look.is_open,
        decided=tuple(one for role in found.roles for one in _decided(look, role)),
        needed=tuple(_needed(look, role) for role in found.roles if not role.is_done),
        how=tuple(_how(look)),
    )


def _decided(look: Look, role: RoleStanding) -> Iterator[Decided]:
    counted = [*role.approvals, *(Counted(made) for made in role.blocks)]
    for one in counted:
        made = one.decision
        about = said(look, one) if one.why is not None else ""
        method = KINDS[made.method].TITLE
        yield Decided(role.decider.role, made.name, day(made.on), made.decision, method, about)


def _needed(look: Look, role: RoleStanding) -> Needed:
    return Needed(role.decider.role, missing(look, role)[1], tuple(able_people(look, role)))


def _how(look: Look) -> Iterator[str]:
    """Yield the ways to decide that are open to the roles that are missing, and what else is in the way."""
    assert look.standing is not None
    missed = [role for role in look.standing.roles if not role.is_done]
    open_ = [role for role in missed if missing(look, role)[0] != "GATE12"]
    if len(open_) < len(missed):
        yield "First name people with the role in policy.yaml, on the protected branch"
    for method in dict.fromkeys(method for role in open_ for method in role.decider.methods):
        roles = [role.decider.role for role in open_ if method in role.decider.methods]
        yield f"{HOW.get(method, method)} ({', '.join(roles)})"
    for problem in obstacles(look):
        yield f"{problem.message}; {problem.mend}" if problem.mend else problem.message


HOW = {
    "host-review": "Reply on the request with /manikin approve and the check code",
    "ssh-signature": "Run manikin approve --sign with your key",
    "paper": "Fill in the last page of the printed brief; a steward enters it with a witness",
}
"""How to decide by each method."""
