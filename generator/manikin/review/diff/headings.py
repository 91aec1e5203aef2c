"""Differences of what stands above the tables: who, what for, seed, sources, constants, defects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from manikin.review.diff.change import Direction
from manikin.review.diff.graph import CONSTANT
from manikin.review.diff.walk import Walk, differing

Handler = Callable[[Walk, str], None]


def compare(walk: Walk) -> None:
    """Add what differs above the tables."""
    for key in differing(walk.old.tree, walk.new.tree, but=("tables", "files", "version")):
        HANDLERS[key](walk, key)


def _plain(rule: str) -> Handler:
    def handler(walk: Walk, key: str) -> None:
        old, new = walk.old.tree.get(key), walk.new.tree.get(key)
        walk.add(rule, (key,), old, new, at=((key,), (key,)))

    return handler


def _constants(walk: Walk, key: str) -> None:
    for name, old, new in _each(walk, key):
        direction = Direction.UNDETERMINED if old is not None and new is not None else Direction.NONE
        at = ((key, name), (key, name))
        walk.add(
            "DIFF-CONSTANT",
            (key, name),
            old,
            new,
            at=at,
            direction=direction,
            touches={(CONSTANT, name)},
        )


def _sources(walk: Walk, key: str) -> None:
    for name, old, new in _each(walk, key):
        walk.add("DIFF-SOURCE", (key, name), old, new, at=((key, name), (key, name)))


def _grids(walk: Walk, key: str) -> None:
    for name, old, new in _each(walk, key):
        walk.add("DIFF-GRID", (key, name), old, new, at=((key, name), (key, name)))


def _each(walk: Walk, key: str) -> Iterator[tuple[str, Any, Any]]:
    old, new = walk.old.tree.get(key, {}), walk.new.tree.get(key, {})
    for name in differing(old, new):
        yield name, old.get(name), new.get(name)


def _uses(walk: Walk, key: str) -> None:
    old, new = walk.old.tree.get(key, []), walk.new.tree.get(key, [])
    is_grant = key == "uses"
    for use in dict.fromkeys((*new, *old)):
        if (use in old) != (use in new):
            rule = "DIFF-USE-ADDED" if (use in new) == is_grant else "DIFF-USE-REMOVED"
            sides = (use if use in old else None, use if use in new else None)
            at = (
                (key, old.index(use)) if use in old else (key,),
                (key, new.index(use)) if use in new else (key,),
            )
            walk.add(rule, (key, use), *sides, at=at)


def _waivers(walk: Walk, key: str) -> None:
    old, new = (_by_rule(side.tree.get(key, ())) for side in (walk.old, walk.new))
    for name in differing(old, new):
        was, now = old.get(name), new.get(name)
        at = ((key, was[0]) if was else (key,), (key, now[0]) if now else (key,))
        if (was and was[1]) != (now and now[1]):
            walk.add("DIFF-WAIVER", (key, name), was and was[1], now and now[1], at=at)


def _by_rule(items: Any) -> dict[str, tuple[int, Any]]:
    return {f"{item['rule']} at {item['at']}": (place, item) for place, item in enumerate(items)}


def _defects(walk: Walk, key: str) -> None:
    old, new = (
        {item["name"]: (n, item) for n, item in enumerate(s.tree.get(key, ()))} for s in (walk.old, walk.new)
    )
    for name in differing(old, new):
        was, now = old.get(name), new.get(name)
        at = ((key, was[0]) if was else (key,), (key, now[0]) if now else (key,))
        if (was and was[1]) != (now and now[1]):
            walk.add("DIFF-DEFECT", (key, name), was and was[1], now and now[1], at=at)


def _seed(walk: Walk, key: str) -> None:
    old, new = walk.old.tree.get(key), walk.new.tree.get(key)
    walk.add("DIFF-SEED", (key,), old, new, at=((key,), (key,)))


def _locale(walk: Walk, key: str) -> None:
    old, new = walk.old.tree.get(key), walk.new.tree.get(key)
    touches = {
        (table.name, column.name)
        for table in walk.new.spec.tables.values()
        for column in table.columns
        if column.kind == "faker"
    }
    walk.add("DIFF-LOCALE", (key,), old, new, at=((key,), (key,)), touches=touches)


HANDLERS: Final[Mapping[str, Handler]] = {
    "language": _plain("DIFF-LANGUAGE"),
    "dataset": _plain("DIFF-DATASET"),
    **dict.fromkeys(("title", "summary", "description"), _plain("DIFF-TITLE")),
    "owner": _plain("DIFF-OWNER"),
    "class": _plain("DIFF-CLASS"),
    **dict.fromkeys(("uses", "not_for"), _uses),
    "seed": _seed,
    "locale": _locale,
    "csv": _plain("DIFF-CSV"),
    "constants": _constants,
    "sources": _sources,
    "grids": _grids,
    "waivers": _waivers,
    "defects": _defects,
}
"""What adds the difference of each key above the tables, but of the version, which stands over all of it."""
