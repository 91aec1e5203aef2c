"""Cumulative distribution functions of the families, written anew: what share of values lies below a place.

Textbook formulas in the processor's own arithmetic; shares no code with what draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from manikin.model import DataType, Distribution

Cdf = Callable[[float], float]
_TINY: Final = 1e-300
_TERMS: Final = 10_000


def _gamma(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function, by its series."""
    if x <= 0:
        return 0.0
    term = total = 1.0 / shape
    for n in range(1, _TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * 1e-15:
            break
    return min(1.0, total * math.exp(-x + shape * math.log(x) - math.lgamma(shape)))


def _beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _beta(b, a, 1.0 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    # Lentz's method.
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1) or _TINY)
    found = d
    for m in range(1, _TERMS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / (1.0 + step * d or _TINY)
            c = 1.0 + step / c or _TINY
            found *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return front * found / a


def _student_t(df: float, t: float) -> float:
    tail = 0.5 * _beta(df / 2, 0.5, df / (df + t * t))
    return tail if t < 0 else 1.0 - tail


def _normal(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _triangular(low: float, mode: float, high: float, x: float) -> float:
    if x <= low or x >= high:
        return float(x >= high)
    if x < mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))


def _positive(f: Cdf) -> Cdf:
    return lambda x: f(x) if x > 0 else 0.0


def _families(p: Mapping[str, Any], t: DataType) -> dict[str, Callable[[], Cdf]]:
    """Return how each family's function is made of its parameters as written."""

    def at(key: str, usual: float = 0.0) -> float:
        return t.location(p.get(key, usual))

    def wide(key: str) -> float:
        return t.spread(p[key])

    return {
        "normal": lambda: lambda x: _normal((x - at("mean")) / wide("sd")),
        "lognormal": lambda: _positive(lambda x: _normal(math.log(x / at("median")) / p["sigma"])),
        "exponential": lambda: _positive(lambda x: -math.expm1(-x / at("mean"))),
        "gamma": lambda: lambda x: _gamma(p["shape"], x * p["shape"] / at("mean")),
        "beta": lambda: (
            lambda x: _beta(p["alpha"], p["beta"], (x - at("from")) / (at("to", 1.0) - at("from")))
        ),
        "weibull": lambda: _positive(lambda x: -math.expm1(-((x / at("scale")) ** p["shape"]))),
        "student_t": lambda: lambda x: _student_t(p["df"], (x - at("mean")) / wide("scale")),
        "triangular": lambda: lambda x: _triangular(at("min"), at("mode"), at("max"), x),
        "pareto": lambda: lambda x: 1.0 - (at("scale") / x) ** p["shape"] if x > at("scale") else 0.0,
    }


def cdf(distribution: Distribution, datatype: DataType) -> Cdf | None:
    """Return the share of values at or below a place on the column's ruler; None for other distributions.

    Values of whole units are rounded, so a whole number holds what lies half a unit around it; only a
    uniform gives its ends the same share as all others.
    """
    name, parameters = distribution.name, distribution.parameters
    if name == "mixture":
        return _mixed(parameters, datatype)
    half = 0.5 if datatype.is_discrete else 0.0
    if name == "uniform":
        low, high = datatype.location(parameters["min"]), datatype.location(parameters["max"])
        if datatype.is_discrete:
            return lambda x: (math.floor(x) - low + 1) / (high - low + 1)
        return lambda x: (x - low) / (high - low)
    if name == "quantiles":
        knots = _knots(parameters, datatype)
        return None if knots is None else lambda x: _between(knots, x + half)
    if not isinstance(parameters, Mapping) or name not in (families := _families(parameters, datatype)):
        return None
    whole = families[name]()
    low, high = _ends(name, parameters, datatype, half)
    below, inside = whole(low), whole(high) - whole(low)
    return (
        None if inside <= 0 else lambda x: min(1.0, max(0.0, (whole(min(x + half, high)) - below) / inside))
    )


def _mixed(parameters: Any, datatype: DataType) -> Cdf | None:
    """Return the weighted sum of the parts' functions; None where a part has none, or the whole is cut."""
    if isinstance(parameters, Mapping):
        return None
    found: list[tuple[float, Cdf]] = []
    for part in parameters:
        ((name, own),) = [(key, value) for key, value in part.items() if key != "weight"]
        whole = cdf(Distribution(name, own), datatype)
        if whole is None:
            return None
        found.append((float(part["weight"]), whole))
    total = sum(weight for weight, _ in found)
    return lambda x: sum(weight * whole(x) for weight, whole in found) / total


Knots = tuple[tuple[float, float], ...]


def _knots(parameters: Mapping[str, Any], datatype: DataType) -> Knots | None:
    """Return places and shares in order; None where bounds bend the tails or places fall together."""
    if {"min", "max"} & set(parameters):
        return None
    found = tuple(sorted((datatype.location(place), float(share)) for share, place in parameters.items()))
    places = {place for place, _ in found}
    return found if len(places) == len(found) > 1 else None


def _between(knots: Knots, x: float) -> float:
    """Return the share below a place, on straight lines between knots and beyond the outermost."""
    after = next((number for number, (place, _) in enumerate(knots) if x < place), len(knots))
    first = min(max(after - 1, 0), len(knots) - 2)
    (left, p), (right, q) = knots[first], knots[first + 1]
    return min(1.0, max(0.0, p + (q - p) * (x - left) / (right - left)))


def _ends(name: str, parameters: Mapping[str, Any], datatype: DataType, half: float) -> tuple[float, float]:
    """Return where the distribution is cut; the corners of a triangle are no cuts."""
    if name == "triangular":
        return -math.inf, math.inf
    low = datatype.location(parameters["min"]) - half if "min" in parameters else -math.inf
    high = datatype.location(parameters["max"]) + half if "max" in parameters else math.inf
    return low, high


def place_of(f: Cdf, share: float) -> float | None:
    """Return a place with about `share` of all values below it; None where there is none to be found."""
    low, high = -1.0, 1.0
    while f(low) > share:
        low *= 2
        if low < -1e18:
            return None
    while f(high) < share:
        high *= 2
        if high > 1e18:
            return None
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if f(middle) < share else (low, middle)
    return high
