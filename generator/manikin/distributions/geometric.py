"""``geometric``: how many failures come before the first success.

For repeat attendances where each has the same chance of being the last. Counts from 0; the variance is mean + mean².
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manikin.distributions import negative_binomial
from manikin.distributions.family import Parameters, no_faults, number, record
from manikin.randomness import Floats

NAME = "geometric"
TITLE = "how many failures come before the first success"
PARAMETERS: Mapping[str, Any] = record(
    "The mean, before any truncation.",
    ("mean",),
    mean=number("The mean; the chance of success is 1 / (1 + mean).", exclusiveMinimum=0, maximum=1e5),
)
EXAMPLE: Any = {"mean": 1.8}
faults = no_faults


def masses(parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
    """Return the first number of importance and the probabilities from it on."""
    return negative_binomial.masses({"mean": parameters["mean"], "dispersion": 1.0}, low, high)
