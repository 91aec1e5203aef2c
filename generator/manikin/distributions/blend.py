"""The quantile function of a mixture: the inverse of its distribution function, in cells of the uniform.

The values' line is cut wherever a part begins, bends, ends or has a value with a share of its own. Between two
cuts the distribution function is smooth; on each cell there stands a polynomial of degree 4 that gives the
value for the uniform, through five places whose uniforms are known. Cells are halved until it is nowhere further
off than `manikin.distributions.table.TOLERANCE`. They begin and end at multiples of 2**-52, of which a
uniform is never one; a cell that holds a single uniform is one value.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from manikin.distributions.family import Tails
from manikin.distributions.outline import Outline
from manikin.distributions.table import TOLERANCE
from manikin.distributions.truncation import between
from manikin.distributions.weights import Weights
from manikin.errors import InfeasibleError
from manikin.randomness import Floats, Integers

_WHOLE = 2.0**52
_ROOT = 0.7071067811865476
# Chebyshev's points with the ends, so that neighbours meet. The error is measured near its peaks.
_NODES = np.array([-1.0, -_ROOT, 0.0, _ROOT, 1.0])
_PROBES = np.array([-0.88, -0.38, 0.38, 0.88])
_FLOOR = 1e-6  # times the tolerance, of the value
_LEVELS = 100
_MOST_CELLS = 1 << 18
MOST_VALUES = 1 << 16
"""The most single values that may stand beside a part that is not made of single values."""


class Blend:
    """The distribution function of a mixture that has a smooth rest.

    Parameters
    ----------
    parts : sequence of Outline
        The parts.
    weights : sequence of float
        Their shares of the whole, which add up to 1.
    """

    def __init__(self, parts: Sequence[Outline], weights: Sequence[float]) -> None:
        self.values, self.shares = single_values(parts, weights)
        self.cuts = np.unique(np.concatenate([self.values, *(part.cuts for part in parts)]))
        self._rests = [
            (weight * (1.0 - float(part.shares.sum())), part.tails)
            for part, weight in zip(parts, weights, strict=True)
            if part.tails is not None
        ]

    def tails(self, x: Floats) -> list[Tails]:
        """Return the tails of the smooth rest of each part that has one, at `x`."""
        return [tails(x) for _, tails in self._rests]

    def mass(self, start: list[Tails], end: list[Tails]) -> Floats:
        """Return the share of the mixture's rest between places, from the tails of the parts there."""
        masses = [
            share * np.maximum(between(one, other), 0.0)
            for (share, _), one, other in zip(self._rests, start, end, strict=True)
        ]
        return reduce(np.add, masses)

    def line(self, x: Floats, tails: list[Tails]) -> tuple[Tails, Tails]:
        """Return where, in 2**-52 of the uniform's line, the values `x` begin and end.

        Each as a whole number and what that leaves out.
        """
        shares = [share for share, _ in self._rests]
        below = reduce(np.add, [share * p for share, (p, _) in zip(shares, tails, strict=True)])
        above = reduce(np.add, [share * q for share, (_, q) in zip(shares, tails, strict=True)])
        heaps = np.concatenate([[0.0], np.cumsum(self.shares)])
        after = np.concatenate([np.cumsum(self.shares[::-1])[::-1], [0.0]])
        first, last = (np.searchsorted(self.values, x, side=side) for side in ("left", "right"))
        start = _threshold(below + heaps[first], above + after[first])
        return start, _threshold(below + heaps[last], above + after[last])


def single_values(parts: Sequence[Outline], weights: Sequence[float]) -> tuple[Floats, Floats]:
    """Return the values that have a share of their own in a mixture, rising, and these shares."""
    places = np.concatenate([part.places for part in parts])
    shares = np.concatenate([part.shares * weight for part, weight in zip(parts, weights, strict=True)])
    there, codes = np.unique(places, return_inverse=True)
    return there, np.bincount(codes, shares, there.size).astype(np.float64)


def _threshold(below: Floats, above: Floats) -> Tails:
    """Return the multiple of 2**-52 nearest to a place of the line with these shares on its sides, and the rest."""
    is_lower = below <= above
    near = np.where(is_lower, below, above) * _WHOLE
    whole = np.rint(near)
    line = np.where(is_lower, whole, _WHOLE - whole)
    return np.minimum(np.maximum(line, 0.0), _WHOLE), np.where(is_lower, near - whole, whole - near)


