"""``choice``: one of the listed values, by weight.

For categories: sex, triage, ward, ethnic group. A mapping from values to weights of any size, such as the counts of a published
table; or a list, whose values are all alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin.distributions.family import Fault, Interval
from manikin.distributions.weights import Codes, Weights
from manikin.randomness import Floats

NAME = "choice"
TITLE = "one of the listed values, by weight"


def _or_name(description: str, pattern: str = "^[A-Za-z_][A-Za-z0-9_]{0,62}$") -> dict[str, Any]:
    """Return the schema of a word that names something of a file, unless it is a value with its weight."""
    return {"type": ["number", "string"], "minimum": 0, "pattern": pattern, "description": description}


PARAMETERS: Mapping[str, Any] = {
    "type": ["object", "array"],
    "description": "A weight for each value, such as `{F: 51, M: 49}`; or a list of values that are all alike; "
    "or `{file: codes.csv, value: COLUMN, weight: COLUMN}`.",
    "minProperties": 1,
    "properties": {
        "file": _or_name(
            "A CSV file of the folder with a line for each value.", "^[a-z0-9][a-z0-9._-]{0,99}$"
        ),
        "value": _or_name("The column of the file that holds the values."),
        "weight": _or_name("The column of the file that holds the weights; without it all are alike."),
    },
    "additionalProperties": {"type": "number", "minimum": 0, "description": "The weight of this value."},
    "minItems": 1,
    "items": {"type": ["string", "number", "boolean"], "description": "A value."},
}
EXAMPLE: Any = {"F": 6250, "M": 6050}


class Choice:
    """Codes of listed values, in the order of the list.

    Parameters
    ----------
    weights : sequence of numbers
        One for each value, in canonical order.
    """

    def __init__(self, weights: Any) -> None:
        self._weights = Weights(weights)

    @property
    def bounds(self) -> Interval:
        """The first and the last code."""
        return 0.0, float(len(self._weights) - 1)

    @property
    def mean(self) -> float:
        """The mean code."""
        return float((1.0 - self._weights.cumulative).sum())

    def draw(self, u: Floats) -> Codes:
        """Return the codes that the uniforms pick, shape of `u`."""
        return self._weights.draw(u)

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of a code at or below `x`, shape of `x`."""
        at = np.clip(np.floor(x), -1, len(self._weights) - 1).astype(np.int64)
        share: Floats = np.concatenate([[0.0], self._weights.cumulative])[at + 1]
        return share


def faults(parameters: Any) -> Iterator[Fault]:
    """Yield weights that are all 0, and values listed twice."""
    if isinstance(parameters, Mapping):
        if not any(weight > 0 for weight in parameters.values()):
            yield (), "the weights are all 0; give at least one above 0"
        return
    seen: set[tuple[type, Any]] = set()
    for position, value in enumerate(parameters):
        if (type(value), value) in seen:
            yield (position,), "a value that stands in the list before; give weights instead, or remove one"
        seen.add((type(value), value))


def prepare(parameters: Any) -> Choice:
    """Return the sampler of codes of the values in the order in which they are given."""
    return Choice(list(parameters.values()) if isinstance(parameters, Mapping) else [1] * len(parameters))
