"""The state of a dataset in a few words and as data, for `manikin status`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from manikin.release.gate import Look
from manikin.release.standing import RoleStanding
from manikin.release.wording import able_people, expiry, missing, refusals, said, since
from manikin.review.codes import code
from manikin.review.words.numbers import day, listed, plural
from manikin.spec.fragments import record, text
from manikin.text import plain

Day = date
SOON: Final = 30
"""Days before an approval ends at which it is told."""
STATES: Final = (
    "draft",
    "in review",
    "approved",
    "expires soon",
    "stale",
    "expired",
    "says no",
    "cannot be told",
    "has problems",
)
_WORST: Final = {
    "GATE02": "stale",
    "GATE09": "stale",
    "GATE10": "stale",
    "GATE03": "expired",
    "GATE04": "says no",
    "GATE05": "says no",
}


def state(look: Look, today: date) -> str:
    """Return the state of a dataset, one of `STATES`."""
    if look.problems or look.standing is None:
        return "has problems"
    if look.refused or look.standing.unknown:
        return "cannot be told"
    if look.is_open:
        last = expiry(look, look.standing)
        return "expires soon" if last and (last[0][1] - today).days <= SOON else "approved"
    rules = [missing(look, role)[0] for role in look.standing.roles if not role.is_done]
    bad = {_WORST[rule] for rule in rules if rule in _WORST}
    for worst in ("says no", "stale", "expired"):
        if worst in bad:
            return worst
    return "in review" if any(role.standing for role in look.standing.roles) else "draft"


def words(look: Look, today: date) -> str:
    """Return the state in words."""
    found = state(look, today)
    standing = look.standing
    if standing is None or found in {"has problems", "cannot be told", "draft"}:
        return found
    last = expiry(look, standing)
    if found == "approved":
        return f"approved until {day(last[0][1])}" if last else "approved"
    if found == "expires soon":
        return f"expires in {plural((last[0][1] - today).days, 'day')}"
    done = sum(role.is_done for role in standing.roles)
    if found == "in review":
        return f"in review: {done} of {plural(len(standing.roles), 'role')}"
    rules = {"stale": "changed since", "expired": "expired", "says no": "refused"}
    return f"{rules[found]}: {done} of {plural(len(standing.roles), 'role')} stand"


def needs(look: Look, today: date) -> str:
    """Return what is needed, in a few words."""
    if look.problems:
        return f"{plural(len(look.problems), 'problem')} mended: {look.problems[0].rule}"
    standing = look.standing
    if look.refused or standing is None:
        return look.refused[0].message if look.refused else ""
    if standing.unknown:
        return standing.unknown
    if look.is_open:
        ending = [role for role, last in expiry(look, standing) if (last - today).days <= SOON]
        return listed(ending) or "nothing"
    wanted = [_wanted(look, role) for role in standing.roles if not role.is_done]
    if wanted:
        return "; ".join(wanted) if any(":" in words for words in wanted) else listed(wanted)
    names = dict.fromkeys(name for _, name in standing.alone)
    return f"somebody other than {listed([plain(name) for name in names])}, who made the change"


def _wanted(look: Look, role: RoleStanding) -> str:
    """Return a role that is not done, with what changed since it approved."""
    what = since(look, role)
    return role.decider.role + (f": {what}" if what else "")


def row(look: Look, today: date) -> tuple[str, str, str, str, str]:
    """Return the line of a dataset: its name, version, class, state and needs."""
    spec = look.spec
    if spec is None:
        return (plain(look.folder.path.name), "", "", words(look, today), needs(look, today))
    return (
        spec.dataset,
        spec.version,
        spec.classification.replace("-", " "),
        words(look, today),
        plain(needs(look, today), 200),
    )


def _role(look: Look, role: RoleStanding) -> dict[str, Any]:
    why = None if role.is_done else dict(zip(("rule", "words"), missing(look, role), strict=True))
    return {
        "role": role.decider.role,
        "done": role.is_done,
        "required": role.decider.required,
        "methods": list(role.decider.methods),
        "standing": [
            {"name": made.name, "on": made.on.isoformat(), "method": made.method, "decision": made.digest}
            for made in role.standing
        ],
        "missing": why,
        "may_give": [] if role.is_done else able_people(look, role),
        "told": [said(look, one) for one in role.approvals],
    }


def report(found: Sequence[Look], today: date) -> dict[str, Any]:
    """Return the state of datasets as `SCHEMA` describes it."""
    return {"status": 1, "on": today.isoformat(), "datasets": [_dataset(look, today) for look in found]}


def _dataset(look: Look, today: date) -> dict[str, Any]:
    now, standing = look.candidate, look.standing
    last = expiry(look, standing) if standing is not None and look.is_open else []
    return {
        "folder": look.folder.shown,
        "dataset": look.spec.dataset if look.spec else None,
        "version": look.spec.version if look.spec else None,
        "class": look.spec.classification if look.spec else None,
        "spec": now.digest if now else None,
        "code": code(now.digest) if now else None,
        "state": state(look, today),
        "approved": look.is_open,
        "until": last[0][1].isoformat() if last else None,
        "words": words(look, today),
        "needs": needs(look, today),
        "rules_from": look.ground.source,
        "roles": [_role(look, role) for role in standing.roles] if standing is not None else [],
        "refusals": [{"rule": one.rule, "message": one.message, "mend": one.mend} for one in refusals(look)],
        "problems": [
            {"rule": one.rule, "message": one.message, "file": one.file, "line": one.line}
            for one in look.problems
        ],
        "notes": [{"rule": one.rule, "message": one.message, "file": one.file} for one in look.notes],
    }


def _list(items: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "array", "items": items, "description": description}


def _maybe(description: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "description": description}


def _words(*names: str) -> dict[str, Any]:
    whole = {name: {"type": ["string", "integer"]} for name in names}
    return record("A finding.", whole, required=list(names))


_ROLE: Final = record(
    "A role that decides.",
    {
        "role": text("Its name."),
        "done": {"type": "boolean", "description": "Whether it has approved what is there now."},
        "required": {"type": "integer", "description": "How many people must."},
        "methods": _list({"type": "string"}, "How they may."),
        "standing": _list(_words("name", "on", "method", "decision"), "The approvals that count."),
        "missing": {
            "type": ["object", "null"],
            "description": "Why it has not.",
            "properties": {"rule": {"type": "string"}, "words": {"type": "string"}},
            "required": ["rule", "words"],
            "additionalProperties": False,
        },
        "may_give": _list({"type": "string"}, "Who may give what is missing."),
        "told": _list({"type": "string"}, "All of its approvals, in words."),
    },
    required=["role", "done", "required", "methods", "standing", "missing", "may_give", "told"],
)
_DATASET: Final = record(
    "A dataset.",
    {
        "folder": text("Its folder."),
        "dataset": _maybe("Its name."),
        "version": _maybe("Its version."),
        "class": _maybe("Its class."),
        "spec": _maybe("The digest of its specification as it is now."),
        "code": _maybe("The check code of that."),
        "state": {"enum": list(STATES), "description": "Its state."},
        "approved": {"type": "boolean", "description": "Whether it may be built as approved."},
        "until": _maybe("The last day on which all that is needed stands."),
        "words": text("Its state in words."),
        "needs": text("What is needed, in words."),
        "rules_from": text("The branch that rules and people were read from."),
        "roles": _list(_ROLE, "The roles that decide on its class."),
        "refusals": _list(_words("rule", "message", "mend"), "Why it may not be built."),
        "problems": _list(_words("rule", "message", "file", "line"), "What is wrong with its files."),
        "notes": _list(_words("rule", "message", "file"), "What is not in force."),
    },
)
_DATASET["required"] = list(_DATASET["properties"])
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "status.schema.json",
    "title": "What manikin status says, version 1",
    **record(
        "Which datasets are approved, and what is missing.",
        {
            "status": {"const": 1, "description": "The version of this form."},
            "on": text("The day."),
            "datasets": _list(_DATASET, "The datasets."),
        },
        required=["status", "on", "datasets"],
    ),
}
