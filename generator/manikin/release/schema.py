"""The JSON Schema of a decision."""

from __future__ import annotations

from typing import Any, Final

from manikin.disclosure.deciding import ANSWERABLE, CLASSES, DAY, LOGIN, METHODS, PRINCIPAL, ROLE
from manikin.spec.fragments import DATASET, DIGEST, VERSION, record, text

FORMAT: Final = 1
NONE: Final = "none"
DECISIONS: Final = ("approved", "changes requested", "rejected", "withdrawn")
DIGEST_OR_NONE: Final = "^(none|sha256:[0-9a-f]{64})$"
ITEM: Final = "^S[1-9][0-9]{0,8}$"
MOMENT: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
COMMIT: Final = "^[0-9a-f]{40}([0-9a-f]{24})?$"
MOST_ITEMS: Final = 200


def digest(description: str, *, optional: bool = False) -> dict[str, Any]:
    """Return the schema of a digest; `optional` ones may be ``none``."""
    return text(description, pattern=DIGEST_OR_NONE if optional else DIGEST)


ITEMS: Final = {
    "type": "array",
    "maxItems": MOST_ITEMS,
    "description": "Notes on single statistics.",
    "items": record(
        "A note on a statistic.",
        {
            "id": text("Its number, such as S14.", pattern=ITEM),
            "note": text("What is said of it.", minLength=1, maxLength=2000),
        },
        required=["id", "note"],
    ),
}
_COVERS: Final = record(
    "What was decided on.",
    {
        "spec": digest("SHA-256 of the canonical specification."),
        "vocabularies": digest("SHA-256 over the digests of its vocabularies."),
        "scopes": record(
            "The digests of the parts that the role answers for.",
            {scope: digest(f"Of what is {scope}.") for scope in ANSWERABLE},
            minProperties=1,
        ),
    },
    required=["spec", "vocabularies", "scopes"],
)
_HOST: Final = record(
    "Of a decision made on the git host: where it was said.",
    {
        "login": text("Who said it, as the host calls them: letters, digits, . _ -", pattern=LOGIN),
        "request": {"type": "integer", "minimum": 1, "description": "The number of the request."},
        "comment": {"type": "integer", "minimum": 1, "description": "The number of the comment or review."},
        "at": text("When it was said, such as 2026-11-24T09:30:00Z.", pattern=MOMENT),
        "head": text("The commit that was read.", pattern=COMMIT),
    },
    required=["login", "request", "comment", "at", "head"],
)
_PAPER: Final = record(
    "Of a decision made on paper.",
    {
        "witness": text("Who saw the form and entered it.", minLength=1, maxLength=80),
        "form": digest("SHA-256 of the scanned form."),
    },
    required=["witness", "form"],
)
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "decision.schema.json",
    "title": "A decision on a dataset, version 1",
    **record(
        "One decision by one person in one role, written once and never changed.",
        {
            "approval": {"const": FORMAT, "description": "The version of this form."},
            "dataset": text("The dataset's name: small letters, digits and hyphens.", pattern=DATASET),
            "version": text("Its version.", pattern=VERSION),
            "class": {"enum": list(CLASSES), "description": "Its class."},
            "role": text("As what the person decides.", pattern=ROLE, maxLength=40),
            "name": text("Who decides, exactly as in `policy.yaml`.", minLength=1, maxLength=80),
            "principal": text(
                "Who signs, as `allowed_signers` calls them: letters, digits, . _ @ -", pattern=PRINCIPAL
            ),
            "decision": {"enum": list(DECISIONS), "description": "What is decided."},
            "decided_on": text("The day, such as 2026-11-24.", pattern=DAY),
            "expires": text("The last day on which it stands.", pattern=DAY),
            "covers": _COVERS,
            "against": digest(
                "The approved specification that it was compared with; none if it was read in whole.",
                optional=True,
            ),
            "page": digest("SHA-256 of the page that was read.", optional=True),
            "policy": digest("SHA-256 over the rules in force for this role and class."),
            "follows": {
                "type": "array",
                "maxItems": 50,
                "uniqueItems": True,
                "items": digest("Of a decision."),
                "description": "The digests of the last decisions on this dataset at the time.",
            },
            "stream": {
                "type": "integer",
                "minimum": 1,
                "description": "The version of the generator's streams.",
            },
            "reference": text("What it rests on, such as DPIA-7.", minLength=1, maxLength=200),
            "items": ITEMS,
            "method": {"enum": list(METHODS), "description": "How it was made."},
            "host": _HOST,
            "paper": _PAPER,
            "signature": text("An SSH signature over all other keys.", maxLength=4096),
        },
        required="approval dataset version class role name decision decided_on covers against page policy follows stream method".split(),
    ),
}
