"""``poisson``: how often something rare happens, at a constant rate.

For numbers of calls in an hour, falls in a month, tests in a stay. The variance equals the `mean`; where counts vary
more than that, as they do between patients, use `negative_binomial`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from manikin.distributions import densities
from manikin.distributions.family import Parameters, no_faults, number, record
from manikin.distributions.mass import masses as masses_of
from manikin.randomness import Floats

NAME = "poisson"
TITLE = "how often something rare happens, at a constant rate"
PARAMETERS: Mapping[str, Any] = record(
    "The mean, before any truncation.",
    ("mean",),
    mean=number("The mean, which is the variance too.", exclusiveMinimum=0, maximum=1e9),
)
EXAMPLE: Any = {"mean": 2.4}
faults = no_faults


def masses(parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
    """Return the first number of importance and the probabilities from it on."""
    mean = float(parameters["mean"])
    return masses_of(partial(_density, mean), mean, low, high)


def _density(mean: float, k: Floats) -> Floats:
    return densities.poisson(k, np.full_like(k, mean))
