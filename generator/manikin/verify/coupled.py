"""Which rank correlation is to be expected of values with ties, where that of the uniforms behind them is known.

Textbook formulas in the processor's own arithmetic; shares no code with what draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Final

from manikin.verify.report import Outcome, Result
from manikin.verify.verification import Answer, Subject

_CELLS: Final = 300
_NORMAL: Final = NormalDist()

Heap = tuple[float, float]
"""Where, from 0 to 1, rows of the same value begin and end when all are put in order."""


def expected(rank: float, ones: Sequence[Heap], others: Sequence[Heap]) -> float:
    """Return the rank correlation, ties sharing their ranks, of two columns with these heaps.

    The columns are a Gaussian copula whose rank correlation is `rank` where nothing ties.
    """
    score = 2.0 * math.sin(math.pi * rank / 6.0)
    rest = math.sqrt(1.0 - score * score)
    middles = [(k + 0.5) / _CELLS for k in range(_CELLS)]
    edges = [_NORMAL.inv_cdf(k / _CELLS) for k in range(1, _CELLS)]
    x, y = ([_shared(u, heaps) for u in middles] for heaps in (ones, others))
    product = 0.0
    for u, own in zip(middles, x, strict=True):
        z = _NORMAL.inv_cdf(u)
        below = [0.0, *(0.5 * math.erfc((score * z - edge) / (rest * math.sqrt(2.0))) for edge in edges), 1.0]
        product += own * sum(v * (b - a) for v, (a, b) in zip(y, pairwise(below), strict=True))
    means = sum(x) / _CELLS, sum(y) / _CELLS
    spreads = [
        sum((v - mean) ** 2 for v in values) / _CELLS for values, mean in zip((x, y), means, strict=True)
    ]
    if min(spreads) <= 0.0:
        return 0.0
    return (product / _CELLS - means[0] * means[1]) / math.sqrt(spreads[0] * spreads[1])


def _shared(u: float, heaps: Sequence[Heap]) -> float:
    """Return the rank that a row shares with others of its value, from 0 to 1."""
    return next((0.5 * (start + end) for start, end in heaps if start <= u < end), u)


@dataclass(frozen=True)
class GoesWith:
    """The answer tells a rank correlation, and the heaps of both columns, as `correlations` asks for them."""

    rank: float
    farthest: float
    """So many standard errors an honest build may be off."""
    slack: float

    def judge(self, subject: Subject, answer: Answer) -> Result:
        """Pass if the correlation is near the one to be expected with so many ties."""
        found, rows = next((float(row[1] or 0), int(row[2] or 0)) for row in answer if row[0] == 0)
        ones, others = (
            [_heap(float(row[1] or 0), float(row[2] or 0), rows) for row in answer if row[0] == side]
            for side in (1, 2)
        )
        wanted = expected(self.rank, ones, others)
        if rows < 2 or max(abs(found - wanted) - self.slack, 0) * math.sqrt(rows) <= self.farthest:
            return subject.result(Outcome.PASSED, found=found)
        message = f"the rank correlation is {found:.3f}, where {wanted:.3f} is to be expected"
        return subject.result(Outcome.FAILED, message, found)


def _heap(rank: float, count: float, rows: int) -> Heap:
    start = (rank - 1 - (count - 1) / 2) / rows
    return start, start + count / rows
