"""``exactly``: always the same whole number.

For designs: every patient has exactly 3 visits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.family import no_faults, whole
from manikin.randomness import Floats

NAME = "exactly"
TITLE = "always the same whole number"
PARAMETERS: Mapping[str, Any] = whole("The number.", minimum=0, maximum=1_000_000_000)
EXAMPLE: Any = 3
faults = no_faults


def masses(parameters: Any, low: int, high: int) -> tuple[int, Floats]:
    """Return the number and its weight."""
    value = int(parameters)
    return value, np.ones(1) if low <= value <= high else np.zeros(1)
