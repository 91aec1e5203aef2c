"""A column, or the rows of a table, on both sides: what stands there, where, and what it is called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from manikin.model import Column, Table
from manikin.model.draws import Address
from manikin.review.diff.change import Direction
from manikin.review.diff.graph import Node
from manikin.review.diff.walk import Walk


@dataclass(frozen=True)
class Spot:
    """Something that both versions have.

    Parameters
    ----------
    walk : Walk
        The way through both.
    words : tuple of str
        What it is called, from the whole to the part.
    was, now : Address
        Where it stood, and where it stands.
    old, new : Mapping
        What stood and what stands there.
    touches : frozenset of Node
        The columns or rows whose values it decides.
    """

    walk: Walk
    words: tuple[str, ...]
    was: Address
    now: Address
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    touches: frozenset[Node] = frozenset()

    def add(
        self,
        rule: str,
        key: str,
        *,
        direction: Direction = Direction.NONE,
        touches: Iterable[Node] | None = None,
    ) -> None:
        """Add the change of what stands under a key."""
        was, now = self.old.get(key), self.new.get(key)
        self.walk.add(
            rule,
            (*self.words, key),
            was,
            now,
            at=(
                (*self.was, key) if key in self.old else self.was,
                (*self.now, key) if key in self.new else self.now,
            ),
            direction=direction,
            touches=self.touches if touches is None else touches,
        )

    def below(self, key: str, *steps: str | int) -> Spot:
        """Return the spot further down, in mappings that both sides have."""
        return Spot(
            walk=self.walk,
            touches=self.touches,
            words=(*self.words, key, *map(str, steps)),
            was=(*self.was, key, *steps),
            now=(*self.now, key, *steps),
            old=_at(self.old, key, *steps),
            new=_at(self.new, key, *steps),
        )


def _at(tree: Any, *steps: str | int) -> Any:
    for step in steps:
        tree = tree[step]
    return tree


@dataclass(frozen=True, kw_only=True)
class TableSpot(Spot):
    """A table that both versions have, with its model on both sides."""

    tables: tuple[Table, Table]


@dataclass(frozen=True, kw_only=True)
class ColumnSpot(TableSpot):
    """A column that both versions have, with its model on both sides."""

    columns: tuple[Column, Column]


def told(when: Mapping[str, Any] | None) -> str:
    """Return what a case holds for, as a part of an address: structure and no prose."""
    if when is None:
        return "otherwise"
    return ", ".join(f"{path}: {_told(match)}" for path, match in sorted(when.items()))


def _told(match: Any) -> str:
    return match if isinstance(match, str) else json.dumps(match, ensure_ascii=False)


def fixed_rows(rows: Any) -> tuple[int, Any]:
    """Return the number of rows that stands under `rows`, and where it is from."""
    return (rows.get("exactly", 0), rows.get("source")) if isinstance(rows, Mapping) else (rows or 0, None)
