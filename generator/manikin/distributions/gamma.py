"""``gamma``: a positive quantity with a mean and a skew that you choose.

For lengths of stay, rainfall, insurance claims. The `shape` sets the form: 1 is exponential, large values
come close to the bell curve; the coefficient of variation is 1 / sqrt(shape).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.densities import poisson
from manikin.distributions.elementary import exp
from manikin.distributions.family import Interval, Parameters, Tails, no_faults, number, record, spread
from manikin.distributions.inversion import invert
from manikin.distributions.special import gamma_tails
from manikin.randomness import Floats

NAME = "gamma"
TITLE = "a positive quantity with a mean and a skew that you choose"
PARAMETERS: Mapping[str, Any] = record(
    "Mean and shape, before any truncation.",
    ("mean", "shape"),
    mean=spread("The mean."),
    shape=number("One over the square of the coefficient of variation.", minimum=0.01, maximum=1_000_000),
)
EXAMPLE: Any = {"mean": 6, "shape": 2.5}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:  # noqa: ARG001 - other families need them
    """Return the positive numbers."""
    return 0.0, float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return the inverse of the incomplete gamma function, found in the logarithm of the value."""
    shape = float(parameters["shape"])
    scale = float(parameters["mean"]) / shape

    def tails(z: Floats) -> Tails:
        return gamma_tails(shape, shape * exp(z))

    def density(z: Floats) -> Floats:
        return shape * poisson(np.full_like(z, shape), shape * exp(z))

    return scale * shape * exp(invert(tails, density, p, q))


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    shape = float(parameters["shape"])
    return gamma_tails(shape, x * shape / float(parameters["mean"]))
