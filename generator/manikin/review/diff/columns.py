"""Differences of a column that both versions have, key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from manikin import distributions
from manikin.columns import KINDS
from manikin.columns.paths import target_table
from manikin.model import Column
from manikin.model.datatype import DataType
from manikin.model.draws import Address
from manikin.review.diff import alike
from manikin.review.diff.change import Direction
from manikin.review.diff.draws import Drawn, missing
from manikin.review.diff.spots import ColumnSpot, told
from manikin.review.diff.supports import moved, of_column, together
from manikin.review.diff.walk import differing

Handler = Callable[[ColumnSpot, str], None]
DRAW: Final = frozenset({"distribution", "given", "cases"})
_BOOLEAN = DataType("boolean")
_NESTED = frozenset({"after", "before", "events", "states"})
"""Ways to fill a column that hold distributions and weights of their own."""


def compare(spot: ColumnSpot) -> None:
    """Add what differs in a column."""
    old, new = spot.columns
    if old.stream != new.stream:
        spot.add("DIFF-STREAM", "formerly")
    is_way_told = False
    for key in differing(spot.old, spot.new, but=("formerly",)):
        if key in DRAW or key in KINDS or key == "parts":
            if not is_way_told:
                is_way_told = True
                _way(spot)
        else:
            HANDLERS[key](spot, key)


def _way(spot: ColumnSpot) -> None:
    """Add what differs in how the column is filled."""
    old, new = spot.columns
    if old.kind != new.kind:
        _way_itself(spot, "DIFF-WAY")
        return
    key = new.kind
    if key != "distribution" and spot.old.get(key) != spot.new.get(key):
        _setting(spot, key)
    if (old.draw is None) != (new.draw is None):
        _way_itself(spot, "DIFF-DISTRIBUTION", DRAW)
    elif old.draw is not None and new.draw is not None:
        Drawn(spot, old.draw, new.draw, (old.type, new.type)).compare()


def _way_itself(spot: ColumnSpot, rule: str, keys: frozenset[str] | None = None) -> None:
    was, now = _ways(spot.old, keys), _ways(spot.new, keys)
    words = spot.words if keys is None else (*spot.words, "distribution")
    spot.walk.add(
        rule, words, was, now, at=(spot.was, spot.now), direction=_direction(spot), touches=spot.touches
    )


def _ways(tree: Mapping[str, Any], keys: frozenset[str] | None) -> dict[str, Any]:
    return {key: tree[key] for key in tree if key in (keys or DRAW | set(KINDS))}


def _direction(spot: ColumnSpot) -> Direction:
    (before, after), (old, new) = spot.tables, spot.columns
    was, now = of_column(before, old, spot.walk.old.spec), of_column(after, new, spot.walk.new.spec)
    return moved(was, now)


def _setting(spot: ColumnSpot, key: str) -> None:
    """Add another setting of the same way."""
    was, now = spot.old[key], spot.new[key]
    if key == "references":
        _reference(spot)
    elif key in _NESTED and isinstance(was, Mapping) and isinstance(now, Mapping):
        for inner in differing(was, now):
            if is_same_form(was.get(inner), now.get(inner)):
                _numbers(spot, (key, inner), was[inner], now[inner])
            else:
                spot.below(key).add("DIFF-SETTING", inner, direction=_direction(spot))
    else:
        spot.add("DIFF-SETTING", key, direction=_direction(spot))


def _numbers(spot: ColumnSpot, steps: Address, was: Any, now: Any) -> None:
    """Add the numbers that differ below a place, statistic by statistic; the trees differ in numbers alone."""
    is_leaf = not isinstance(now, Mapping | list) or _is_statistic(now)
    if not is_leaf:
        inside = range(len(now)) if isinstance(now, list) else now
        for step in inside:
            if was[step] != now[step]:
                _numbers(spot, (*steps, step), was[step], now[step])
        return
    words: list[str] = []
    node: Any = spot.new
    for step in steps:
        node = node[step]
        is_case = isinstance(step, int) and isinstance(node, Mapping)
        words.append(told(node.get("when")) if is_case else str(step))
    rule = "DIFF-WEIGHTS" if isinstance(now, Mapping) and len(now) > 1 else "DIFF-NUMBERS"
    at = ((*spot.was, *steps), (*spot.now, *steps))
    spot.walk.add(rule, (*spot.words, *words), was, now, at=at, touches=spot.touches)


def _is_statistic(tree: Any) -> bool:
    """Return whether something is weights, or a distribution."""
    if not isinstance(tree, Mapping):
        return False
    if all(isinstance(value, int | float) for value in tree.values()):
        return True
    return len(tree) == 1 and next(iter(tree)) in distributions.ALL


def _reference(spot: ColumnSpot) -> None:
    old, new = spot.columns
    target, tables = target_table(new) or "", spot.walk.matched.tables
    is_same = tables.get(target) == target_table(old)
    if is_same and _but_table(old) == _but_table(new):
        return  # the table was renamed, which is told there
    spot.add("DIFF-REFERENCE", "references", direction=Direction.NONE if is_same else Direction.UNDETERMINED)


def _but_table(column: Column) -> dict[str, Any]:
    given = column.parameters
    return {} if isinstance(given, str) else {key: given[key] for key in given if key != "table"}


def is_same_form(old: Any, new: Any) -> bool:
    """Return whether two trees differ in numbers alone."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(is_same_form(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(is_same_form, old, new))
    if isinstance(old, bool) or isinstance(new, bool) or old is None or new is None:
        return bool(old == new and type(old) is type(new))
    return old == new or (isinstance(old, int | float) and isinstance(new, int | float))


