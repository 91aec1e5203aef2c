"""Samplers of the continuous families: by their table, truncated, rounded to whole units if need be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np

from manikin.distributions.family import Family, Interval, Tails
from manikin.distributions.outline import Outline
from manikin.distributions.ranges import Range, WholeRange, whole_from, whole_to
from manikin.distributions.sampler import Limitable
from manikin.distributions.table import QuantileTable
from manikin.distributions.truncation import LEAST_MASS, Window, between
from manikin.errors import InfeasibleError
from manikin.randomness import Floats, Integers

NOTHING_LEFT = "nothing, or less than one value in 10**12, lies between `min` and `max`; widen the range"

_SEEN = 2.0 ** -np.arange(1.0, 55.0)
"""The tails at which a mixture looks at a part, however small the part is; no uniform lies beyond the last."""

Items = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Continuous:
    """A continuous family between `low` and `high`.

    Parameters
    ----------
    family : Family
        The family.
    items : tuple of pairs
        Its parameters without the truncating `min` and `max`, as plain numbers.
    low, high : float
        Where it is cut, in values that may be drawn; infinite for no cut.
    is_discrete : bool
        Whether whole units are drawn. The value nearest to the continuous one is; the cuts lie half a unit
        outside the least and greatest of them, so that these keep the share of their neighbours.
    """

    family: Family
    items: Items
    low: float
    high: float
    is_discrete: bool

    def __post_init__(self) -> None:
        low, high = self._cut
        if not (low <= high and self.window.mass >= LEAST_MASS):
            msg = f"{self.family.NAME}: {NOTHING_LEFT}"
            raise InfeasibleError(msg)

    @property
    def bounds(self) -> Interval:
        """The least and the greatest value that can be drawn."""
        low, high = self.family.support(self.parameters)
        if not self.is_discrete:
            return max(low, self.low), min(high, self.high)
        return max(_rounded(low), whole_from(self.low)), min(_rounded(high), whole_to(self.high))

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """The family's parameters."""
        return dict(self.items)

    @cached_property
    def window(self) -> Window:
        """The part of the family that is drawn from."""
        return Window.of(partial(self.family.cdf, self.parameters), *self._cut)

    @cached_property
    def mean(self) -> float:
        """The mean before rounding to whole units."""
        table = self._table
        if table is not None:
            return table.mean()
        u = (np.arange(4096) + 0.5) / 4096
        return float(self._direct(u).mean())

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`."""
        table = self._table
        values = self._direct(u) if table is None else table.evaluate(u)
        if not self.is_discrete:
            return values
        np.rint(values, out=values)
        return np.clip(values, *self.bounds, out=values).astype(np.int64)

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability at or below `x`, shape of `x`."""
        family = partial(self.family.cdf, self.parameters)
        if not self.is_discrete:
            return np.where(x < self.bounds[0], 0.0, self.window.cdf(family, x))
        low, high = self.bounds
        share = self.window.cdf(family, np.floor(x) + 0.5)
        return np.where(x < low, 0.0, np.where(x >= high, 1.0, share))

    @property
    def outline(self) -> Outline:
        """All of it is smooth, and looked at closely wherever it has halved."""
        window, family = self.window, partial(self.family.cdf, self.parameters)
        start, end = family(np.array([window.low])), family(np.array([window.high]))

        def tails(x: Floats) -> Tails:
            inside = np.minimum(np.maximum(x, window.low), window.high)
            here = family(inside)
            return between(start, here) / window.mass, between(here, end) / window.mass

        cuts = [self._at(_SEEN, 1.0 - _SEEN), self._at(1.0 - _SEEN, _SEEN)]
        ends = [end for end in (window.low, window.high) if np.isfinite(end)]
        return Outline(cuts=np.concatenate([*cuts, ends]), tails=tails)

    def within(self, low: float, high: float) -> tuple[Continuous, float] | None:
        """Return the part in [`low`, `high`] and its share of this one, or None where it is nothing."""
        low, high = max(low, self.low), min(high, self.high)
        try:
            part = Continuous(self.family, self.items, low, high, self.is_discrete)
        except InfeasibleError:
            return None
        return part, min(part.window.mass / self.window.mass, 1.0)

    @property
    def _cut(self) -> Interval:
        """Where the continuous distribution is cut."""
        low, high = self.family.support(self.parameters)
        if not self.is_discrete:
            return max(low, self.low), min(high, self.high)
        return max(low, whole_from(self.low) - 0.5), min(high, whole_to(self.high) + 0.5)

    @cached_property
    def _table(self) -> QuantileTable | None:
        return None if self.family.IS_CLOSED else _table(self.family, self.items, *self._cut)

    def _direct(self, u: Floats) -> Floats:
        return self._at(u, 1.0 - u)

    def _at(self, p: Floats, q: Floats) -> Floats:
        """Return the values before rounding below which lie `p` and above which lie `q`."""
        values = self.family.quantile(self.parameters, *self.window.rescale(p, q))
        return np.minimum(np.maximum(values, self.window.low), self.window.high)


def prepare(family: Family, parameters: Mapping[str, Any], *, discrete: bool) -> Limitable:
    """Return the sampler of a continuous family, truncated by its optional `min` and `max`.

    Raises
    ------
    InfeasibleError
        If nothing lies between `min` and `max`.
    """
    if family.NAME == "uniform":
        return _uniform(*family.support(parameters), is_discrete=discrete)
    own = family.PARAMETERS["properties"]
    items = tuple(sorted((key, float(value)) for key, value in parameters.items() if key in own))
    cuts = {key: float(value) for key, value in parameters.items() if key not in own}
    return Continuous(family, items, cuts.get("min", float("-inf")), cuts.get("max", float("inf")), discrete)


def _uniform(low: float, high: float, *, is_discrete: bool) -> Limitable:
    if not is_discrete:
        return Range(low, high)
    first, last = whole_from(low), whole_to(high)
    if first > last:
        msg = f"uniform: {NOTHING_LEFT}"
        raise InfeasibleError(msg)
    return WholeRange(int(first), int(last))


@lru_cache(maxsize=512)
def _table(family: Family, items: Items, low: float, high: float) -> QuantileTable | None:
    """Return the table of a family, made once for each set of parameters."""
    parameters = dict(items)
    return QuantileTable.build(
        partial(family.quantile, parameters), partial(family.cdf, parameters), low, high
    )


def _rounded(value: float) -> float:
    return float(np.rint(value))
