"""``bernoulli``: 1 with a probability, else 0; in a boolean column true, else false.

For what is there or not: an allergy, a death, a referral. As a number of rows: at most one, with this probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.family import no_faults, number
from manikin.randomness import Floats

NAME = "bernoulli"
TITLE = "1 (true) with a probability, else 0 (false)"
PARAMETERS: Mapping[str, Any] = number("The probability of 1, or of true.", minimum=0, maximum=1)
EXAMPLE: Any = 0.25
faults = no_faults


def masses(parameters: Any, low: int, high: int) -> tuple[int, Floats]:
    """Return 0 or 1 and the weights from it on."""
    p = float(parameters)
    first, last = max(low, 0), min(high, 1)
    return (first, np.array([1.0 - p, p])[first : last + 1]) if first <= last else (low, np.zeros(1))
