"""``weibull``: a wait whose chance of ending rises or falls with time.

For survival times and lengths of stay. A `shape` above 1: the longer it has lasted, the likelier it ends
(wear); below 1: the longer it has lasted, the longer it will (early deaths); 1 is exponential. At the `scale`,
63.2 % have ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.elementary import exp, expm1, power
from manikin.distributions.exponential import log_upper
from manikin.distributions.family import Interval, Parameters, Tails, no_faults, number, record, spread
from manikin.randomness import Floats

NAME = "weibull"
TITLE = "a wait whose chance of ending rises or falls with time"
PARAMETERS: Mapping[str, Any] = record(
    "Scale and shape, before any truncation.",
    ("scale", "shape"),
    scale=spread("The time by which 63.2 % have ended."),
    shape=number("Above 1: ever likelier to end; below 1: ever less likely.", minimum=0.05, maximum=1000),
)
EXAMPLE: Any = {"scale": 12, "shape": 1.4}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:  # noqa: ARG001 - other families need them
    """Return the positive numbers."""
    return 0.0, float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return scale × (-log q) ** (1 / shape)."""
    return float(parameters["scale"]) * power(-log_upper(p, q), 1.0 / float(parameters["shape"]))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    t = power(np.maximum(x, 0.0) / float(parameters["scale"]), float(parameters["shape"]))
    return -expm1(-t), exp(-t)
