"""Families fitted to the quantiles of a view: of those that come near, the one with the least BIC, and its name.

The likelihood is that of the rows between neighbouring quantiles, so nothing is asked of the data, and nothing is told
that the quantiles would not tell. Exact arithmetic of the distributions alone: the same fit on every processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from manikin.derive.contents import Distance, Knots
from manikin.derive.view import ColumnView
from manikin.distributions import COUNTS, parameters
from manikin.distributions.elementary import exp, log
from manikin.distributions.parts import FAMILIES

Floats = NDArray[np.float64]
NUMBERS: Final = frozenset({"decimal", "float", "integer"})
"""The types of which families are fitted; dates keep their months."""
MOST_OFF: Final = 0.05
"""The furthest that a family may be from a share that is told; where none is nearer, the quantiles stay."""
LEAST_TOLD: Final = 5
"""The fewest shares that a family is fitted to: any family of two parameters meets two or three."""
_DIGITS: Final = 3
"""The significant digits of a parameter: as many as the policy lets one have."""
_MOST_COUNTED: Final = 200
"""Above this, whole numbers are quantities, and no counts."""
_BELOW_ZERO: Final = 0.001
"""The most that a family may put below 0 where all that is told lies above."""
_LEAST_SHARE: Final = 1e-12
_FINEST: Final = 2.0**-8
_LN2: Final = 0.6931471805599453
_LINEAR: Final = frozenset({("normal", "mean")})
"""Parameters that may be negative, and so are not sought by doubling."""
_DISPERSION: Final[Mapping[str, float]] = {"geometric": 1.0, "poisson": 0.0}
"""Counts whose dispersion is no parameter."""
Start = Callable[[float, float], tuple[float, ...]]
"""Where a search begins, from the middle and the spread."""
CANDIDATES: Final[Mapping[str, tuple[tuple[str, ...], Start]]] = {
    "normal": (("mean", "sd"), lambda middle, spread: (middle, spread)),
    "exponential": (("mean",), lambda middle, _: (middle / 0.7,)),
    "gamma": (("mean", "shape"), lambda middle, spread: (middle, (middle / spread) ** 2)),
    "lognormal": (("median", "sigma"), lambda middle, spread: (middle, spread / middle)),
    "weibull": (("scale", "shape"), lambda middle, spread: (middle, middle / spread)),
    "poisson": (("mean",), lambda middle, _: (middle,)),
    "geometric": (("mean",), lambda middle, _: (middle,)),
    "negative_binomial": (("mean", "dispersion"), lambda middle, spread: (middle, (spread / middle) ** 2)),
}
"""The families that are tried, with their parameters; those of counts for whole numbers alone."""


@dataclass(frozen=True)
class Fit:
    """A family that stands for quantiles.

    Parameters
    ----------
    family : str
        Its name.
    parameters : Mapping of str to Decimal
        With as many digits as a policy allows.
    bic : int
        Bayes's information criterion: the less, the better.
    off : float
        The furthest that it is from a share that is told.
    """

    family: str
    parameters: Mapping[str, Decimal]
    bic: int
    off: float


@dataclass(frozen=True)
class _Told:
    """Quantiles as a family meets them: shares, and the middles of the places that they fall in, of so many rows."""

    shares: Floats
    middles: Floats
    rows: int

    @property
    def spread(self) -> float:
        """Return about a standard deviation."""
        return float(self.middles[-1] - self.middles[0]) / 3


def fit(column: ColumnView) -> tuple[Fit, ...]:
    """Return the families that come near what is told of a column, the best first; none where none does."""
    content = column.content
    is_whole = column.type == "integer" or isinstance(content, Distance)
    knots = content.knots if isinstance(content, Distance) else content
    if not isinstance(knots, Knots) or not (column.type in NUMBERS or isinstance(content, Distance)):
        return ()
    told = _told(knots, 0 if isinstance(content, Distance) else column.scale, column.present)
    if len(told.shares) < LEAST_TOLD or not column.present:
        return ()
    found = [
        fitted
        for name in CANDIDATES
        if _may(name, told, is_whole=is_whole)
        for fitted in _fitted(name, told)
        if fitted.off <= MOST_OFF
    ]
    return tuple(sorted(found, key=lambda one: (one.bic, one.family)))


def _told(knots: Knots, scale: int, rows: int) -> _Told:
    shares = np.array([float(share) for share, _ in knots.points])
    return _Told(shares, np.array([_middle(Decimal(place), scale) for _, place in knots.points]), rows)


def _middle(place: Decimal, scale: int) -> float:
    """Return the middle of the values that are told as one: those with the same first two digits."""
    whole = int(abs(place).scaleb(scale))
    wide = 10 ** max(0, len(str(whole)) - 2)
    middle = (Decimal(whole) + Decimal(wide - 1) / 2).scaleb(-scale)
    return float(-middle if place < 0 else middle)


def _may(name: str, told: _Told, *, is_whole: bool) -> bool:
    """Return whether a family can be one of such numbers at all."""
    if name in COUNTS:
        return is_whole and told.middles[0] >= 0 and told.middles[-1] <= _MOST_COUNTED
    return name == "normal" or bool(told.middles[0] > 0)


def _fitted(name: str, told: _Told) -> Iterator[Fit]:
    names, start = CANDIDATES[name]
    middle = max(
        float(np.interp(0.5, told.shares, told.middles)), told.spread / 10 if name != "normal" else -np.inf
    )

    @cache
    def lacking(values: tuple[float, ...]) -> float:
        given = dict(zip(names, values, strict=True))
        return -_likelihood(_below(name, given, told.middles), told) if _is_allowed(name, given) else np.inf

    steps = [told.spread if (name, part) in _LINEAR else 0.0 for part in names]
    best = tuple(_rounded(value) for value in _sought(lacking, start(middle, told.spread), steps))
    given = {part: float(value) for part, value in zip(names, best, strict=True)}
    if not _is_allowed(name, given):
        return
    below = _below(name, given, told.middles)
    if name == "normal" and told.middles[0] >= 0 and _below(name, given, np.zeros(1))[0] > _BELOW_ZERO:
        return
    cost = len(names) * float(log(np.array([float(told.rows)]))[0])
    yield Fit(
        name,
        dict(zip(names, best, strict=True)),
        round(cost - 2 * _likelihood(below, told)),
        round(float(np.abs(below - told.shares).max()), 3),
    )


def _below(name: str, given: Mapping[str, float], at: Floats) -> Floats:
    """Return the shares below some places; a whole number lies half below itself."""
    if name not in COUNTS:
        return FAMILIES[name].cdf(given, at)[0]
    weights = _weights(
        given["mean"], _DISPERSION.get(name, given.get("dispersion", 0.0)), 4 * int(at.max()) + 20
    )
    reached = np.concatenate([[0.0], np.cumsum(weights)])
    place = np.floor(at).astype(np.int64)
    half: Floats = (reached[place] + reached[place + 1]) / 2 / reached[-1]
    return half


def _weights(mean: float, dispersion: float, upto: int) -> Floats:
    """Return weights of the counts from 0: of a negative binomial, of which the others are special cases."""
    before = np.arange(upto, dtype=np.float64)
    ratios = (1 + before * dispersion) * mean / ((before + 1) * (1 + mean * dispersion))
    logs = np.concatenate([[0.0], np.cumsum(log(ratios))])
    return exp(logs - logs.max())


def _likelihood(below: Floats, told: _Told) -> float:
    """Return the logarithm of the likelihood of the rows between neighbouring quantiles, as the shares tell them."""
    parts = np.diff(np.concatenate([[0.0], told.shares, [1.0]]))
    made = np.diff(np.concatenate([[0.0], below, [1.0]]))
    terms = parts * log(np.maximum(made, _LEAST_SHARE))
    return told.rows * float(sum(terms.tolist()))


def _is_allowed(name: str, given: Mapping[str, float]) -> bool:
    """Return whether parameters are such as the language takes."""
    properties = parameters(name)["properties"]
    return all(
        properties[part].get("minimum", -np.inf) <= value <= properties[part].get("maximum", np.inf)
        and value > properties[part].get("exclusiveMinimum", -np.inf)
        for part, value in given.items()
    )


def _sought(
    lacking: Callable[[tuple[float, ...]], float], start: tuple[float, ...], steps: Sequence[float]
) -> tuple[float, ...]:
    """Return the parameters that lack least: one stepped up or down at a time, steps halved where none is better."""
    here, least, size = start, lacking(start), 1.0
    ways = [
        tuple(turn * (place == axis) for place in range(len(start)))
        for axis in range(len(start))
        for turn in (-1, 1)
    ]
    while size >= _FINEST:
        tried = [
            tuple(
                value + turn * size * step if step else value * float(exp(np.array([turn * size * _LN2]))[0])
                for value, step, turn in zip(here, steps, way, strict=True)
            )
            for way in ways
        ]
        lacks = [lacking(values) for values in tried]
        if min(lacks) < least:
            least = min(lacks)
            here = tried[lacks.index(least)]
        else:
            size /= 2
    return here


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.{_DIGITS}g}")
