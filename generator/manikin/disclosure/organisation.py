"""An organisation's own policy: the file ``policy.yaml`` beside its datasets.

It may only tighten a shipped disclosure policy, and says who decides on datasets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from manikin.disclosure import deciders, deciding
from manikin.disclosure.deciding import Deciding
from manikin.disclosure.policy import POLICIES, STRICTER, Policy, tightened
from manikin.errors import Problem, UserError
from manikin.spec import keywords, shape
from manikin.spec.document import Document
from manikin.spec.folder import Folder
from manikin.spec.fragments import record
from manikin.spec.read import read

FILE = "policy.yaml"
_PARTS: dict[str, dict[str, Any]] = {
    "threshold": {
        "type": "integer",
        "minimum": 1,
        "description": "The fewest people that a number may stand for.",
    },
    "base": {"type": "integer", "minimum": 1, "description": "Counts are multiples of it."},
    "dominance": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "The greatest share of a cell's rows that one person may have.",
    },
    "numbers_from": {
        "type": "integer",
        "minimum": 1,
        "description": "The fewest people that a mean, a spread or a quantile may rest on.",
    },
    "structure_below": {
        "type": "integer",
        "minimum": 1,
        "description": "A table about fewer people shows its structure alone.",
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "policy.schema.json",
    "title": "An organisation's policy for manikin, version 1",
    **record(
        "A shipped disclosure policy, made stricter where the organisation wants it, and who decides on datasets.",
        {
            "policy": {"enum": list(POLICIES), "description": "The shipped policy that it starts from."},
            **_PARTS,
            **deciding.PARTS,
        },
        required=["policy"],
    ),
}
"""What the file may hold."""


@dataclass(frozen=True)
class Organisation:
    """What an organisation asks of its datasets: its policy if it has one, and what is wrong with the file."""

    policy: Policy | None = None
    problems: tuple[Problem, ...] = ()
    deciding: Deciding = deciding.DEFAULT


def organisation(folder: Folder) -> Organisation:
    """Return the policy beside a dataset's folder."""
    return kept_in(folder.above())


def kept_in(home: Folder) -> Organisation:
    """Return the policy in the folder that datasets stand in."""
    if not home.has(FILE):
        return Organisation()
    try:
        data = home.read(FILE)
    except UserError as error:
        mend = f"put an ordinary {FILE} there, or none"
        return Organisation(problems=(Problem(home.name_of(FILE), 0, 0, "FILE01", error.message, mend),))
    return organisation_of(data, home.name_of(FILE))


def organisation_of(data: bytes, shown: str) -> Organisation:
    """Return the policy that a file holds, called `shown` in messages."""
    document, problems = read(data, shown)
    return Organisation(problems=problems) if document is None else _judged(document)


def _judged(document: Document) -> Organisation:
    found = [
        document.problem(f.address, f.rule, f.message, f.mend, key=f.key)
        for error in _validator().iter_errors(document.tree)
        for f in keywords.findings(error)
    ]
    if found:
        return Organisation(problems=tuple(sorted(found)))
    named = POLICIES[document.tree["policy"]]
    asked = {part: _number(document.tree[part]) for part in STRICTER if part in document.tree}
    for part in STRICTER:
        try:
            tightened(
                named, {key: value for key, value in asked.items() if key in {part, "base"} and part in asked}
            )
        except UserError as error:
            message, _, mend = error.message.partition(": ")
            mend = mend or "a policy of your own may only be stricter than the one that it names"
            found.append(document.problem((part,), "POLICY01", message, mend))
    found += deciders.problems(document)
    if found:
        return Organisation(problems=tuple(sorted(set(found))))
    return Organisation(tightened(named, asked), deciding=deciding.deciding(document.tree))


def _number(value: Any) -> Any:
    return value if isinstance(value, int) else float(value)


@cache
def _validator() -> Draft202012Validator:
    return shape.strict()(SCHEMA, registry=Registry())
