"""Missing patterns from the canonical form to the model. Judges nothing: the schema already held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from manikin.model import Case, Column, Condition, Distribution, Draw, MissingPatterns
from manikin.model.draws import Address


def missing_patterns(tree: Mapping[str, Any], address: Address) -> tuple[MissingPatterns, ...]:
    """Return the sets of patterns of a table, by name."""
    sets = sorted(tree.get("missing_patterns", {}).items())
    return tuple(_set(name, own, (*address, "missing_patterns", name)) for name, own in sets)


def _set(name: str, tree: Mapping[str, Any], address: Address) -> MissingPatterns:
    numbers: dict[tuple[str, ...], int] = {}

    def distribution(patterns: Iterable[Mapping[str, Any]], at: Address) -> Distribution:
        weights: dict[str, Any] = {}
        for pattern in patterns:
            number = numbers.setdefault(tuple(sorted(set(pattern["missing"]))), len(numbers))
            weights[str(number)] = weights.get(str(number), 0) + pattern["weight"]
        return Distribution("choice", weights, at)

    if "patterns" in tree:
        draw = Draw(distribution(tree["patterns"], (*address, "patterns")), address=address)
    else:
        cases = []
        for place, case in enumerate(tree.get("cases", ())):
            at: Address = (*address, "cases", place)
            when = case.get("when")
            conditions = when and tuple(
                Condition(path, tuple(match) if isinstance(match, list) else match, (*at, "when", path))
                for path, match in when.items()
            )
            cases.append(Case(conditions, distribution(case["patterns"], (*at, "patterns")), at))
        draw = Draw(None, tuple(tree.get("given", ())), tuple(cases), address)
    return MissingPatterns(name, tuple(numbers), draw, address)


def joined(columns: Iterable[Column], sets: Iterable[MissingPatterns]) -> tuple[Column, ...]:
    """Return the columns, each with the patterns that name it."""
    named = {column: patterns for patterns in reversed(tuple(sets)) for column in patterns.columns}
    return tuple(replace(column, missing_by=named.get(column.name)) for column in columns)
