"""Rows added where the whole does not reach what rows on their own did, and taken away where they are needless."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from manikin.columns.paths import is_ancestor_reference, target_table
from manikin.columns.values import Mask
from manikin.coverage.goal import Measure
from manikin.errors import InfeasibleError
from manikin.model import FileRows, Spec
from manikin.randomness import Integers

_ROUNDS = 5
_FIRST = 4
_TRIMS = 96

Addresses = dict[str, list[int]]


class Search(Protocol):
    """What is known of a search."""

    spec: Spec
    addresses: Addresses
    witnesses: dict[int, list[int]]
    measures: list[tuple[int, Measure]]
    roots: dict[str, str]

    def counts(self, addresses: Addresses) -> tuple[Integers, dict[str, int]]:
        """Return how many rows of the whole reach each goal, and the rows of each table."""


def mend(search: Search) -> None:
    """Add rows until the whole reaches all that it can be seen to reach, then drop those that are needless."""
    before = {name: list(found) for name, found in search.addresses.items()}
    counts, _ = search.counts(search.addresses)
    best = _reached(counts)
    touched: set[str] = set()
    for turn in range(_ROUNDS):
        lost = _lost(search, counts)
        if not lost:
            break
        tried = _more(search, lost, _FIRST << turn)
        try:
            found, _ = search.counts(tried)
        except InfeasibleError:
            break
        touched |= {name for name in tried if tried[name] != before[name]}
        search.addresses = tried
        counts = found
    if touched:
        if _reached(counts) <= best:
            search.addresses = before
        else:
            _trim(search, touched)


def _reached(counts: Integers) -> int:
    return int((counts > 0).sum())


def _lost(search: Search, counts: Integers) -> dict[int, str]:
    """Return the goals that are not reached and might be, each with its table without a parent."""
    lost: dict[int, str] = {}
    for first, measure in search.measures:
        root = search.roots[measure.table]
        for goal in range(first, first + len(measure.goals)):
            if not counts[goal] and (goal in search.witnesses or _pointed_at(search, root)):
                lost[goal] = root
    return lost


def _pointed_at(search: Search, root: str) -> set[str]:
    """Return the tables without a parent whose rows, or descendants, a table and its descendants point at."""
    found = set()
    for name, table in search.spec.tables.items():
        if search.roots[name] == root:
            for column in table.columns:
                target = target_table(column)
                if target is None or is_ancestor_reference(column, table, search.spec):
                    continue
                if not isinstance(search.spec.tables[target].rows, FileRows):
                    found.add(search.roots[target])
    return found & set(search.addresses)


def _more(search: Search, lost: Mapping[int, str], number: int) -> Addresses:
    """Return the addresses with those of rows that reached what is lost, and some more wherever those point."""
    more = {name: list(found) for name, found in search.addresses.items()}
    for goal, root in lost.items():
        more[root] += [row for row in search.witnesses.get(goal, ()) if row not in more[root]]
    concerned = {other for root in lost.values() for other in {root, *_pointed_at(search, root)}}
    for root in sorted(concerned):
        known = set(more[root])
        fresh = (row for row in range(len(known) + number) if row not in known)
        more[root] += [row for row, _ in zip(fresh, range(number), strict=False)]
    return {name: sorted(found) for name, found in more.items()}


def _trim(search: Search, touched: set[str]) -> None:
    """Drop rows without which all that was reached still is, as long as trials last."""
    reached: Mask = search.counts(search.addresses)[0] > 0
    trials = 0
    for root in sorted(touched):
        step = max(1, len(search.addresses[root]) // 2)
        while step and trials < _TRIMS:
            place = 0
            while place < len(search.addresses[root]) and trials < _TRIMS:
                trials += 1
                rows = search.addresses[root]
                fewer = {**search.addresses, root: rows[:place] + rows[place + step :]}
                if _still(search, fewer, reached):
                    search.addresses = fewer
                else:
                    place += step
            step //= 2


def _still(search: Search, addresses: Addresses, reached: Mask) -> bool:
    if not all(addresses.values()):
        return False
    try:
        counts, _ = search.counts(addresses)
    except InfeasibleError:
        return False
    return not bool((reached & (counts == 0)).any())


__all__ = ["mend"]
