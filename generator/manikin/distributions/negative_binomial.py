"""``negative_binomial``: counts that vary more than chance alone would make them.

For attendances per patient, exacerbations per year, bed days: many have none, a few have many. The `dispersion` is how much:
variance = mean + dispersion × mean². At 0 it would be `poisson`; 1 is `geometric`. (Regression output calls it alpha, or gives
its inverse as theta, k or size.)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from manikin.distributions import densities
from manikin.distributions.elementary import exp, log1p
from manikin.distributions.family import Parameters, no_faults, number, record
from manikin.distributions.mass import masses as masses_of
from manikin.randomness import Floats

NAME = "negative_binomial"
TITLE = "counts that vary more than chance alone would make them"
PARAMETERS: Mapping[str, Any] = record(
    "Mean and dispersion, before any truncation.",
    ("mean", "dispersion"),
    mean=number("The mean.", exclusiveMinimum=0, maximum=1e6),
    dispersion=number("The variance is mean + dispersion × mean².", minimum=1e-6, maximum=1000),
)
EXAMPLE: Any = {"mean": 3.1, "dispersion": 0.9}
faults = no_faults


def masses(parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
    """Return the first number of importance and the probabilities from it on."""
    mean, size = float(parameters["mean"]), 1.0 / float(parameters["dispersion"])
    mode = max(mean * (size - 1.0) / size, 0.0)
    return masses_of(partial(_density, mean, size), mode, low, high)


def _density(mean: float, size: float, k: Floats) -> Floats:
    """Return the binomial density of `size` in `size` + k, × size / (size + k); at k = 0 its own limit."""
    p, q = size / (size + mean), mean / (size + mean)
    sizes, total = np.full_like(k, size), k + size
    value = densities.binomial_pair(sizes, k, total, np.full_like(k, p), np.full_like(k, q)) * (size / total)
    none = exp(-size * log1p(np.array([mean / size])))
    return np.where(k == 0.0, none, value)
