"""Differences of what a table promises: rules, combinations, what goes together, what is missing together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from manikin.review.diff.change import Direction
from manikin.review.diff.graph import Node
from manikin.review.diff.spots import TableSpot
from manikin.review.diff.walk import differing

_HOW = frozenset({"keeps", "redraw"})


def checks(spot: TableSpot, key: str, touches: frozenset[Node]) -> None:
    """Add the rules that came, went or changed; they are told apart by their names."""
    for name, old, new, at in _sides(spot, key, lambda tree: str(tree["name"])):
        words = (*spot.words, key, name)
        here = frozenset() if key == "pairs" else touches
        if old is None or new is None:
            rule = "DIFF-CHECK-ADDED" if old is None else "DIFF-CHECK-REMOVED"
            direction = Direction.TIGHTENS if old is None else Direction.LOOSENS
            spot.walk.add(rule, words, old, new, at=at, direction=direction, touches=here)
            continue
        is_how = set(differing(old, new)) <= _HOW
        rule = "DIFF-CHECK-HOW" if is_how else "DIFF-CHECK"
        direction = Direction.NONE if is_how else Direction.UNDETERMINED
        spot.walk.add(rule, words, old, new, at=at, direction=direction, touches=here)


def unique(spot: TableSpot, key: str, touches: frozenset[Node]) -> None:
    """Add the combinations that came, went or changed; they are told apart by their columns."""

    def named(tree: Any) -> str:
        return ", ".join(tree["columns"] if isinstance(tree, Mapping) else tree)

    for name, old, new, at in _sides(spot, key, named):
        direction = Direction.UNDETERMINED
        if old is None or new is None:
            direction = Direction.TIGHTENS if old is None else Direction.LOOSENS
        words = (*spot.words, key, name)
        spot.walk.add("DIFF-UNIQUE", words, old, new, at=at, direction=direction, touches=touches)


def correlations(spot: TableSpot, key: str, touches: frozenset[Node]) -> None:
    """Add the pairs of columns that go together otherwise; they are told apart by their columns."""
    for name, old, new, at in _sides(spot, key, lambda tree: " and ".join(sorted(tree["between"]))):
        words = (*spot.words, key, name)
        if old is not None and new is not None and set(differing(old, new)) == {"source"}:
            spot.walk.add("DIFF-SOURCE", words, old.get("source"), new.get("source"), at=at)
        else:
            spot.walk.add("DIFF-CORRELATION", words, old, new, at=at, touches=touches)


def patterns(spot: TableSpot, key: str) -> None:
    """Add the patterns of missing values that differ; they are told apart by their names."""
    old, new = spot.old.get(key, {}), spot.new.get(key, {})
    before, after = ({p.name: p for p in table.missing_patterns} for table in spot.tables)
    table = spot.tables[1].name
    for name in differing(old, new):
        sides = before.get(name), after.get(name)
        touches = frozenset((table, column) for side in sides if side is not None for column in side.columns)
        direction = _lost(old.get(name), new.get(name))
        at = ((*spot.was, key, name), (*spot.now, key, name))
        places = at[0] if name in old else (*spot.was, key), at[1] if name in new else (*spot.now, key)
        spot.walk.add(
            "DIFF-MISSING",
            (*spot.words, key, name),
            old.get(name),
            new.get(name),
            at=places,
            direction=direction,
            touches=touches,
        )


def _lost(old: Any, new: Any) -> Direction:
    before, after = set(_missed(old)), set(_missed(new))
    if before == after:
        return Direction.NONE
    if after - before:
        return Direction.BOTH if before - after else Direction.LOOSENS
    return Direction.TIGHTENS


def _missed(tree: Any) -> Iterator[str]:
    """Yield the columns that any pattern with a weight leaves without a value."""
    if tree is None:
        return
    for case in (tree, *tree.get("cases", ())):
        for pattern in case.get("patterns", ()):
            if pattern["weight"]:
                yield from pattern["missing"]


_Sides = tuple[str, Any, Any, tuple[tuple[Any, ...], tuple[Any, ...]]]


def _sides(spot: TableSpot, key: str, named: Callable[[Any], str]) -> Iterator[_Sides]:
    """Yield the name, both sides and both places of the items of two lists that differ."""
    old, new = _by_name(spot.old.get(key, ()), named), _by_name(spot.new.get(key, ()), named)
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if (was and was[1]) != (now and now[1]):
            places = (
                (*spot.was, key, was[0]) if was else (*spot.was, key),
                (*spot.now, key, now[0]) if now else (*spot.now, key),
            )
            yield name, was[1] if was else None, now[1] if now else None, places


def _by_name(items: Sequence[Any], named: Callable[[Any], str]) -> dict[str, tuple[int, Any]]:
    found: dict[str, tuple[int, Any]] = {}
    for place, item in enumerate(items):
        name, again = named(item), 1
        while name in found:
            again += 1
            name = f"{named(item)} ({again})"
        found[name] = (place, item)
    return found
