"""``histogram``: counts as a table gives them: so many with none, so many with one, so many with 3 to 6.

For what has been counted: attendances per patient, tests per stay. Keys are whole numbers or ranges such as ``3-6``, within which
all are alike; values are weights of any size, such as the counts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from manikin.distributions.family import Fault, Parameters
from manikin.distributions.mass import MOST_VALUES
from manikin.randomness import Floats

NAME = "histogram"
TITLE = "counts as a table gives them, singly and in ranges"
PARAMETERS: Mapping[str, Any] = {
    "type": "object",
    "description": "A weight for each whole number, or for each range such as `3-6`, both ends included.",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[0-9]{1,9}(-[0-9]{1,9})?$"},
    "additionalProperties": {
        "type": "number",
        "minimum": 0,
        "description": "The weight of the number or range.",
    },
}
EXAMPLE: Any = {"0": 2400, "1": 5200, "2": 1400, "3-6": 600}


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield ranges that run backwards or overlap, too wide a span, and weights that are all 0."""
    spans = []
    for key in parameters:
        first, last = _span(key)
        if first > last:
            yield (key,), f"the range {key} runs backwards; write the smaller number first"
        spans.append((first, last, key))
    spans.sort()
    for (_, end, before), (start, _, key) in pairwise(spans):
        if start <= end:
            yield (key,), f"{key} overlaps {before}; each number may stand in one place only"
    if spans[-1][1] - spans[0][0] >= MOST_VALUES:
        yield (), "it spreads over more than 8 million whole numbers; use a continuous distribution"
    if not any(weight > 0 for weight in parameters.values()):
        yield (), "the weights are all 0; give at least one above 0"


def masses(parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
    """Return the least number and the weights from it on."""
    spans = {_span(key): float(weight) for key, weight in parameters.items()}
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    weights = np.zeros(last - first + 1)
    for (start, end), weight in spans.items():
        weights[start - first : end - first + 1] = weight / (end - start + 1)
    kept = weights[max(low - first, 0) : max(high - first + 1, 0)]
    return (max(first, low), kept) if kept.size else (low, np.zeros(1))


def _span(key: str) -> tuple[int, int]:
    first, _, last = str(key).partition("-")
    return int(first), int(last or first)
