"""The published schema with the scopes of each key, so that editors and other programs may know them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

from manikin.review.keys import TREE, Node
from manikin.review.scopes import SCOPES

KEYWORD: Final = "x-manikin-scope"
_REFERENCE: Final = "#/$defs/"


def with_scopes(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a specification, each key with its scopes, as words, under `KEYWORD`; it judges as it did."""
    whole: dict[str, Any] = copy.deepcopy(dict(schema))
    _mark(whole, TREE, whole)
    return whole


def _mark(tree: dict[str, Any], node: Node, whole: dict[str, Any]) -> None:
    reference = tree.get("$ref", "")
    if reference.startswith(_REFERENCE):
        name = reference.removeprefix(_REFERENCE)
        _mark(whole["$defs"][name], node, whole)
        return
    for key, below in tree.get("properties", {}).items():
        child = node.child(key)
        # A definition that stands in several places has the scopes of all of them.
        scopes = child.scopes or {scope for deeper in child.inside.values() for scope in deeper.scopes}
        known = {*below.get(KEYWORD, "").split(), *scopes}
        below[KEYWORD] = " ".join(scope for scope in SCOPES if scope in known)
        if child.inside:
            _mark(below, child, whole)
    for key in ("items", "additionalProperties"):
        if isinstance(tree.get(key), dict):
            _mark(tree[key], node if key == "items" else node.child("*"), whole)
