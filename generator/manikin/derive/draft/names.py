"""Names of the language for the names of a database: letters, digits and underscores, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 60


def names(there: Iterable[str]) -> dict[str, str]:
    """Return a name of the language for each name, the same name wherever it can be."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in there:
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")[:_LONGEST] or "unnamed"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        unique, number = plain, 2
        while unique.lower() in taken:
            unique, number = f"{plain}_{number}", number + 1
        taken.add(unique.lower())
        found[name] = unique
    return found
