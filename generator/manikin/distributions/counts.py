"""Samplers of whole numbers by their weights, truncated exactly: what lies outside has no weight."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from manikin.distributions.continuous import NOTHING_LEFT
from manikin.distributions.family import CountFamily, Interval
from manikin.distributions.outline import Outline
from manikin.distributions.weights import Weights
from manikin.errors import InfeasibleError
from manikin.randomness import Floats, Integers

_FURTHEST = 2**53


class Counts:
    """Whole numbers from `first` on, by weight.

    Parameters
    ----------
    first : int
        The number of the first weight.
    weights : ndarray
        At least one above 0.
    is_discrete : bool
        Whether they are drawn as int64 or, for a column of floats, as float64.
    """

    def __init__(self, first: int, weights: Floats, *, is_discrete: bool) -> None:
        self._is_discrete = is_discrete
        used = np.flatnonzero(weights > 0.0)
        self._weights = weights[used[0] : used[-1] + 1]
        self._first = first + int(used[0])
        self._picks = Weights(self._weights)

    @property
    def bounds(self) -> Interval:
        """The least and the greatest number with any weight."""
        return float(self._first), float(self._first + self._weights.size - 1)

    @property
    def mean(self) -> float:
        """The exact mean."""
        numbers = np.arange(self._weights.size) + float(self._first)
        return float((numbers * self._weights).sum() / self._weights.sum())

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the numbers at `u`, shape of `u`."""
        numbers = self._picks.draw(u).astype(np.int64)
        numbers += np.int64(self._first)
        return numbers if self._is_discrete else numbers.astype(np.float64)

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability at or below `x`, shape of `x`."""
        at = np.clip(np.floor(x) - self._first, -1, self._weights.size - 1).astype(np.int64)
        share: Floats = np.concatenate([[0.0], self._picks.cumulative])[at + 1]
        return share

    @property
    def outline(self) -> Outline:
        """Every number that has any weight, with its share."""
        used = np.flatnonzero(self._weights > 0.0)
        return Outline(
            used.astype(np.float64) + float(self._first), self._weights[used] / self._weights.sum()
        )

    def within(self, low: float, high: float) -> tuple[Counts, float] | None:
        """Return the part in [`low`, `high`] and its share of this one, or None where it is nothing."""
        numbers = np.arange(self._weights.size) + float(self._first)
        kept = np.where((numbers >= low) & (numbers <= high), self._weights, 0.0)
        share = float(kept.sum() / self._weights.sum())
        return (Counts(self._first, kept, is_discrete=self._is_discrete), share) if share > 0.0 else None


def prepare(family: CountFamily, parameters: Any, *, discrete: bool) -> Counts:
    """Return the sampler of a count family, truncated by its optional `min` and `max`.

    Raises
    ------
    InfeasibleError
        If nothing lies between `min` and `max`.
    """
    # Ranks may be as many as a table has rows: too large to keep for another column.
    make = _counts.__wrapped__ if family.NAME == "zipf" else _counts
    if not isinstance(parameters, Mapping):
        return make(family, parameters, (0, _FURTHEST), is_discrete=discrete)
    has_ends = "min" in family.PARAMETERS.get("properties", {})
    ends = {key: int(parameters[key]) for key in ("min", "max") if key in parameters}
    own = {key: value for key, value in parameters.items() if has_ends or key not in ends}
    span = ends.get("min", 0), ends.get("max", _FURTHEST)
    return make(family, tuple(own.items()), span, is_discrete=discrete)


@lru_cache(maxsize=512)
def _counts(family: CountFamily, items: Any, ends: tuple[int, int], *, is_discrete: bool) -> Counts:
    parameters = dict(items) if isinstance(items, tuple) else items
    first, weights = family.masses(parameters, *ends)
    if not bool((weights > 0.0).any()):
        msg = f"{family.NAME}: {NOTHING_LEFT}"
        raise InfeasibleError(msg)
    return Counts(first, weights, is_discrete=is_discrete)
