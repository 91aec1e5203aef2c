"""``beta``: a share between 0 and 1, or a quantity between two limits.

For proportions, scores and visual analogue scales. `alpha` and `beta` read as successes and failures: the mean is
alpha / (alpha + beta), and the larger their sum, the narrower. `from` and `to` stretch it over another range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin.distributions.densities import binomial_pair
from manikin.distributions.elementary import exp, log
from manikin.distributions.family import Fault, Interval, Parameters, Tails, location, number, record
from manikin.distributions.inversion import invert
from manikin.distributions.special import beta_tails
from manikin.randomness import Floats

NAME = "beta"
TITLE = "a share between 0 and 1, or a quantity between two limits"
_LIMITS: Mapping[str, Any] = {"minimum": 0.05, "maximum": 1_000_000}
PARAMETERS: Mapping[str, Any] = record(
    "Two shapes and the range, before any truncation.",
    ("alpha", "beta"),
    alpha=number("Weight towards the upper end.", **_LIMITS),
    beta=number("Weight towards the lower end.", **_LIMITS),
    from_=location("The lower end of the range; 0 unless given.", default=0),
    to=location("The upper end of the range; 1 unless given.", default=1),
)
EXAMPLE: Any = {"alpha": 2, "beta": 5, "from": 0, "to": 100}
IS_CLOSED = False


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield a range without extent."""
    low, high = support(parameters)
    if not low < high:
        yield ("to" if "to" in parameters else "from",), "`from` is not below `to`; exchange them"


def support(parameters: Parameters) -> Interval:
    """Return `from` and `to`."""
    return float(parameters.get("from", 0.0)), float(parameters.get("to", 1.0))


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return the inverse of the incomplete beta function, stretched over the range."""
    low, high = support(parameters)
    x, y = shares(float(parameters["alpha"]), float(parameters["beta"]), p, q)
    return np.where(x < y, low + x * (high - low), high - y * (high - low))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    low, high = support(parameters)
    inside = np.minimum(np.maximum(x, low), high)
    width = high - low
    return beta_tails(
        float(parameters["alpha"]), float(parameters["beta"]), (inside - low) / width, (high - inside) / width
    )


def shares(alpha: float, beta: float, p: Floats, q: Floats) -> Tails:
    """Return x and 1 - x at which the incomplete beta function is `p`, found in log(x / (1 - x))."""
    n = alpha + beta

    def split(z: Floats) -> Tails:
        centred = z + _logit_of_mean(alpha, beta)
        e = exp(-np.abs(centred))
        small, large = e / (1.0 + e), 1.0 / (1.0 + e)
        return np.where(centred < 0.0, small, large), np.where(centred < 0.0, large, small)

    def tails(z: Floats) -> Tails:
        return beta_tails(alpha, beta, *split(z))

    def density(z: Floats) -> Floats:
        ones = np.ones_like(z)
        return binomial_pair(alpha * ones, beta * ones, n * ones, *split(z)) * (alpha * beta / n)

    return split(invert(tails, density, p, q))


def _logit_of_mean(alpha: float, beta: float) -> float:
    return float(log(np.array([alpha / beta]))[0])
