"""``uniform``: every value between `min` and `max` alike.

For ranges about which nothing is claimed: birth dates of a made-up cohort, readings of a device
within its limits. In a column of whole units (integer, decimal, date, datetime) each of them, `min` and
`max` included, is equally likely.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin.distributions.family import Fault, Interval, Parameters, Tails, location, record
from manikin.randomness import Floats

NAME = "uniform"
TITLE = "every value between `min` and `max` alike"
PARAMETERS: Mapping[str, Any] = record(
    "The ends of the range. Both are needed, except where rows of another table are picked.",
    (),
    min=location("The least value."),
    max=location("The greatest value."),
)
EXAMPLE: Any = {"min": 10, "max": 20}
IS_CLOSED = True


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield the ends that are missing."""
    for key in ("min", "max"):
        if key not in parameters:
            yield (), f"`{key}` is missing; a uniform distribution needs `min` and `max`"


def support(parameters: Parameters) -> Interval:
    """Return `min` and `max`."""
    return float(parameters["min"]), float(parameters["max"])


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return the value at the share `p` of the way, measured from the nearer end."""
    low, high = support(parameters)
    return np.where(p < q, low + p * (high - low), high - q * (high - low))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares of the range below and above `x`."""
    low, high = support(parameters)
    inside = np.minimum(np.maximum(x, low), high)
    if low == high:
        below = np.where(x < low, 0.0, 1.0)
        return below, 1.0 - below
    return (inside - low) / (high - low), (high - inside) / (high - low)
