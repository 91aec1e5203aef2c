"""What the CI job recorded when it posted a check code, so that a comment later says what was read and nothing else.

A short code does not bind: whoever writes both versions can find two with the same first digits. The record holds the
whole digest, the page and the commit, and is signed by the job, wherever it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import rfc8785
from jsonschema import Draft202012Validator
from referencing import Registry

from manikin.errors import UserError
from manikin.release.schema import COMMIT, MOMENT, digest
from manikin.release.signers import Signer
from manikin.release.signing import holds, sign
from manikin.spec import shape
from manikin.spec.fragments import DATASET, record, text

FORMAT: Final = 1
_MOST_BYTES: Final = 100_000
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "posted.schema.json",
    "title": "What CI recorded when it posted a check code, version 1",
    **record(
        "What stood behind a check code when it was posted.",
        {
            "posted": {"const": FORMAT, "description": "The version of this form."},
            "dataset": text("The dataset's name.", pattern=DATASET),
            "spec": digest("SHA-256 of the canonical specification, in full."),
            "page": digest("SHA-256 of the page that was offered.", optional=True),
            "against": digest("What the page compared with, or none.", optional=True),
            "request": {"type": "integer", "minimum": 1, "description": "The number of the request."},
            "head": text("The commit of the request that the page was made of.", pattern=COMMIT),
            "at": text("When it was posted, such as 2026-11-24T09:30:00Z.", pattern=MOMENT),
            "signature": text("The job's SSH signature over all other keys.", maxLength=4096),
        },
    ),
}
_PROPERTIES: Final = SCHEMA["properties"]
SCHEMA["required"] = list(_PROPERTIES)


@dataclass(frozen=True)
class Posted:
    """What stood behind a check code when it was posted; moments are texts such as ``2026-11-24T09:30:00Z``."""

    dataset: str
    spec: str
    page: str
    against: str
    request: int
    head: str
    at: str

    @property
    def payload(self) -> bytes:
        """The bytes that are signed (RFC 8785)."""
        return rfc8785.dumps({"posted": FORMAT, **vars(self)})

    def to_json(self, key: Path) -> bytes:
        """Return the record, signed by the job's key."""
        tree = {"posted": FORMAT, **vars(self), "signature": sign(self.payload, key)}
        return (json.dumps(tree, indent=2) + "\n").encode()


def read_posted(data: bytes, signers: tuple[Signer, ...], revoked: str | None) -> Posted:
    """Return a record that the job signed.

    Parameters
    ----------
    data : bytes
        The record.
    signers : tuple of Signer
        The job's keys.
    revoked : str or None
        Keys that are not taken any more; without such a list no signature is taken.

    Raises
    ------
    UserError
        If it is none, or the job did not sign it.
    """
    try:
        tree: Mapping[str, Any] = json.loads(data[: _MOST_BYTES + 1])
    except (ValueError, RecursionError):
        raise UserError("the record of what was posted is no JSON") from None
    if not _validator().is_valid(tree):
        raise UserError("the record of what was posted has not the form of one; see: manikin schema posted")
    known = {key: value for key, value in tree.items() if key not in {"posted", "signature"}}
    found = Posted(**known)
    on = datetime.fromisoformat(found.at).date()
    if revoked is None or not holds(found.payload, tree["signature"], signers, revoked, on):
        raise UserError("the record of what was posted was not signed by the recorder of policy.yaml")
    return found


@cache
def _validator() -> Draft202012Validator:
    return shape.strict()(SCHEMA, registry=Registry())
