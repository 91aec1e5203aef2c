"""Which values a distribution can give, worked out from its parameters as written.

Knows the families' supports and nothing of how they draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor, inf
from typing import Any, Final

from manikin.model import DataType, Distribution
from manikin.verify.sqltext import bound, literal, parse

Spans = tuple[tuple[float, float], ...]
"""Stretches of the ruler, both ends included, that hold every value that can be drawn."""

At = Callable[[Any], float]
"""Turns a written place into a number of the ruler."""

_FROM_ZERO: Final = frozenset(
    {"lognormal", "exponential", "gamma", "weibull", "poisson", "negative_binomial", "geometric"}
)
_SLACK: Final = 1e-9
"""What an end that is computed, not written, may be off by, relative to its size."""


def is_list(distribution: Distribution) -> bool:
    """Return whether the distribution picks from listed values."""
    name, parameters = distribution.name, distribution.parameters
    return name == "choice" or (name == "zipf" and isinstance(parameters, Mapping) and "values" in parameters)


def listed(
    distribution: Distribution, datatype: DataType
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...]]:
    """Return the labels, the literals and the shares of listed values.

    Raises
    ------
    ValueError
        If a value is not of the column's type.
    """
    parameters = distribution.parameters
    if distribution.name == "zipf":
        values = list(parameters["values"])
        weights = [1 / (rank ** float(parameters["exponent"])) for rank in range(1, len(values) + 1)]
    elif isinstance(parameters, Mapping):
        values, weights = list(parameters), [float(weight) for weight in parameters.values()]
    else:
        values, weights = list(parameters), [1.0] * len(parameters)
    total = sum(weights)
    kept = [(value, weight / total) for value, weight in zip(values, weights, strict=True) if weight > 0]
    literals = tuple(literal(datatype, parse(datatype, value)) for value, _ in kept)
    return tuple(repr(value) for value, _ in kept), literals, tuple(share for _, share in kept)


def spans(name: str, parameters: Any, at: At) -> Spans:
    """Return the stretches that hold every value of a distribution of numbers."""
    if name == "exactly":
        return ((float(parameters), float(parameters)),)
    if name == "bernoulli":
        share = float(parameters)
        return ((1.0 if share >= 1 else 0.0, 0.0 if share <= 0 else 1.0),)
    if name == "histogram":
        return _histogram(parameters)
    if name == "mixture":
        return _mixture(parameters, at)
    low, high = _inherent(name, parameters, at)
    return _cut(((low, high),), parameters, at)


def _inherent(name: str, parameters: Mapping[str, Any], at: At) -> tuple[float, float]:
    """Return the ends before any truncation."""
    match name:
        case "uniform" | "triangular":
            return at(parameters["min"]), at(parameters["max"])
        case "beta":
            return _outward(at(parameters.get("from", 0)), at(parameters.get("to", 1)))
        case "pareto":
            return _outward(at(parameters["scale"]), inf)
        case "binomial":
            return 0, float(parameters["trials"])
        case "zipf":
            return 1, float(parameters["max"])
        case "quantiles":
            return _quantiles(parameters, at)
        case _:
            return (0 if name in _FROM_ZERO else -inf), inf


def _outward(low: float, high: float) -> tuple[float, float]:
    return low - _SLACK * abs(low), high + (_SLACK * abs(high) if high < inf else 0)


def _quantiles(parameters: Mapping[str, Any], at: At) -> tuple[float, float]:
    """Return where the outermost pieces end, drawn on to the probabilities 0 and 1, unless a bound is written."""
    knots = sorted((float(key), at(value)) for key, value in parameters.items() if key not in {"min", "max"})
    if len(knots) < 2:
        return -inf, inf
    (p1, x1), (p2, x2) = knots[0], knots[1]
    (p3, x3), (p4, x4) = knots[-2], knots[-1]
    low = x1 - p1 * (x2 - x1) / (p2 - p1) if "min" not in parameters else -inf
    high = x4 + (1 - p4) * (x4 - x3) / (p4 - p3) if "max" not in parameters else inf
    return _outward(low, high)


def _mixture(parameters: Any, at: At) -> Spans:
    parts = parameters["components"] if isinstance(parameters, Mapping) else parameters
    found: list[tuple[float, float]] = []
    for part in parts:
        if part["weight"] > 0:
            for family, own in part.items():
                if family != "weight":
                    found.extend(spans(family, own, at))
    return _cut(tuple(found), parameters, at)


def _cut(found: Spans, parameters: Any, at: At) -> Spans:
    if not isinstance(parameters, Mapping):
        return found
    least = at(parameters["min"]) if "min" in parameters else -inf
    most = at(parameters["max"]) if "max" in parameters else inf
    return tuple((max(low, least), min(high, most)) for low, high in found if low <= most and high >= least)


def buckets(parameters: Mapping[str, Any]) -> tuple[tuple[str, float, float, float], ...]:
    """Return the label, the ends and the share of each bar of a histogram that has any weight."""
    bars = []
    for key, weight in parameters.items():
        if key not in {"min", "max"} and weight > 0:
            low, _, high = str(key).partition("-")
            bars.append((str(key), float(low), float(high or low), float(weight)))
    total = sum(bar[3] for bar in bars)
    return tuple((label, low, high, weight / total) for label, low, high, weight in bars)


def _histogram(parameters: Mapping[str, Any]) -> Spans:
    found = tuple((low, high) for _, low, high, _ in buckets(parameters))
    return _cut(found, parameters, float)


def lies_within(sql: str, datatype: DataType, found: Spans) -> str | None:
    """Return the SQL of a value lying in one of the stretches; None where every value does.

    Whole units are drawn by rounding, so a stretch holds the unit beyond an end that is none itself.
    """
    parts = []
    for low, high in found:
        whole = (_rounded(low, floor), _rounded(high, ceil)) if datatype.is_discrete else (low, high)
        least, most = bound(datatype, whole[0]), bound(datatype, whole[1])
        ends = [f"{sql} {sign} {end}" for sign, end in ((">=", least), ("<=", most)) if end is not None]
        if not ends:
            return None
        parts.append(f"({' AND '.join(ends)})")
    return " OR ".join(parts) if parts else "false"


def _rounded(end: float, outward: Callable[[float], int]) -> float:
    """Return the end of a stretch in whole units; one that is whole but for its computing stays."""
    if abs(end) == inf:
        return end
    near = round(end)
    return near if abs(end - near) <= 2 * _SLACK * max(1.0, abs(end)) else outward(end)
