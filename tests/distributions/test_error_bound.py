"""The stated error of the quantile tables, against distribution functions in arithmetic of 40 digits.

A drawn value is right to within the bound if the exact distribution function, a bound below it, is at most the
uniform, and a bound above it, at least. So nothing is inverted here, and nothing is shared with the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from distributions.families import some_uniforms
from manikin import distributions
from manikin.distributions import parts
from manikin.distributions.table import TOLERANCE
from manikin.randomness import Floats

pytestmark = pytest.mark.slow  # forty digits at 130 places of each of 84 distributions

Tails = tuple[Any, Any]
Exact = Callable[[Mapping[str, float], Any], Tails]
"""The exact probabilities below and above a place inside the support."""


def normal(given: Mapping[str, float], x: Any) -> Tails:
    z = (x - given["mean"]) / given["sd"] / mp.sqrt(2)
    return mp.erfc(-z) / 2, mp.erfc(z) / 2


def lognormal(given: Mapping[str, float], x: Any) -> Tails:
    return normal({"mean": 0, "sd": given["sigma"]}, mp.log(x / given["median"]))


def exponential(given: Mapping[str, float], x: Any) -> Tails:
    return -mp.expm1(-x / given["mean"]), mp.exp(-x / given["mean"])


def weibull(given: Mapping[str, float], x: Any) -> Tails:
    power = (x / given["scale"]) ** mp.mpf(given["shape"])
    return -mp.expm1(-power), mp.exp(-power)


def gamma(given: Mapping[str, float], x: Any) -> Tails:
    shape = mp.mpf(given["shape"])
    z = x * shape / given["mean"]
    if z < shape:
        below = mp.gammainc(shape, 0, z, regularized=True)
        return below, 1 - below
    above = mp.gammainc(shape, z, mp.inf, regularized=True)
    return 1 - above, above


def beta(given: Mapping[str, float], x: Any) -> Tails:
    a, b = mp.mpf(given["alpha"]), mp.mpf(given["beta"])
    below = mp.betainc(a, b, 0, x, regularized=True)
    return below, mp.betainc(b, a, 0, 1 - x, regularized=True) if below > 0.5 else 1 - below


def student_t(given: Mapping[str, float], x: Any) -> Tails:
    df, z = mp.mpf(given["df"]), (x - given["mean"]) / given["scale"]
    tail = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + z * z), regularized=True) / 2
    return (tail, 1 - tail) if z < 0 else (1 - tail, tail)


def pareto(given: Mapping[str, float], x: Any) -> Tails:
    above = (given["scale"] / x) ** mp.mpf(given["shape"])
    return 1 - above, above


def triangular(given: Mapping[str, float], x: Any) -> Tails:
    low, mode, high = (mp.mpf(given[name]) for name in ("min", "mode", "max"))
    if x < mode:
        below = (x - low) ** 2 / ((high - low) * (mode - low))
        return below, 1 - below
    above = (high - x) ** 2 / ((high - low) * (high - mode))
    return 1 - above, above


def uniform(given: Mapping[str, float], x: Any) -> Tails:
    low, high = mp.mpf(given["min"]), mp.mpf(given["max"])
    return (x - low) / (high - low), (high - x) / (high - low)


EXACT: Mapping[str, Exact] = {
    made.__name__: made
    for made in (normal, lognormal, exponential, weibull, gamma, beta, student_t, pareto, triangular, uniform)
}
PARAMETERS: Mapping[str, tuple[Mapping[str, float], ...]] = {
    "normal": ({"mean": 0, "sd": 1}, {"mean": 169, "sd": 9.5}, {"mean": 1e6, "sd": 0.125}),
    "lognormal": tuple({"median": 3.2, "sigma": sigma} for sigma in (0.05, 0.7, 3)),
    "exponential": ({"mean": 4.5},),
    "weibull": tuple({"scale": 12, "shape": shape} for shape in (0.3, 1, 1.4, 9)),
    "gamma": tuple({"mean": 6, "shape": shape} for shape in (0.06, 0.5, 2.5, 40, 1000)),
    "beta": tuple({"alpha": a, "beta": b} for a, b in ((2, 5), (0.5, 0.5), (0.1, 3), (20, 30))),
    "student_t": tuple({"mean": 37, "scale": 4, "df": df} for df in (1, 2, 5, 200)),
    "pareto": tuple({"scale": 100, "shape": shape} for shape in (0.5, 2.5, 20)),
    "triangular": ({"min": 5, "mode": 15, "max": 60}, {"min": 0, "mode": 0, "max": 1}),
    "uniform": ({"min": 10, "max": 20},),
}
CUTS: tuple[tuple[float, float] | None, ...] = (None, (2.0**-20, 0.875), (0.75, 1 - 2.0**-30))
"""The whole, and what lies between two of its quantiles."""
CASES = [
    (name, given, cut)
    for name, found in PARAMETERS.items()
    for given in found
    for cut in CUTS
    if cut is None or name not in {"triangular", "uniform"}  # their `min` and `max` are parameters
]


def tail_probabilities() -> Floats:
    """Return places in each octave from 2**-53 to a half, as uniforms have them: multiples of 2**-53."""
    octaves = 2.0 ** np.arange(-53.0, -1.0)
    places = octaves * (1.0 + some_uniforms("error bound", rows=octaves.size))
    inside = np.rint(places * 2.0**53) * 2.0**-53
    return np.unique(np.concatenate([octaves[::4], inside, [0.5 - 2.0**-53]]))


TAIL = tail_probabilities()


class Bound:
    """A distribution as drawn, and the exact one."""

    def __init__(self, name: str, given: Mapping[str, float], cut: tuple[float, float] | None) -> None:
        self.exact, self.given = EXACT[name], given
        ends: dict[str, float] = {}
        if cut is not None:
            whole = distributions.prepare(name, given, discrete=False)
            low, high = np.asarray(whole.draw(np.array(cut)), np.float64).tolist()
            ends = {"min": low, "max": high}
        self.made = distributions.prepare(name, {**given, **ends}, discrete=False)
        # Written out, since the program's own bounds may be rounded.
        low, high = parts.FAMILIES[name].support(given)
        self.low, self.high = ends.get("min", low), ends.get("max", high)
        self.start, self.end = self._whole(self.low), self._whole(self.high)
        bulk = np.asarray(self.made.draw(np.array([1 / 16, 0.5, 15 / 16])), np.float64).tolist()
        self.middle, self.scale = bulk[1], 0.5 * (bulk[2] - bulk[0])

    def _whole(self, x: Any) -> Tails:
        if x == -mp.inf:
            return mp.mpf(0), mp.mpf(1)
        if x == mp.inf:
            return mp.mpf(1), mp.mpf(0)
        return self.exact(self.given, mp.mpf(x))

    def tails(self, x: Any) -> Tails:
        """Return the exact probabilities below and above `x` of what lies between the ends."""
        if x <= self.low:
            return mp.mpf(0), mp.mpf(1)
        if x >= self.high:
            return mp.mpf(1), mp.mpf(0)
        here = self._whole(x)
        return _between(self.start, here) / self.mass, _between(here, self.end) / self.mass

    @property
    def mass(self) -> Any:
        return _between(self.start, self.end)

    def outside(self, tolerance: float) -> list[tuple[float, str]]:
        """Return the tail probabilities at which the drawn value is further off than the bound, and the side."""
        lower = np.asarray(self.made.draw(TAIL), np.float64)
        upper = np.asarray(self.made.draw(1.0 - TAIL), np.float64)
        found = []
        for t, low, high in zip(TAIL.tolist(), lower.tolist(), upper.tolist(), strict=True):
            below, above = (self.tails(x)[0] for x in self._around(low, tolerance))
            if not below <= t <= above:
                found.append((t, "lower"))
            above, below = (self.tails(x)[1] for x in self._around(high, tolerance))
            if not below <= t <= above:
                found.append((t, "upper"))
        return found

    def _around(self, x: float, tolerance: float) -> tuple[Any, Any]:
        bound = tolerance * max(abs(x - self.middle), self.scale, 1e-6 * abs(x))
        return mp.mpf(x) - bound, mp.mpf(x) + bound


def _between(one: Tails, other: Tails) -> Any:
    """Return the probability between two places, from the tails that are small."""
    return other[0] - one[0] if other[0] < 0.5 else one[1] - other[1]


def test_every_family_is_here() -> None:
    assert EXACT.keys() == PARAMETERS.keys() == parts.FAMILIES.keys()


@pytest.mark.parametrize(("name", "given", "cut"), CASES)
def test_values_are_within_the_bound(
    name: str, given: Mapping[str, float], cut: tuple[float, float] | None
) -> None:
    with mp.workdps(40):
        assert Bound(name, given, cut).outside(TOLERANCE) == []


def test_a_tighter_bound_would_be_seen_to_be_broken() -> None:
    with mp.workdps(40):
        assert Bound("gamma", {"mean": 6, "shape": 2.5}, None).outside(TOLERANCE / 1000)