class Cells:
    """A quantile function as polynomials on cells of the uniform's line.

    Parameters
    ----------
    blend : Blend
        The distribution function, with a smooth rest.
    is_discrete : bool
        Whether the nearest whole unit is drawn.

    Raises
    ------
    InfeasibleError
        If it cannot be met within the tolerance.
    """

    def __init__(self, blend: Blend, *, is_discrete: bool) -> None:
        self._is_discrete = is_discrete
        start, end, *coefficients, low, high = _fitted(blend)
        self._picks = Weights(end - start)
        self._middle, self._inverse = 0.5 * (start + end), 2.0 / (end - start)
        self._coefficients = np.ascontiguousarray(np.stack(coefficients))
        if is_discrete:
            low, high = np.floor(low + 0.5), np.ceil(high - 0.5)
        self._low, self._high = low, high

    def __len__(self) -> int:
        return int(self._middle.size)

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`; a larger one never gives a smaller value."""
        codes = self._picks.places(u)  # without a check of each: gathers are most of the time
        gathered = np.empty(u.shape)
        t = u * _WHOLE
        t -= self._middle.take(codes, out=gathered, mode="clip")
        t *= self._inverse.take(codes, out=gathered, mode="clip")
        values: Floats = self._coefficients[4].take(codes, mode="clip")
        for row in (3, 2, 1, 0):
            values *= t
            values += self._coefficients[row].take(codes, out=gathered, mode="clip")
        if self._is_discrete:
            np.rint(values, out=values)
        np.maximum(values, self._low.take(codes, out=gathered, mode="clip"), out=values)
        np.minimum(values, self._high.take(codes, out=gathered, mode="clip"), out=values)
        return values.astype(np.int64) if self._is_discrete else values


def _fitted(blend: Blend) -> Floats:
    """Return the cells in order: start, end, five coefficients, least and greatest value; shape (9, cells)."""
    tails = blend.tails(blend.cuts)
    (start, _), (end, _) = blend.line(blend.cuts, tails)
    start[0], end[-1] = 0.0, _WHOLE
    bulk = _bulk(blend.cuts, end)
    flat = [start, end, blend.cuts, *(np.zeros_like(start),) * 4, blend.cuts, blend.cuts]
    done = [np.stack(flat)]
    low, high = blend.cuts[:-1], blend.cuts[1:]
    for _ in range(_LEVELS):
        cells, error = _fit(blend, low, high, bulk)
        units = cells[1] - cells[0]
        is_fine = (error <= TOLERANCE) | (high - low <= 2.0**-51 * np.maximum(np.abs(low), np.abs(high)))
        bad = ~is_fine & (units > 1.0)
        done.append(cells[:, ~bad])
        low, high = low[bad], high[bad]
        if not low.size:
            break
        middle = low + 0.5 * (high - low)
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
    if low.size or sum(part.shape[1] for part in done) > _MOST_CELLS:
        raise InfeasibleError("its parts cannot be mixed; use parts that are less far apart in size")
    found = np.concatenate(done, axis=1)
    found = found[:, np.lexsort((found[8], found[7]))]
    # What one cell's rounding takes from the next is at most one 2**-52.
    found[1] = np.maximum.accumulate(found[1])
    found[0] = np.concatenate([[0.0], found[1, :-1]])
    kept: Floats = found[:, found[1] > found[0]]
    return kept


def _bulk(cuts: Floats, end: Floats) -> tuple[float, float]:
    """Return a value near the middle, and half the way between two that hold seven eighths."""
    at = np.minimum(np.searchsorted(end, _WHOLE * np.array([1 / 16, 0.5, 15 / 16])), cuts.size - 1)
    low, middle, high = cuts[at].tolist()
    return middle, 0.5 * (high - low)


def _fit(blend: Blend, low: Floats, high: Floats, bulk: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return the cells between `low` and `high`, and the greatest error of each at the probes."""
    w = np.concatenate([_NODES, _PROBES])[:, None]
    half = 0.5 * (high - low)
    x = np.minimum(np.maximum(low + half * (1.0 + w), low), high)
    x[_NODES.size - 1] = high
    tails = [(p.reshape(x.shape), q.reshape(x.shape)) for p, q in blend.tails(x.ravel())]
    first, last = ([(p[row], q[row]) for p, q in tails] for row in (0, _NODES.size - 1))
    (start, after), (end, before) = blend.line(low, first)[1], blend.line(high, last)[0]
    whole = blend.mass(first, last)
    with np.errstate(all="ignore"):
        # From the nearer end, which is accurate.
        from_low = 2.0 * blend.mass([(p[:1], q[:1]) for p, q in tails], tails) / whole - 1.0
        from_high = 1.0 - 2.0 * blend.mass(tails, [(p[None], q[None]) for p, q in last]) / whole
        t = np.where(w <= 0.0, from_low, from_high)
        # The cell begins and ends at whole multiples of 2**-52, its stretch of the uniform's line beside them.
        t = (0.5 * (after + before) + 0.5 * whole * _WHOLE * t) * (2.0 / (end - start))
        local = _through(t[: _NODES.size], x[: _NODES.size])
        single = ~(end - start > 1.0) | ~np.isfinite(local).all(axis=0)
        value = np.where((local[0] >= low) & (local[0] <= high), local[0], x[2])
        local = np.where(single, np.stack([value, *(np.zeros_like(half),) * 4]), local)
        at, exact = t[_NODES.size :], x[_NODES.size :]
        found = (((local[4] * at + local[3]) * at + local[2]) * at + local[1]) * at + local[0]
        measure = np.maximum(np.maximum(np.abs(exact - bulk[0]), bulk[1]), _FLOOR * np.abs(exact))
        error = np.where(found == exact, 0.0, np.abs(found - exact) / measure).max(axis=0)
    return np.stack([start, end, *local, low, high]), np.where(np.isnan(error), np.inf, error)


def _through(t: Floats, x: Floats) -> Floats:
    """Return the coefficients of powers 0 to 4 of the polynomials through (t, x), both of shape (5, cells).

    By Newton's divided differences.
    """
    column = [x[row] for row in range(len(t))]
    differences = [column[0]]
    for order in range(1, len(t)):
        column = [(column[i + 1] - column[i]) / (t[i + order] - t[i]) for i in range(len(column) - 1)]
        differences.append(column[0])
    powers = [differences[-1], *(np.zeros_like(x[0]) for _ in range(4))]
    for order in range(len(t) - 2, -1, -1):
        for place in range(len(t) - 1, 0, -1):
            powers[place] = powers[place - 1] - t[order] * powers[place]
        powers[0] = differences[order] - t[order] * powers[0]
    return np.stack(powers)
