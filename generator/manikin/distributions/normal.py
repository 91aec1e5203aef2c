"""``normal``: the bell curve of a mean and a standard deviation.

For measurements that papers report as "mean (SD)": height, haemoglobin, systolic pressure. Give `min` and
`max` where the body or the device has limits: the curve is cut there, nothing piles up at the limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manikin.distributions.family import Interval, Parameters, Tails, location, no_faults, record, spread
from manikin.distributions.special import normal_quantile, normal_tails
from manikin.randomness import Floats

NAME = "normal"
TITLE = "the bell curve of a mean and a standard deviation"
PARAMETERS: Mapping[str, Any] = record(
    "Mean and standard deviation, before any truncation.",
    ("mean", "sd"),
    mean=location("The mean."),
    sd=spread("The standard deviation."),
)
EXAMPLE: Any = {"mean": 169, "sd": 9.5}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:  # noqa: ARG001 - other families need them
    """Return the whole line."""
    return float("-inf"), float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return mean + sd × the standard normal quantile."""
    return float(parameters["mean"]) + float(parameters["sd"]) * normal_quantile(p, q)


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    return normal_tails((x - float(parameters["mean"])) / float(parameters["sd"]))
