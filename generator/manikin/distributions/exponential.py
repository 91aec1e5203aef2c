"""``exponential``: the wait for something that may happen at any moment alike.

For times between arrivals, and for times to an event at a constant rate. The `mean` is one over the rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.elementary import exp, expm1, log, log1p
from manikin.distributions.family import Interval, Parameters, Tails, no_faults, record, spread
from manikin.randomness import Floats

NAME = "exponential"
TITLE = "the wait for something that may happen at any moment alike"
PARAMETERS: Mapping[str, Any] = record(
    "The mean wait, before any truncation.", ("mean",), mean=spread("The mean: one over the rate.")
)
EXAMPLE: Any = {"mean": 4.5}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:  # noqa: ARG001 - other families need them
    """Return the positive numbers."""
    return 0.0, float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return -mean × log q."""
    return -float(parameters["mean"]) * log_upper(p, q)


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    t = np.maximum(x, 0.0) / float(parameters["mean"])
    return -expm1(-t), exp(-t)


def log_upper(p: Floats, q: Floats) -> Floats:
    """Return log q, from whichever of `p` and `q` = 1 - `p` is smaller."""
    return np.where(p < q, log1p(-np.minimum(p, 0.75)), log(q))
