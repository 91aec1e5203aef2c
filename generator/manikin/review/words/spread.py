"""Numbers, dates and counts as a few bands with exact shares: of families, percentiles, mixtures and counts alike.

Shares are those of what will be drawn, from the exact distribution function of the same sampler, never from a sample.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from manikin import distributions
from manikin.columns.draw import convert, on_ruler
from manikin.distributions import Sampler
from manikin.model import DataType, Distribution
from manikin.review.words import numbers
from manikin.review.words.axes import Axis, Clock, Counts, Days, Numbers, axis
from manikin.review.words.form import Share
from manikin.review.words.shapes import Say

_OUTER = (0.01, 0.99)
_NOTHING = 5e-7
_DAYS_APART = 10
"""Of moments that lie so many days apart, the day alone is told."""
_MINUTES = 300
_SINGLE = 8
"""Up to so many different whole numbers are told one by one."""


class _AsWritten:
    """A ruler on which numbers stand as they are written."""

    def location(self, value: Any) -> float:
        """Return the place."""
        return float(value)

    def spread(self, value: float) -> float:
        """Return the distance."""
        return float(value)


def sampler(distribution: Distribution, datatype: DataType) -> Sampler:
    """Return what draws from a distribution for a column of a type with a ruler."""
    given = on_ruler(distribution, datatype)
    if distribution.name == "calendar" and datatype.name == "datetime":
        ticks = round(datatype.spread(1.0) / 86_400)
        return distributions.prepare(distribution.name, given, discrete=True, ticks_per_second=ticks)
    return distributions.prepare(distribution.name, given, discrete=datatype.is_discrete)


def distance(distribution: Distribution) -> Sampler:
    """Return what draws distances in the unit in which they are written."""
    is_count = distribution.name in distributions.COUNTS
    return distributions.prepare(distribution.name, convert(distribution, _AsWritten()), discrete=is_count)


def counted(distribution: Distribution) -> Sampler:
    """Return what draws numbers of rows."""
    return distributions.prepare(distribution.name, distribution.parameters, discrete=True)


def saying(datatype: DataType) -> Say:
    """Return how the written places of a column are said."""
    marks = axis(datatype)
    unit = {"date": "days", "datetime": "days", "time": "hours"}.get(datatype.name, "")

    def place(value: Any) -> str:
        if not isinstance(value, str):
            return numbers.number(value)
        try:
            return marks.place(datatype.location(value))
        except ValueError:
            return value  # a listed value, not a place

    return Say(place, unit)


def bands(samplers: Sequence[Sampler], marks: Axis, *, is_bounded: bool = False) -> list[tuple[Share, ...]]:
    """Return the shares of each distribution in the same bands, all rows that any of them reaches.

    Few single whole numbers are told one by one; everything else in bands with round edges.

    Parameters
    ----------
    samplers : sequence of samplers
        At least one.
    marks : Axis
        Where to cut and how to name it.
    is_bounded : bool
        Whether both ends are declared, so that the outer bands may be named by them.
    """
    ends = [np.asarray(s.draw(np.array(_OUTER)), np.float64) for s in samplers]
    low, high = min(float(e[0]) for e in ends), max(float(e[1]) for e in ends)
    edges = _single(samplers, marks) or marks.edges(low, high)
    if is_bounded and not isinstance(marks, Numbers):
        first, last = min(s.bounds[0] for s in samplers), max(s.bounds[1] for s in samplers)
        end = last + 1 if isinstance(marks, Days) else last
        edges = [first, *(edge for edge in edges if first < edge < end), end]
    top = max(s.bounds[1] for s in samplers)
    if isinstance(marks, Counts) and edges[-2] <= top < edges[-1] - 1:
        edges[-1] = top + 1
    befores = np.array([marks.before(edge) for edge in edges], np.float64)
    below = [s.cdf(befores) for s in samplers]
    labels = [f"under {marks.place(edges[0])}"]
    labels += [marks.band(start, end) for start, end in pairwise(edges)]
    labels.append(
        f"{marks.place(edges[-1])} or more" if _is_number(marks) else f"from {marks.place(edges[-1])}"
    )
    shares = [np.diff(np.concatenate([[0.0], b, [1.0]])) for b in below]
    used = np.flatnonzero(np.max(shares, axis=0) > _NOTHING)
    kept = range(int(used[0]), int(used[-1]) + 1) if used.size else range(0)
    return [tuple(Share(labels[n], max(float(own[n]), 0.0)) for n in kept) for own in shares]


def summary(found: Sampler, marks: Axis) -> str:
    """Return where the middle half lies, and what few exceed; empty where every value is the same."""
    drawn = np.asarray(found.draw(np.array([0.25, 0.75, 0.98])), np.float64)
    if drawn[0] == drawn[1]:
        return ""
    low, high, top = (marks.place(_round(float(at), drawn, marks)) for at in drawn)
    rest = f"; 2 of every 100 are {'above' if _is_number(marks) else 'after'} {top}" if top != high else ""
    return f"Half are between {low} and {high}{rest}."


def mean(samplers: Iterable[Sampler]) -> float:
    """Return the greatest mean of some distributions."""
    return max(float(s.mean) for s in samplers)


def _single(samplers: Sequence[Sampler], marks: Axis) -> list[float]:
    """Return edges around each whole number where there are few of them, else none."""
    if not (isinstance(marks, Numbers) and marks.is_whole and marks.size == 1):
        return []
    low = min(s.bounds[0] for s in samplers)
    tops = [float(np.asarray(s.draw(np.array([0.995])))[0]) for s in samplers]
    high = min(max(tops), max(s.bounds[1] for s in samplers))
    if not math.isfinite(low) or high - low > _SINGLE:
        return []
    return [float(n) for n in range(math.floor(low), math.floor(high) + 2)]


def _is_number(marks: Axis) -> bool:
    return isinstance(marks, Numbers)


def _round(at: float, drawn: Any, marks: Axis) -> float:
    """Return a place with three leading digits of the spread, as nobody reads more."""
    if isinstance(marks, Clock):
        return round(at / marks.ticks / _MINUTES) * _MINUTES * marks.ticks
    if isinstance(marks, Days) and float(drawn[1] - drawn[0]) >= _DAYS_APART * marks.ticks:
        return math.floor(at / marks.ticks) * marks.ticks
    if not isinstance(marks, Numbers):
        return at
    scale = max(abs(float(value)) for value in drawn) / marks.size
    if scale == 0:
        return at
    step = 10.0 ** (math.floor(math.log10(scale)) - 2)
    step = max(step, 1.0 / marks.size) if marks.is_whole else step
    return round(at / marks.size / step) * step * marks.size
