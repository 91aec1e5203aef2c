"""Picking one of several by weight: cumulative weights as whole numbers, found through a guide table.

The thresholds are whole numbers up to 2**52, the number of uniforms, so that each share is exact to
2**-52 and a weight of 0 is never picked. Order is kept: a larger uniform never picks an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from manikin.randomness import Floats

_WHOLE = 2.0**52
_FEW = 8
_MOST_CELLS = 1 << 24

Codes = NDArray[np.int32]


class Weights:
    """Codes 0 … n - 1 by weight.

    Parameters
    ----------
    weights : sequence or ndarray of numbers
        At least one; none negative, not all 0.

    Raises
    ------
    ValueError
        If there are no weights, or if they cannot be shares.
    """

    def __init__(self, weights: Sequence[int | float | Decimal] | Floats) -> None:
        array = np.asarray(weights, np.float64)
        total = np.cumsum(array)
        if array.size == 0:
            raise ValueError("no weights")
        if not (np.isfinite(total[-1]) and bool((array >= 0.0).all()) and total[-1] > 0.0):
            raise ValueError("weights that are negative, not finite, or all 0")
        self._thresholds: Floats = np.rint(total / total[-1] * _WHOLE)
        # What rounds down to nothing at the end would leave codes past the last one that has weight.
        self._thresholds[int(np.flatnonzero(array > 0.0)[-1]) :] = _WHOLE

    def __len__(self) -> int:
        return int(self._thresholds.size)

    @property
    def cumulative(self) -> Floats:
        """The shares of each code and those before it, exact multiples of 2**-52; shape (n,)."""
        return self._thresholds / _WHOLE

    def draw(self, u: Floats) -> Codes:
        """Return the codes that the uniforms pick, shape of `u`."""
        return self.places(u).astype(np.int32)

    def places(self, u: Floats) -> NDArray[np.intp]:
        """Return the codes as wide as addresses, so that they are not widened each time something is looked up."""
        x = u * _WHOLE
        return self._few(x) if len(self) <= _FEW else self._guided(u, x)

    def split(self, u: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Return the codes and, as new uniforms in (0, 1), where in their share of the line `u` fell."""
        codes = self.places(u)
        start, width = self._shares
        rest = u * _WHOLE
        rest -= start.take(codes, mode="clip")
        rest /= width.take(codes, mode="clip")
        np.maximum(rest, 2.0**-53, out=rest)
        return codes, np.minimum(rest, 1.0 - 2.0**-53, out=rest)

    @cached_property
    def _shares(self) -> tuple[Floats, Floats]:
        """Where the share of each code begins, and how wide it is."""
        start = np.concatenate([[0.0], self._thresholds[:-1]])
        return start, np.maximum(self._thresholds - start, 1.0)

    def _few(self, x: Floats) -> NDArray[np.intp]:
        """Return the codes by comparing with every threshold, the fastest for a handful."""
        found = np.zeros(x.shape, np.int8)
        passed = np.empty(x.shape, np.bool_)
        for threshold in self._thresholds[:-1]:
            np.greater_equal(x, threshold, out=passed)
            found += passed.view(np.int8)
        return found.astype(np.intp)

    def _guided(self, u: Floats, x: Floats) -> NDArray[np.intp]:
        cells, guide = self._guide
        codes = guide.take((u * cells).astype(np.intp), mode="clip").astype(np.intp)
        crowded = np.flatnonzero(codes >= len(self))
        # Of a crowded cell, `clip` looks at the last threshold, which no uniform reaches.
        codes += x >= self._thresholds.take(codes, mode="clip")
        if crowded.size:
            codes[crowded] = np.searchsorted(self._thresholds, x[crowded], side="right")
        return codes

    @cached_property
    def _guide(self) -> tuple[float, Codes]:
        """The least code that can be right, for each of 2**k equal cells of the line.

        It or the next one is right; where there are more, the cell is crowded and has a code that there is not.
        """
        cells = 1 << min(max((4 * len(self)).bit_length(), 10), _MOST_CELLS.bit_length() - 1)
        edges = np.arange(cells) * (_WHOLE / cells)
        least = np.searchsorted(self._thresholds, edges, side="right").astype(np.int32)
        most = np.append(least[1:], np.int32(len(self) - 1))
        return float(cells), np.where(most - least > 1, np.int32(len(self)), least)
