"""``pareto``: many small, few very large, without a typical size.

For costs, file sizes, outbreak sizes above a threshold: the share above x is (scale / x) ** shape. With a
`shape` of 1 or less the mean is infinite; give a `max`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.elementary import exp, expm1, log, power
from manikin.distributions.exponential import log_upper
from manikin.distributions.family import Interval, Parameters, Tails, no_faults, number, record, spread
from manikin.randomness import Floats

NAME = "pareto"
TITLE = "many small, few very large, without a typical size"
PARAMETERS: Mapping[str, Any] = record(
    "Least value and shape, before any truncation.",
    ("scale", "shape"),
    scale=spread("The least value."),
    shape=number(
        "How fast large values become rare; the smaller, the heavier the tail.", minimum=0.1, maximum=1000
    ),
)
EXAMPLE: Any = {"scale": 100, "shape": 2.5}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:
    """Return `scale` and infinity."""
    return float(parameters["scale"]), float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return scale × q ** (-1 / shape)."""
    inverse = 1.0 / float(parameters["shape"])
    near = exp(-inverse * log_upper(np.minimum(p, 0.75), np.maximum(q, 0.25)))
    return float(parameters["scale"]) * np.where(p < q, near, power(q, -inverse))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    t = -float(parameters["shape"]) * log(np.maximum(x / float(parameters["scale"]), 1.0))
    return -expm1(t), exp(t)
