"""Policies: every private source names one that is known and that the organisation allows."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.disclosure.policy import POLICIES, Policy
from manikin.errors import Problem
from manikin.model import Source, Spec
from manikin.spec.document import Document


def in_force(source: Source, asked: Policy | None) -> Policy | None:
    """Return the rules for a private source, the stricter of its own and those asked for; None where unknown."""
    named = POLICIES.get(str(source.details.get("policy")))
    return named if named is None or asked is None else named.joined(asked)


def check(spec: Spec, document: Document, asked: Policy | None) -> Iterator[Problem]:
    """Yield private sources under no policy, or under one that allows none."""
    for source in spec.sources.values():
        if source.kind != "private":
            continue
        at = (*source.address, "policy")
        rules = in_force(source, asked)
        allowed = ", ".join(name for name, shipped in POLICIES.items() if shipped.allows_private)
        if rules is None:
            message = f"there is no disclosure policy {source.details.get('policy')!r}"
            yield document.problem(at, "DISC01", message, f"name one of: {allowed}")
        elif not rules.allows_private:
            what = "the organisation's policy" if POLICIES[rules.name].allows_private else "this policy"
            message = f"{what} allows no statistics of records, cleared or not"
            mend = "take the source out with all of its numbers, or have the policy changed"
            yield document.problem(at, "DISC01", message, mend)
