"""A decision as data: its fields, the bytes that are signed, its digest, and the file it is written to."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import rfc8785

from manikin.release.schema import FORMAT, NONE

APPROVED: Final = "approved"
CHANGES: Final = "changes requested"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _./-]*[A-Za-z0-9]|[A-Za-z]")
_TELLING: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True)
class Decision:
    """One decision by one person in one role.

    Parameters
    ----------
    covers : Mapping of str to str
        The digest of each scope that the role answers for.
    against : str
        The digest of what it was compared with, or ``none``.
    follows : tuple of str
        The digests of the last decisions on the dataset at the time, sorted.
    details : Mapping
        What its method adds: ``principal``, ``host`` or ``paper``.
    """

    dataset: str
    version: str
    classification: str
    role: str
    name: str
    decision: str
    on: date
    spec: str
    vocabularies: str
    covers: Mapping[str, str]
    policy: str
    stream: int
    method: str
    against: str = NONE
    page: str = NONE
    follows: tuple[str, ...] = ()
    expires: date | None = None
    reference: str = ""
    items: tuple[tuple[str, str], ...] = ()
    details: Mapping[str, Any] | None = None
    signature: str = ""

    def tree(self) -> dict[str, Any]:
        """Return the decision as plain values, as the schema describes them, the signature left out."""
        return {
            "approval": FORMAT,
            "dataset": self.dataset,
            "version": self.version,
            "class": self.classification,
            "role": self.role,
            "name": self.name,
            "decision": self.decision,
            "decided_on": self.on.isoformat(),
            **({} if self.expires is None else {"expires": self.expires.isoformat()}),
            "covers": {"spec": self.spec, "vocabularies": self.vocabularies, "scopes": dict(self.covers)},
            "against": self.against,
            "page": self.page,
            "policy": self.policy,
            "follows": list(self.follows),
            "stream": self.stream,
            **({"reference": self.reference} if self.reference else {}),
            **({"items": [{"id": at, "note": note} for at, note in self.items]} if self.items else {}),
            "method": self.method,
            **dict(self.details or {}),
        }

    @property
    def payload(self) -> bytes:
        """The bytes that are signed: all but the signature (RFC 8785)."""
        return rfc8785.dumps(self.tree())

    @property
    def digest(self) -> str:
        """What others name it by; a signature is no part of it, since one key can sign the same bytes in many ways."""
        return "sha256:" + hashlib.sha256(self.payload).hexdigest()

    @property
    def stem(self) -> str:
        """How its file is called, a number for a later one left out."""
        return f"{self.spec.removeprefix('sha256:')[:16]}-{slug(self.role)}-{slug(self.name)}"

    def to_yaml(self) -> bytes:
        """Return the file: the keys in a fixed order, every text that could be read otherwise in quotes."""
        lines = [f"{key}:{_value(value)}" for key, value in self.tree().items()]
        if self.signature:
            lines += ["signature: |", *(f"  {line}" for line in self.signature.splitlines())]
        return ("\n".join(lines) + "\n").encode()


def decision(tree: Mapping[str, Any]) -> Decision:
    """Return a decision from a tree that the schema describes.

    Raises
    ------
    ValueError
        If a day does not exist.
    """
    expires = tree.get("expires")
    return Decision(
        dataset=tree["dataset"],
        version=tree["version"],
        classification=tree["class"],
        role=tree["role"],
        name=tree["name"],
        decision=tree["decision"],
        on=date.fromisoformat(tree["decided_on"]),
        spec=tree["covers"]["spec"],
        vocabularies=tree["covers"]["vocabularies"],
        covers=dict(tree["covers"]["scopes"]),
        policy=tree["policy"],
        stream=tree["stream"],
        method=tree["method"],
        against=tree["against"],
        page=tree["page"],
        follows=tuple(tree["follows"]),
        expires=None if expires is None else date.fromisoformat(expires),
        reference=tree.get("reference", ""),
        items=tuple((item["id"], item["note"]) for item in tree.get("items", ())),
        details={key: tree[key] for key in ("principal", "host", "paper") if key in tree},
        signature=tree.get("signature", ""),
    )


def slug(text: str) -> str:
    """Return a name as the part of a file's name: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-") or "x"


def _value(value: Any, depth: int = 1) -> str:
    """Return a value behind its key, with what stands before it."""
    indent = "  " * depth
    if isinstance(value, Mapping) and value:
        return "".join(f"\n{indent}{key}:{_value(inner, depth + 1)}" for key, inner in value.items())
    if isinstance(value, list) and value:
        return "".join(f"\n{indent}- {_flow(inner)}" for inner in value)
    return f" {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, str) and _WORD.fullmatch(value) and value.lower() not in _TELLING:
        return value
    return json.dumps(value, ensure_ascii=False)
