"""A small choice of rows that together reach every goal: greedy, then without what became needless.

Knows rows by what they reach and what they cost alone. The same choice for the same rows, always.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from manikin.randomness import Floats, Integers

Hits = NDArray[np.bool_]
_TRIALS = 24


def choose(hits: Hits, costs: Floats) -> Integers:
    """Return the rows of a cheap choice that reaches all that any row reaches, in order.

    Parameters
    ----------
    hits : ndarray of bool of shape (rows, goals)
        What each row reaches.
    costs : ndarray of shape (rows,)
        What each row costs, above 0.
    """
    best: Integers = np.zeros(0, np.int64)
    least = np.inf
    for trial in range(_TRIALS):
        chosen = _needed(hits, costs, _greedy(hits, costs, trial))
        cost = float(costs[chosen].sum())
        if cost < least:
            best, least = chosen, cost
    return np.sort(best)


def _greedy(hits: Hits, costs: Floats, trial: int) -> list[int]:
    """Return rows, each the one that reaches most anew for its cost, weighed by how few others reach it.

    The trials differ in how much the rarity of a goal counts and in where among equals they begin. Gains are
    whole numbers, so that every processor chooses the same.
    """
    reached_by = np.maximum(hits.sum(axis=0, dtype=np.int64), 1)
    worth = _WORTHS[trial % len(_WORTHS)](reached_by)
    shift = (trial // len(_WORTHS)) * max(1, len(costs) // 7)
    waiting: Hits = hits.sum(axis=0, dtype=np.int64) > 0
    gains = _gains(hits, worth, np.flatnonzero(waiting))
    chosen: list[int] = []
    while waiting.any():
        best = int(np.argmax(np.roll(gains / costs, -shift)) + shift) % len(costs)
        chosen.append(best)
        reached = np.flatnonzero(waiting & hits[best])
        gains = gains - _gains(hits, worth, reached)
        waiting[reached] = False
    return chosen


_MOST = 1 << 24
_WORTHS: tuple[Callable[[Integers], Integers], ...] = (
    np.ones_like,
    lambda reached_by: _MOST // reached_by,
    lambda reached_by: np.maximum(_MOST // (reached_by * reached_by), 1),
)


def _gains(hits: Hits, worth: Integers, goals: Integers) -> Integers:
    gains: Integers = np.where(hits[:, goals], worth[goals], 0).sum(axis=1, dtype=np.int64)
    return gains


def _needed(hits: Hits, costs: Floats, chosen: list[int]) -> Integers:
    """Return the rows without those whose goals the others reach too, the dearest dropped first."""
    counts = hits[chosen].sum(axis=0)
    kept = set(chosen)
    for row in sorted(chosen, key=lambda row: (-costs[row], row)):
        without = counts - hits[row]
        if not ((counts > 0) & (without == 0)).any():
            counts = without
            kept.remove(row)
    return np.array(sorted(kept), np.int64)
