"""What would be built: the specification as it is now, by the digests that decisions are about."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from manikin.build import STREAM
from manikin.disclosure.deciding import ANSWERABLE, Deciding
from manikin.disclosure.policy import Policy
from manikin.model import Spec
from manikin.review.scopes import digests
from manikin.spec.canonical import FILES, written


@dataclass(frozen=True)
class Candidate:
    """A specification as it is now."""

    dataset: str
    version: str
    classification: str
    digest: str
    vocabularies: str
    scopes: Mapping[str, str]
    """The digest of each scope that somebody answers for."""
    canonical: bytes
    stream: int = STREAM


def candidate(spec: Spec) -> Candidate:
    """Return what would be built of a specification."""
    found = digests(spec).scopes
    return Candidate(
        spec.dataset,
        spec.version,
        spec.classification,
        spec.digest,
        vocabularies_digest(spec.canonical),
        {scope: found[scope] for scope in ANSWERABLE},
        spec.canonical,
    )


def vocabularies_digest(canonical: bytes) -> str:
    """Return the digest over those of a specification's vocabularies."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(written(canonical)[FILES])).hexdigest()


def rules_digest(policy: Policy | None, rules: Deciding, classification: str, role: str) -> str:
    """Return the digest of the rules that a decision rests on: of disclosure, of the class, of the role.

    Who holds the role is not among them, so that people come and go and decisions stand.
    """
    asked = rules.classes[classification]
    tree: dict[str, Any] = {
        "class": classification,
        "role": role,
        "answers_for": list(rules.answers_for(role, classification)),
        "decided_by": [vars(decider) | {"methods": list(decider.methods)} for decider in asked.decided_by],
        "in_order": asked.in_order,
        "expires_after": asked.expires_after,
        # Its title is prose, and may be worded better.
        "disclosure": None
        if policy is None
        else {key: value for key, value in vars(policy).items() if key != "title"},
    }
    return "sha256:" + hashlib.sha256(rfc8785.dumps(tree)).hexdigest()
