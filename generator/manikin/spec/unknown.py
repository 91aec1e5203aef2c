"""Keys that are not of the language: misspelt ones, those of a later version, and forms of a later version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manikin.model.draws import Address
from manikin.spec.clash import Clash, Finding
from manikin.spec.schema import LATER
from manikin.spec.wording import nearest
from manikin.text import plain


def unknown(clash: Clash, address: Address) -> Iterator[Finding]:
    """Yield each key of an object that its schema does not know."""
    schema = clash.schema
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    for name in clash.value:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            yield _unknown_key((*address, name), known, schema)


def _unknown_key(address: Address, known: Sequence[str], schema: Mapping[str, Any]) -> Finding:
    name = str(address[-1])
    if any(name in LATER[kind] for kind in _kinds_at(known)):
        return _later(address, f"`{plain(name)}` comes with a later version of the language", key=True)
    near = nearest(name, known)
    if near:
        return Finding(
            address,
            "KEYS01",
            f"unknown key {plain(name)!r}; did you mean {near!r}?",
            f"write {near!r}",
            key=True,
            meant=near,
        )
    what = f"unknown key {plain(name)!r}"
    if not known:
        forms = schema.get("description", "")
        return Finding(
            address, "KEYS01", what, f"what may stand here: {forms}" if forms else "remove it", key=True
        )
    allowed = ", ".join(known[:40])
    return Finding(address, "KEYS01", what, f"remove it, or use one of: {allowed}", key=True)


def _kinds_at(known: Sequence[str]) -> Iterator[str]:
    """Yield which objects of the language have these keys; each has keys of its own that come later."""
    marks = {"root": "dataset", "table": "checks", "column": "references"}
    for kind, mark in marks.items():
        if mark in known:
            yield kind


def _later(address: Address, message: str, *, key: bool = False) -> Finding:
    return Finding(address, "LATER01", message, "leave it out for now", key=key)


def later_form(clash: Clash, address: Address) -> Finding | None:
    """Return the finding where a form of a later version stands in the place of one of this version."""
    value = clash.value
    if len(address) > 1 and address[-2] == "given" and isinstance(value, Mapping) and "previous" in value:
        return _later(address, "`previous` comes with a later version of the language")
    return None
