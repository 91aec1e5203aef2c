"""Keys that are not of the language: misspelt ones, and others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manikin.model.draws import Address
from manikin.spec.clash import Clash, Finding
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
