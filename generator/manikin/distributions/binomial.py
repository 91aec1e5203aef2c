"""``binomial``: how many of a number of trials succeed.

For items answered of a questionnaire, positive cultures of those taken, days present of a week.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from manikin.distributions import densities
from manikin.distributions.family import Parameters, no_faults, number, record, whole
from manikin.distributions.mass import masses as masses_of
from manikin.randomness import Floats

NAME = "binomial"
TITLE = "how many of a number of trials succeed"
PARAMETERS: Mapping[str, Any] = record(
    "Trials and the probability of success, before any truncation.",
    ("trials", "probability"),
    trials=whole("How many trials.", minimum=1, maximum=1_000_000_000),
    probability=number("The probability that one succeeds.", minimum=0, maximum=1),
)
EXAMPLE: Any = {"trials": 12, "probability": 0.3}
faults = no_faults


def masses(parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
    """Return the first number of importance and the probabilities from it on."""
    trials, p = int(parameters["trials"]), float(parameters["probability"])
    if low > trials:
        return low, np.zeros(1)
    return masses_of(partial(_density, float(trials), p), (trials + 1) * p, low, min(high, trials))


def _density(trials: float, p: float, k: Floats) -> Floats:
    n = np.full_like(k, trials)
    return densities.binomial(k, n, np.full_like(k, p), np.full_like(k, 1.0 - p))