def _type(spot: ColumnSpot, key: str) -> None:
    spot.add("DIFF-TYPE", key, direction=Direction.BOTH)


def _length(spot: ColumnSpot, key: str) -> None:
    was, now = spot.old.get(key), spot.new.get(key)
    more = now is None or (was is not None and now > was)
    spot.add("DIFF-LENGTH", key, direction=together(more=more, less=not more), touches=())


def _format(spot: ColumnSpot, key: str) -> None:
    spot.add("DIFF-FORMAT", key, touches=())


def _missing(spot: ColumnSpot, key: str) -> None:
    was, now = spot.old.get(key), spot.new.get(key)
    old, new = spot.columns
    if isinstance(was, Mapping) and isinstance(now, Mapping) and old.missing and new.missing:
        Drawn(
            spot.below(key), old.missing.draw, new.missing.draw, (_BOOLEAN, _BOOLEAN), "DIFF-MISSING", "share"
        ).compare()
    else:
        spot.add("DIFF-MISSING", key, direction=missing(was, now))


def _missing_with(spot: ColumnSpot, key: str) -> None:
    more = bool(set(spot.new.get(key, ())) - set(spot.old.get(key, ())))
    less = bool(set(spot.old.get(key, ())) - set(spot.new.get(key, ())))
    spot.add("DIFF-MISSING", key, direction=together(more=more, less=less))


def _unique(spot: ColumnSpot, key: str) -> None:
    old, new = spot.columns
    spot.add("DIFF-UNIQUE", key, direction=together(more=old.unique and not new.unique, less=new.unique))


def _order(spot: ColumnSpot, key: str) -> None:
    spot.add("DIFF-ORDER", key)


def _hidden(spot: ColumnSpot, key: str) -> None:
    alike.hidden(spot, key, is_hidden=spot.columns[1].hidden)


HANDLERS: Final[Mapping[str, Handler]] = {
    **dict.fromkeys(("type", "scale", "precision", "timezone"), _type),
    "max_length": _length,
    "format": _format,
    "missing": _missing,
    "missing_with": _missing_with,
    "unique": _unique,
    "order": _order,
    "hidden": _hidden,
    "description": alike.description,
    "source": alike.source,
}
"""What adds the difference of each key but those that say how the column is filled."""
