"""What is wrong with what ``policy.yaml`` says of roles and people, beyond the shape of the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from manikin.disclosure.deciding import Decider, Deciding, Person, deciding
from manikin.errors import Problem
from manikin.model.draws import Address
from manikin.spec.document import Document
from manikin.text import plain

_KNOWN_BY: Final = ("name", "login", "principal")


def problems(document: Document) -> Iterator[Problem]:
    """Yield what does not fit together: undeclared names, people who are there twice, classes that nobody can decide on."""
    undeclared = list(_undeclared(document))
    yield from undeclared
    yield from _twice(document)
    dates = list(_dates(document))
    yield from dates
    if not undeclared and not dates:
        yield from _undecidable(document)


def _undeclared(document: Document) -> Iterator[Problem]:
    tree = document.tree
    roles = list(tree["roles"] if "roles" in tree else deciding({}).roles)
    named: list[tuple[Address, str]] = [
        (("people", place, "roles", at), role)
        for place, person in enumerate(tree.get("people", ()))
        for at, role in enumerate(person["roles"])
    ]
    named += [
        (("classes", name, "decided_by", place, "role"), part["role"])
        for name, rules in tree.get("classes", {}).items()
        for place, part in enumerate(rules["decided_by"])
    ]
    for address, role in named:
        if role not in roles:
            mend = f"write one of: {', '.join(roles)}; or declare it under `roles`"
            yield document.problem(address, "POLICY02", f"there is no role {plain(role, 40)!r}", mend)
    people = [person["name"] for person in tree.get("people", ())]
    for place, person in enumerate(tree.get("people", ())):
        other = person.get("deputy_of")
        if other is not None and (other not in people or other == person["name"]):
            mend = "write the exact name of another person of the file"
            yield document.problem(
                ("people", place, "deputy_of"),
                "POLICY02",
                f"nobody else here is called {plain(other)!r}",
                mend,
            )


def _twice(document: Document) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for place, person in enumerate(document.tree.get("people", ())):
        known: list[tuple[str, str, Address]] = [
            (key, person[key], ("people", place, key)) for key in _KNOWN_BY if key in person
        ]
        known += [
            ("email", email, ("people", place, "emails", at))
            for at, email in enumerate(person.get("emails", ()))
        ]
        for key, value, address in known:
            first = seen.setdefault((key, value.casefold()), place)
            if first != place:
                message = f"the {key} {plain(value)!r} stands here for a second person"
                mend = "list each person once, with all of their roles"
                yield document.problem(address, "POLICY03", message, mend)


def _dates(document: Document) -> Iterator[Problem]:
    for place, person in enumerate(document.tree.get("people", ())):
        try:
            date.fromisoformat(person.get("until", "2000-01-01"))
        except ValueError:
            message = f"there is no day {plain(person['until'])}"
            yield document.problem(
                ("people", place, "until"), "DATE01", message, "write a day such as 2027-03-31"
            )


def _undecidable(document: Document) -> Iterator[Problem]:
    """Yield the classes of the file that its people could never decide on."""
    rules = deciding(document.tree)
    if rules.names_nobody:
        return
    for name in document.tree.get("classes", {}):
        for place, decider in enumerate(rules.classes[name].decided_by):
            able = [person for person in rules.holders(decider.role) if can_decide(rules, person, decider)]
            if len(able) < decider.required:
                people = f"{len(able)} {'person' if len(able) == 1 else 'people'}"
                yield document.problem(
                    ("classes", name, "decided_by", place),
                    "POLICY04",
                    f"{people} can decide as {decider.role} by the methods allowed, and {decider.required} must",
                    "name people with that role, with a `login` (and a `recorder`) for host-review or a `principal` for "
                    "ssh-signature; or allow another method",
                )


def can_decide(rules: Deciding, person: Person, decider: Decider) -> bool:
    """Return whether a person has what one of the methods that a role may use asks for."""
    has = {
        "ssh-signature": bool(person.principal),
        "host-review": bool(person.login and rules.recorder),
        "paper": True,
    }
    return any(has[method] for method in decider.methods)
