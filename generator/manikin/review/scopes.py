"""Scopes: which part of a specification each role answers for, and a digest of each part.

Every key of the schema has its scopes in `TREE`; a key whose scope is in doubt has all of them. A decision stands while
the digests of its role's scopes are unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from manikin.model import Spec
from manikin.model.draws import Address
from manikin.review.keys import STRUCTURE, TREE, Node
from manikin.spec.canonical import written

SCOPES: Final = ("structure", "statistic", "rule", "use", "presentation")
_NOTHING: Final = object()


@dataclass(frozen=True)
class Digests:
    """What a specification means, in whole and in parts, each as ``sha256:`` and 64 hexadecimal digits."""

    spec: str
    structure: str
    statistic: str
    rule: str
    use: str
    presentation: str

    @property
    def scopes(self) -> Mapping[str, str]:
        """Those of the scopes, by name."""
        return {name: getattr(self, name) for name in SCOPES}


def digests(spec: Spec) -> Digests:
    """Return the digests of a specification and of its scopes."""
    return Digests(spec.digest, **{name: part_digest(spec.canonical, name) for name in SCOPES})


def part(canonical: bytes, scope: str) -> bytes:
    """Return the canonical form of what belongs to a scope (RFC 8785).

    Each part names its scope, and by `TREE` its dataset and the language, so that none passes for another's.
    """
    tree = written(canonical)
    found: dict[str, Any] = {**_kept(tree, TREE, scope), "scope": scope}
    if scope == STRUCTURE:
        # The only mapping whose order decides a byte.
        found["order"] = {
            name: list(table["columns"]) for name, table in tree["tables"].items() if "columns" in table
        }
    return rfc8785.dumps(found)


def part_digest(canonical: bytes, scope: str) -> str:
    """Return the digest of what belongs to a scope."""
    return _digest(part(canonical, scope))


def touched(address: Address, old: Any, new: Any) -> tuple[str, ...]:
    """Return the scopes to which it matters that `new` stands where `old` stood; None is nothing.

    Parameters
    ----------
    address : tuple
        Where, in the specification as written.
    old, new : Any
        What stands there, as in the canonical form.
    """
    node, above = TREE, TREE
    for step in address:
        if isinstance(step, str):
            node, above = node.child(step), node
    sides = [
        {name: _NOTHING if value is None else _kept(value, node, name) for name in SCOPES}
        for value in (old, new)
    ]
    found = {name for name in SCOPES if sides[0][name] != sides[1][name]}
    if (old is None) != (new is None):
        found |= above.names
    return tuple(name for name in SCOPES if name in found)


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _kept(value: Any, node: Node, scope: str) -> Any:
    """Return what of a value belongs to a scope; `_NOTHING` if nothing does."""
    found = _below(value, node, scope) if node.inside else _here(value, node, scope)
    return True if found is _NOTHING and scope in node.there else found


def _below(value: Any, node: Node, scope: str) -> Any:
    if isinstance(value, list):
        # Each keeps its place, so that what is said of one is not taken for what is said of another.
        items = [_kept(item, node, scope) for item in value]
        is_any = any(item is not _NOTHING for item in items)
        return [None if item is _NOTHING else item for item in items] if is_any else _NOTHING
    if isinstance(value, dict):
        found = {key: _kept(below, node.child(key), scope) for key, below in value.items()}
        if scope in node.names:
            return {key: {} if kept is _NOTHING else kept for key, kept in found.items()}
        return {key: kept for key, kept in found.items() if kept is not _NOTHING} or _NOTHING
    return _here(value, node, scope)


def _here(value: Any, node: Node, scope: str) -> Any:
    if scope in node.whole:
        return value
    if scope not in node.names:
        return _NOTHING
    return {key: {} for key in value} if isinstance(value, dict) else value
