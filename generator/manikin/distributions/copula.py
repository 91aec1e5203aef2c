"""Uniforms that go together: a Gaussian copula over the columns of a row.

Independent uniforms become normal scores, a triangular matrix mixes them in written order, and the
normal distribution's function, by table, makes uniforms of them again. Nothing but ``+ - * /``, square
roots and gathers is done to a cell. A rank correlation becomes that of the scores by Pearson's
``2 sin(π r / 6)`` (K. Pearson, "On further methods of determining correlation", 1907).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from manikin.distributions.special import normal_quantile, normal_tails
from manikin.distributions.table import QuantileTable
from manikin.randomness import Floats

_FARTHEST = 8.25
"""Normal scores beyond this are of uniforms closer to the ends than any is."""
_STEPS = 64
_NODES = (-1.0, -0.7071067811865476, 0.0, 0.7071067811865476, 1.0)
_SERIES = 12

Matrix = tuple[tuple[float, ...], ...]


@cache
def _scores() -> QuantileTable:
    table = QuantileTable.build(normal_quantile, normal_tails, float("-inf"), float("inf"))
    assert table is not None
    return table


@cache
def _tails() -> Floats:
    """Return the coefficients, shape (5, cells), of the normal tail over each cell of its distance from 0."""
    cells = int(_FARTHEST * _STEPS)
    inside = np.array(_NODES) / (2 * _STEPS)
    middles = (np.arange(cells) + 0.5) / _STEPS
    values = normal_tails((middles[:, None] + inside).ravel())[1].reshape(cells, len(_NODES))
    # Newton's divided differences, then powers of the place in the cell: exact arithmetic of few steps.
    differences = [values[:, 0]]
    column = [values[:, place] for place in range(len(_NODES))]
    for order in range(1, len(_NODES)):
        column = [(b - a) / (inside[i + order] - inside[i]) for i, (a, b) in enumerate(pairwise(column))]
        differences.append(column[0])
    powers = [np.zeros(cells) for _ in _NODES]
    powers[0] = differences[-1].copy()
    for order in range(len(_NODES) - 2, -1, -1):
        for place in range(len(_NODES) - 1, 0, -1):
            powers[place] = powers[place - 1] - inside[order] * powers[place]
        powers[0] = differences[order] - inside[order] * powers[0]
    return np.ascontiguousarray(powers)


def probabilities(z: Floats) -> Floats:
    """Return the normal distribution's function at `z`, in (0, 1), shape of `z`; to about 1e-10 of the tail."""
    far = np.minimum(np.abs(z), _FARTHEST - 2.0**-40)
    scaled = far * _STEPS
    cell = np.floor(scaled)
    at = cell.astype(np.int64)
    place = (scaled - cell - 0.5) / _STEPS
    coefficients = _tails()
    tail = coefficients[4].take(at)
    for row in (3, 2, 1, 0):
        tail = tail * place + coefficients[row].take(at)
    tail = np.minimum(np.maximum(tail, 2.0**-53), 0.5)
    result: Floats = np.where(z < 0, tail, 1.0 - tail)
    return np.minimum(result, 1.0 - 2.0**-53)


def score_correlation(rank: float) -> float:
    """Return the correlation of normal scores that gives the rank correlation `rank`, -1 to 1."""
    x = 3.141592653589793 * rank / 6.0
    term = total = x
    for order in range(1, _SERIES):
        term = -term * x * x / ((2 * order) * (2 * order + 1))
        total += term
    return 2.0 * total


def triangle(correlations: Sequence[Sequence[float]]) -> Matrix | None:
    """Return the lower triangular matrix whose square is `correlations`; None if it is not positive definite.

    By Cholesky's method, sums in written order.
    """
    size = len(correlations)
    rows = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = correlations[i][j]
            for k in range(j):
                rest -= rows[i][k] * rows[j][k]
            if i == j:
                if rest <= 1e-9:
                    return None
                rows[i][i] = float(np.sqrt(rest))
            else:
                rows[i][j] = rest / rows[j][j]
    return tuple(tuple(row) for row in rows)


def scores(ranks: Sequence[Sequence[float]]) -> Matrix:
    """Return the correlations of normal scores that give rank correlations."""
    return tuple(
        tuple(1.0 if i == j else score_correlation(rank) for j, rank in enumerate(row))
        for i, row in enumerate(ranks)
    )


def nearest(ranks: Sequence[Sequence[float]]) -> Matrix:
    """Return rank correlations near `ranks` that are possible: all of them shrunk by the same factor.

    The factor is the greatest of two digits that will do, so that what is advised can be typed.
    """
    for percent in range(99, 0, -1):
        shrunk = tuple(tuple(value * percent / 100 for value in row) for row in ranks)
        if triangle(scores(shrunk)) is not None:
            return shrunk
    return tuple(tuple(0.0 for _ in row) for row in ranks)


@dataclass(frozen=True)
class Copula:
    """Mixes the uniforms of columns that go together.

    Parameters
    ----------
    mixing : tuple of tuples of float
        What `triangle` gave, columns in the order of their names.
    """

    mixing: Matrix

    def uniforms(self, place: int, independent: Sequence[Floats]) -> Floats:
        """Return the uniforms of the column at `place`.

        Parameters
        ----------
        place : int
            Of the column.
        independent : sequence of ndarray of shape (rows,)
            The own uniforms of the columns up to and with this one.
        """
        row = self.mixing[place]
        if not any(row[:place]):
            return independent[place]
        total = np.zeros(len(independent[0]))
        for weight, u in zip(row[: place + 1], independent, strict=True):
            if weight:
                total = total + weight * _scores().evaluate(u)
        return probabilities(total)
