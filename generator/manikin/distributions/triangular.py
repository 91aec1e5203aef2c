"""``triangular``: least, most likely and greatest value, straight lines between.

For what an expert can say without data: "at least 5 minutes, usually 15, never above 60".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin.distributions.family import Fault, Interval, Parameters, Tails, location, record
from manikin.randomness import Floats

NAME = "triangular"
TITLE = "least, most likely and greatest value, straight lines between"
PARAMETERS: Mapping[str, Any] = record(
    "The three corners.",
    ("min", "mode", "max"),
    min=location("The least value."),
    mode=location("The most likely value."),
    max=location("The greatest value."),
)
EXAMPLE: Any = {"min": 5, "mode": 15, "max": 60}
IS_CLOSED = True


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield a mode outside the range, and a range without extent."""
    if not parameters["min"] <= parameters["mode"] <= parameters["max"]:
        yield ("mode",), "`mode` is not between `min` and `max`; give min ≤ mode ≤ max"
    elif parameters["min"] == parameters["max"]:
        yield ("max",), "`max` equals `min`; give a greater `max`, or use `uniform` for a single value"


def support(parameters: Parameters) -> Interval:
    """Return `min` and `max`."""
    return float(parameters["min"]), float(parameters["max"])


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return min + sqrt(p × width × rise) up to the mode, max - sqrt(q × width × fall) after it."""
    low, mode, high = _corners(parameters)
    width, rise, fall = high - low, mode - low, high - mode
    return np.where(p * width <= rise, low + np.sqrt(p * width * rise), high - np.sqrt(q * width * fall))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    low, mode, high = _corners(parameters)
    inside = np.minimum(np.maximum(x, low), high)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = (inside - low) * (inside - low) / ((high - low) * (mode - low))
        q = (high - inside) * (high - inside) / ((high - low) * (high - mode))
    rising = inside < mode
    return np.where(rising, p, 1.0 - q), np.where(rising, 1.0 - p, q)


def _corners(parameters: Parameters) -> tuple[float, float, float]:
    return float(parameters["min"]), float(parameters["mode"]), float(parameters["max"])
