"""Who decides on a dataset: roles and what each answers for, people, and which roles a class needs.

Part of the organisation's ``policy.yaml``. Knows nothing of decisions that were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from manikin.spec.fragments import record, text

ANSWERABLE: Final = ("structure", "statistic", "rule", "use")
"""The scopes that somebody must answer for; presentation belongs to nobody."""
METHODS: Final = ("ssh-signature", "host-review", "paper")
CLASSES: Final = ("structural", "publicly-sourced", "privately-sourced")
ROLE: Final = "^[a-z][a-z0-9]*([ -][a-z0-9]+)*$"
PRINCIPAL: Final = "^[A-Za-z0-9._@-]{1,100}$"
LOGIN: Final = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True)
class Person:
    """Somebody who may decide.

    Parameters
    ----------
    name : str
        Exactly as decisions give it.
    roles : tuple of str
        What they decide as.
    login, principal : str
        How the git host and the list of keys call them; empty where they have none.
    emails : tuple of str
        How git knows them, to tell whether they made a change themselves.
    until : date, optional
        The last day on which they could decide.
    deputy_of : str
        The name of the person whom they stand in for, if any.
    """

    name: str
    roles: tuple[str, ...]
    login: str = ""
    principal: str = ""
    emails: tuple[str, ...] = ()
    until: date | None = None
    deputy_of: str = ""


@dataclass(frozen=True)
class Decider:
    """A role that a class of data needs, by which methods and how many people."""

    role: str
    methods: tuple[str, ...] = METHODS
    required: int = 1
    needs_reference: bool = False
    """Whether the decision must name what it rests on, such as an evaluation."""


@dataclass(frozen=True)
class ClassRules:
    """What a class of data needs."""

    decided_by: tuple[Decider, ...]
    in_order: bool = False
    """Whether each role decides after the one before it, with that decision at hand."""
    expires_after: int | None = None
    """The most days for which a decision stands."""


@dataclass(frozen=True)
class Deciding:
    """Who decides on what; the defaults where a file says nothing."""

    roles: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, ClassRules]
    people: tuple[Person, ...] = ()
    recorder: str = ""
    """The principal whose key the CI job signs with when it turns a comment into a decision."""

    @property
    def names_nobody(self) -> bool:
        """Whether no person is named, so that nobody can be told from anybody else."""
        return not self.people

    def person(self, name: str) -> Person | None:
        """Return the person of exactly that name."""
        return next((person for person in self.people if person.name == name), None)

    def principal(self, name: str) -> str:
        """Return for whom somebody decides: the person whom they stand in for, through all deputies, or themselves."""
        seen = [name]
        while (person := self.person(seen[-1])) is not None and person.deputy_of:
            if person.deputy_of in seen:  # they stand in for one another
                return min(seen[seen.index(person.deputy_of) :])
            seen.append(person.deputy_of)
        return seen[-1]

    def holders(self, role: str) -> tuple[Person, ...]:
        """Return the people who hold a role, in the file's order."""
        return tuple(person for person in self.people if role in person.roles)

    def answers_for(self, role: str, classification: str) -> tuple[str, ...]:
        """Return the scopes that a role answers for in a class; what no role of the class does, all of them do."""
        deciders = [decider.role for decider in self.classes[classification].decided_by]
        taken = {scope for other in deciders for scope in self.roles[other]}
        return tuple(scope for scope in ANSWERABLE if scope in self.roles[role] or scope not in taken)


_ALL: Final = ANSWERABLE
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "owner": ("structure", "rule"),
    "information governance": ("statistic", "rule", "use"),
    "audit team": _ALL,
}
_CLASSES: Final[Mapping[str, ClassRules]] = {
    "structural": ClassRules((Decider("owner"),)),
    "publicly-sourced": ClassRules((Decider("owner"), Decider("information governance"))),
    "privately-sourced": ClassRules(
        (
            Decider("audit team", ("ssh-signature", "host-review"), needs_reference=True),
            Decider("information governance", ("ssh-signature", "host-review")),
        ),
        in_order=True,
        expires_after=365,
    ),
}
DEFAULT: Final = Deciding(_ROLES, _CLASSES)
"""Without people: structural and publicly-sourced datasets are decided on paper, privately-sourced ones by nobody."""

