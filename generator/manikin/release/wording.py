"""What a look at the gate says, in lines for people: who has decided, what is missing, who may give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from manikin.disclosure.deciders import can_decide
from manikin.errors import Problem, UserError
from manikin.model.draws import Address
from manikin.release import changes
from manikin.release.decision import Decision
from manikin.release.gate import Look
from manikin.release.methods import KINDS
from manikin.release.standing import Counted, RoleStanding, Standing, ends
from manikin.review.codes import label
from manikin.review.snapshot import Snapshot
from manikin.review.statistics import statistics
from manikin.review.words.numbers import day, listed
from manikin.text import plain

_MOST_PAIRS: Final = 15


def refusals(look: Look) -> Iterator[Problem]:
    """Yield why a dataset may not be built, one problem for each role or cause, with who may mend it."""
    for role in look.standing.roles if look.standing is not None else ():
        if not role.is_done:
            rule, words = missing(look, role)
            yield _problem(look, rule, f"{role.decider.role}: {words}", needed(look, role))
    yield from obstacles(look)


def obstacles(look: Look) -> Iterator[Problem]:
    """Yield what else keeps a dataset from being built, whatever the roles have decided."""
    yield from look.refused
    standing = look.standing
    if standing is None:
        return
    if not standing.roles:
        message = f"nobody decides on {standing.candidate.classification} data by policy.yaml"
        yield _problem(look, "GATE12", message, "say under `classes` who does, on the protected branch")
    if standing.unknown:
        mend = "nothing is approved while that cannot be told"
        yield _problem(look, "GATE08", f"it cannot be told who made the change: {standing.unknown}", mend)
    for name in dict.fromkeys(name for _, name in standing.alone):
        scopes = listed([scope for scope, who in standing.alone if who == name])
        message = (
            f"{plain(name)} made the change of {scopes}, or witnessed it, and nobody else has approved it"
        )
        yield _problem(look, "GATE07", message, "somebody else must decide on it too")


def _problem(look: Look, rule: str, message: str, mend: str) -> Problem:
    return Problem(look.folder.name_of("spec.yaml"), 0, 0, rule, message, mend)


def missing(look: Look, role: RoleStanding) -> tuple[str, str]:
    """Return the rule and the words for what a role lacks."""
    name = role.decider.role
    if role.blocks:
        last = role.blocks[-1]
        notes = "; ".join(f"{at}: {plain(note, 200)}" for at, note in last.items)
        return "GATE04", f"{last.decision} by {plain(last.name)} on {day(last.on)}" + (
            f" ({notes})" if notes else ""
        )
    if _nobody(look, role):
        return (
            "GATE12",
            f"nobody may decide as {name} on {_class(look)} data: policy.yaml names no such person",
        )
    if role.standing:
        return "GATE01", f"{role.people} of {role.decider.required} people have approved"
    if not role.approvals:
        return "GATE01", "has not decided"
    # What was approved as it is now, and fell for another reason, says more than what changed since.
    fallen = [one for one in role.approvals if one.why is not None and one.why.rule != "GATE02"]
    combined = "" if fallen else combination(look, role)
    if combined:
        return "GATE09", combined
    newest = (fallen or role.approvals)[-1]
    assert newest.why is not None
    return newest.why.rule, said(look, newest)


def said(look: Look, one: Counted) -> str:
    """Return what an approval is, and why it does not count."""
    made = one.decision
    start = f"approved {label(made.spec)} on {day(made.on)}"
    if one.why is None:
        return f"approved on {day(made.on)} by {plain(made.name)} ({KINDS[made.method].TITLE})"
    if one.why.words:
        return f"{start}; that decision {one.why.words}"
    return f"{start}; since then {_since(look, made)} changed"


def since(look: Look, role: RoleStanding) -> str:
    """Return what changed since a role approved, if that is all that it lacks; else nothing."""
    if role.is_done or missing(look, role)[0] != "GATE02":
        return ""
    return _since(look, role.approvals[-1].decision)


def _since(look: Look, made: Decision) -> str:
    old = look.approvals.snapshots.get(made.spec)
    if old is None or look.candidate is None:
        return "something"
    places = changes.differing(old.canonical, look.candidate.canonical, made.covers)
    return changes.named(places, numbers(look, old)) or "something"


def numbers(look: Look, *olds: Snapshot) -> Mapping[Address, str]:
    """Return the numbers of statistics by the place of their value, now and in specifications as approved."""
    assert look.spec is not None
    kept = {at: number for old in olds for at, number in old.numbers.items()}
    found: dict[Address, str] = {}
    for old in reversed(olds):
        try:
            spec = old.spec(_files(look, old))
        except (
            UserError
        ):  # a vocabulary that was too large to be kept has changed: names without numbers then
            continue
        found |= {one.path: one.id for one in statistics(spec, old.numbers)}
    return found | {one.path: one.id for one in statistics(look.spec, kept)}


def _files(look: Look, old: Snapshot) -> dict[str, bytes]:
    assert look.spec is not None
    return {name: look.spec.texts[name] for name in old.left_out if name in look.spec.texts}


def combination(look: Look, role: RoleStanding) -> str:
    """Return the words for two approved changes that were merged, if that is what there is now; else nothing."""
    now = look.candidate
    if now is None or look.spec is None:
        return ""
    snapshots = look.approvals.snapshots
    stale = [one.decision for one in role.approvals if one.why is not None and one.why.rule == "GATE02"]
    latest = {made.spec: made for made in stale if made.spec in snapshots and made.spec != now.digest}
    scopes = look.ground.organisation.deciding.answers_for(role.decider.role, now.classification)
    for one, other in list(combinations(reversed(latest.values()), 2))[:_MOST_PAIRS]:
        first, second = snapshots[one.spec], snapshots[other.spec]
        of_second = changes.differing(first.canonical, now.canonical, scopes)
        of_first = changes.differing(second.canonical, now.canonical, scopes)
        # What differs from the one came with the other: then nothing is there that neither of them has.
        if of_first and of_second and not of_first & of_second:
            named = numbers(look, first, second)
            parts = sorted(
                f"{changes.named(places, named)} approved in {label(made.spec)}"
                for places, made in ((of_first, one), (of_second, other))
            )
            return f"combines {listed(parts)}; one decision on the combination is needed"
    return ""


def needed(look: Look, role: RoleStanding) -> str:
    """Return what is needed of a role, and who may give it."""
    if look.candidate is None or _nobody(look, role):
        return "name people with that role in policy.yaml, on the protected branch"
    able = [plain(name) for name in able_people(look, role)]
    who = ", ".join(able) or "anybody, on paper and with a witness"
    return f"needed: {role.decider.role} on {label(look.candidate.digest)}; may give it: {who}"


def needs(look: Look) -> list[str]:
    """Return what is needed of each role that is not done, a line each."""
    roles = look.standing.roles if look.standing is not None else ()
    return [needed(look, role) for role in roles if not role.is_done]


def able_people(look: Look, role: RoleStanding) -> list[str]:
    """Return the names of those who may give what a role lacks."""
    rules = look.ground.organisation.deciding
    given = {made.name for made in role.standing}
    return [
        person.name
        for person in rules.holders(role.decider.role)
        if person.name not in given and person.until is None and can_decide(rules, person, role.decider)
    ]


def _nobody(look: Look, role: RoleStanding) -> bool:
    rules = look.ground.organisation.deciding
    if rules.names_nobody:
        return "paper" not in role.decider.methods
    return not any(can_decide(rules, person, role.decider) for person in rules.holders(role.decider.role))


def _class(look: Look) -> str:
    return look.candidate.classification if look.candidate is not None else ""


def lines(look: Look) -> list[str]:
    """Return what each role has decided, a line each, with names under one another."""
    standing = look.standing
    if standing is None or not standing.roles:
        return []
    width = max(len(role.decider.role) for role in standing.roles)
    return [f"{role.decider.role:<{width}}  {_role(look, role)}" for role in standing.roles]


def _role(look: Look, role: RoleStanding) -> str:
    if not role.is_done:
        return missing(look, role)[1]
    return listed([said(look, one) for one in role.approvals if one.why is None][-role.decider.required :])


def expiry(look: Look, standing: Standing) -> Sequence[tuple[str, date]]:
    """Return the roles whose approval ends, and on which day, the first to end first."""
    rules = look.ground.organisation.deciding
    found = []
    for role in standing.roles:
        last = sorted((ends(made, rules) or date.max for made in role.standing), reverse=True)
        if len(last) >= role.decider.required and last[role.decider.required - 1] != date.max:
            found.append((role.decider.role, last[role.decider.required - 1]))
    return sorted(found, key=lambda pair: pair[1])
