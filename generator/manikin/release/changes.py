"""What differs between two specifications in the parts that a role answers for, in the fewest words.

For a line of a message. What each change means is told by the semantic difference, `manikin diff`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from manikin.model.draws import Address
from manikin.review.scopes import part
from manikin.review.words.numbers import some

MOST: Final = 5
_NOTHING: Final = object()


def differing(old: bytes, new: bytes, scopes: Collection[str]) -> frozenset[Address]:
    """Return the places of the values that differ between two canonical forms within some scopes."""
    found: set[Address] = set()
    for scope in scopes:
        before, after = (dict(_leaves(json.loads(part(form, scope)), ())) for form in (old, new))
        places = before.keys() | after.keys()
        found |= {at for at in places if before.get(at, _NOTHING) != after.get(at, _NOTHING)}
    return frozenset(found)


def named(places: Iterable[Address], statistics: Mapping[Address, str]) -> str:
    """Return places in words: by the numbers of the statistics that they belong to, else by their names.

    Parameters
    ----------
    places : iterable of Address
        Of values, as `differing` gives them.
    statistics : Mapping of Address to str
        The number of each statistic, by the place where its value stands.
    """
    words = {
        _name(place, statistics): None for place in sorted(places, key=lambda at: [str(step) for step in at])
    }
    numbered = sorted((word for word in words if _is_number(word)), key=lambda word: int(word[1:]))
    told = [*numbered, *(word for word in words if not _is_number(word))]
    return some(told, MOST)


def _leaves(node: Any, at: Address) -> Iterable[tuple[Address, Any]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _leaves(value, (*at, key))
    elif isinstance(node, list) and node:
        for place, value in enumerate(node):
            yield from _leaves(value, (*at, place))
    else:
        yield at, node


def _name(place: Address, statistics: Mapping[Address, str]) -> str:
    for end in range(len(place), 0, -1):
        if place[:end] in statistics:
            return statistics[place[:end]]
    if place[0] == "tables" and len(place) > 1:
        is_column = len(place) > 3 and place[2] == "columns"
        return f"{place[1]}.{place[3]}" if is_column else f"the table {place[1]}"
    if place[0] == "order":
        return f"the order of columns of {place[1]}" if len(place) > 1 else "the order of columns"
    return f"`{place[0]}`"


def _is_number(word: str) -> bool:
    return word[:1] == "S" and word[1:].isdigit()