_NAMES: Final = {"type": "array", "minItems": 1, "uniqueItems": True}
_DECIDER: Final = record(
    "A role that decides.",
    {
        "role": text("A role of `roles`: small letters, digits, spaces and hyphens.", pattern=ROLE),
        "methods": {**_NAMES, "items": {"enum": list(METHODS)}, "description": "How they may decide."},
        "required": {
            "type": "integer",
            "minimum": 1,
            "maximum": 9,
            "description": "How many people of the role; 1 if not said.",
        },
        "needs_reference": {
            "type": "boolean",
            "description": "Whether the decision must name what it rests on, such as an evaluation.",
        },
    },
    required=["role"],
)
_CLASS: Final = record(
    "What a class of data needs.",
    {
        "decided_by": {
            "type": "array",
            "minItems": 1,
            "items": _DECIDER,
            "description": "The roles that all decide.",
        },
        "in_order": {"type": "boolean", "description": "Whether each role decides after the one before it."},
        "expires_after": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3660,
            "description": "The most days for which a decision stands.",
        },
    },
    required=["decided_by"],
)
_PERSON: Final = record(
    "Somebody who may decide.",
    {
        "name": text("Their name, exactly as decisions give it.", minLength=1, maxLength=80),
        "roles": {
            **_NAMES,
            "items": text("A role of `roles`.", pattern=ROLE),
            "description": "What they decide as.",
        },
        "login": text("Their name on the git host: letters, digits, . _ -", pattern=LOGIN),
        "principal": text("Their name in `allowed_signers`: letters, digits, . _ @ -", pattern=PRINCIPAL),
        "emails": {
            **_NAMES,
            "items": {"type": "string", "maxLength": 200},
            "description": "How git knows them.",
        },
        "until": text("The last day on which they could decide, such as 2027-03-31.", pattern=DAY),
        "deputy_of": text("The name of the person whom they stand in for.", maxLength=80),
    },
    required=["name", "roles"],
)
PARTS: Final[dict[str, Any]] = {
    "roles": {
        "type": "object",
        "minProperties": 1,
        "description": "The roles, and what each answers for.",
        "propertyNames": {"pattern": ROLE, "maxLength": 40},
        "additionalProperties": record(
            "A role.",
            {
                "answers_for": {
                    **_NAMES,
                    "items": {"enum": list(ANSWERABLE)},
                    "description": "The parts of a specification that the role decides on.",
                }
            },
            required=["answers_for"],
        ),
    },
    "people": {
        "type": "array",
        "maxItems": 500,
        "items": _PERSON,
        "description": "Who may decide, and as what.",
    },
    "classes": record("Which roles decide on data of a class.", dict.fromkeys(CLASSES, _CLASS)),
    "recorder": text(
        "The principal that CI signs with when a comment becomes a decision.", pattern=PRINCIPAL
    ),
}
"""The keys of ``policy.yaml`` that say who decides, for its schema."""


def deciding(tree: Mapping[str, Any]) -> Deciding:
    """Return who decides, from a file that `PARTS` describes and `problems` finds nothing wrong with."""
    roles = {name: tuple(role["answers_for"]) for name, role in tree.get("roles", {}).items()} or dict(_ROLES)
    classes = {name: _class(rules) for name, rules in tree.get("classes", {}).items()}
    standing = {
        name: rules for name, rules in _CLASSES.items() if all(d.role in roles for d in rules.decided_by)
    }
    return Deciding(
        roles, {**standing, **classes}, tuple(map(_person, tree.get("people", ()))), tree.get("recorder", "")
    )


def _class(tree: Mapping[str, Any]) -> ClassRules:
    deciders = tuple(
        Decider(
            part["role"],
            tuple(method for method in METHODS if method in part.get("methods", METHODS)),
            part.get("required", 1),
            part.get("needs_reference", False),
        )
        for part in tree["decided_by"]
    )
    return ClassRules(deciders, tree.get("in_order", False), tree.get("expires_after"))


def _person(tree: Mapping[str, Any]) -> Person:
    until = date.fromisoformat(tree["until"]) if "until" in tree else None
    return Person(
        tree["name"],
        tuple(tree["roles"]),
        tree.get("login", ""),
        tree.get("principal", ""),
        tuple(tree.get("emails", ())),
        until,
        tree.get("deputy_of", ""),
    )
