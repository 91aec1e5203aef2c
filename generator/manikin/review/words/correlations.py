"""Which columns of a row go together: of those in the lowest third of one, how many are in each third of the other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from manikin.model import Correlation, Spec, Table
from manikin.review.words import numbers
from manikin.review.words.form import Profile, Share, Subject, Words, charts
from manikin.review.words.kind import named

NAME = "correlations"
THIRDS = ("lowest", "middle", "highest")
_THIRD = 0.43072729929545744
"""The normal deviate with a third above it."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_FAR = 8.5
_ALIKE = 0.9999


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each pair of columns that go together."""
    for pair in table.correlations:
        yield _subject(table, pair)


def _subject(table: Table, pair: Correlation) -> Subject:
    one, other = pair.between
    title = f"{named(table)}, {one} with {other}"
    parts = thirds(pair.rank)
    direction = "tend to be high together" if pair.rank > 0 else "tend to go in opposite directions"
    told = (
        f"{one} and {other} {direction}: a rank correlation of {numbers.number(pair.rank)}."
        if pair.rank
        else f"{one} and {other} have nothing to do with one another: a rank correlation of 0.",
        f"Of 100 in the lowest third for {one}, {numbers.of_100(parts[0][0])} are in the lowest third for {other}.",
    )
    profiles = [
        Profile(
            f"{third} third for {one}",
            tuple(
                Share(f"{label} third for {other}", share) for label, share in zip(THIRDS, row, strict=True)
            ),
            pair.address if third == THIRDS[0] else (),
        )
        for third, row in zip(THIRDS, parts, strict=True)
    ]
    words = Words(told, charts(title, f"where in {other}", profiles))
    return Subject(NAME, title, table.name, "", pair.address, words, pair.between)


@lru_cache(maxsize=512)
def thirds(rank: float) -> tuple[tuple[float, ...], ...]:
    """Return, for each third of one column, the shares of the thirds of the other.

    Of the normal copula whose rank correlation is `rank`, as values are drawn, before any are rounded or redrawn.
    """
    rho = 2.0 * math.sin(math.pi * rank / 6.0)
    if abs(rho) > _ALIKE:
        same = np.eye(3)
        return tuple(tuple(map(float, row)) for row in (same if rho > 0 else same[::-1]))
    cuts = np.array([-_FAR, -_THIRD, _THIRD, _FAR])
    rows = []
    for low, high in pairwise(cuts):
        x = 0.5 * (high - low) * _NODES + 0.5 * (high + low)
        density = np.exp(-0.5 * x * x) * _WEIGHTS
        shares = []
        for start, end in pairwise(cuts):
            inside = _normal(end, x, rho) - _normal(start, x, rho)
            shares.append(float((density * inside).sum()))
        total = sum(shares)
        rows.append(tuple(share / total for share in shares))
    return tuple(rows)


def _normal(
    cut: float, x: np.ndarray[tuple[int], np.dtype[np.float64]], rho: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the share below `cut` of the other column, given places of this one."""
    scale = math.sqrt(2.0 * (1.0 - rho * rho))
    return np.array([0.5 * math.erfc(-(cut - rho * at) / scale) for at in x])
