"""``lognormal``: a quantity whose logarithm follows the bell curve.

For durations, costs, doses and laboratory values with a long upper tail. The `median` is the one a paper
reports; `sigma` is the standard deviation of the natural logarithm, so that two thirds of the values lie
between median / e**sigma and median × e**sigma. From a reported interquartile range: sigma = ln(Q3 / Q1) / 1.349.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.elementary import exp, log
from manikin.distributions.family import Interval, Parameters, Tails, no_faults, number, record, spread
from manikin.distributions.special import normal_quantile, normal_tails
from manikin.randomness import Floats

NAME = "lognormal"
TITLE = "a quantity whose logarithm follows the bell curve"
PARAMETERS: Mapping[str, Any] = record(
    "Median and spread of the logarithm, before any truncation.",
    ("median", "sigma"),
    median=spread("The median."),
    sigma=number("The standard deviation of the natural logarithm.", exclusiveMinimum=0, maximum=20),
)
EXAMPLE: Any = {"median": 3.2, "sigma": 0.7}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:  # noqa: ARG001 - other families need them
    """Return the positive numbers."""
    return 0.0, float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return median × exp(sigma × the standard normal quantile)."""
    return float(parameters["median"]) * exp(float(parameters["sigma"]) * normal_quantile(p, q))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    ratio = np.maximum(x, 0.0) / float(parameters["median"])
    return normal_tails(log(ratio) / float(parameters["sigma"]))
