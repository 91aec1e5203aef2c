"""``zipf``: the first is the commonest, the r-th has a weight of 1 / r ** exponent.

For what is unevenly used: sites, wards, codes, drugs. With `max` it draws ranks from 1 to `max`; with `values` the values
of a list, the commonest first; beside `references`, the rows of a table in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin.distributions.elementary import power
from manikin.distributions.family import Fault, Parameters, number, record, whole
from manikin.randomness import Floats

NAME = "zipf"
TITLE = "the first is the commonest, the r-th has a weight of 1 / r ** exponent"
PARAMETERS: Mapping[str, Any] = record(
    "The exponent and what is ranked: `max` ranks, a list of `values`, or the rows of the table that a column references.",
    ("exponent",),
    exponent=number(
        "0 makes all alike; 1 halves the weight from the first to the second.", minimum=0, maximum=50
    ),
    max=whole("The number of ranks, drawn as 1 to `max`.", minimum=1, maximum=10_000_000),
    min=whole("The least rank drawn; 1 unless given.", minimum=1, maximum=10_000_000),
    values={
        "type": "array",
        "minItems": 1,
        "items": {"type": ["string", "number", "boolean"]},
        "description": "The values, the commonest first.",
    },
)
EXAMPLE: Any = {"exponent": 1.1, "max": 20}
_CHUNK = 1 << 16


def faults(parameters: Parameters) -> Iterator[Fault]:
    """Yield neither or both of `max` and `values`, and values given twice."""
    if ("max" in parameters) == ("values" in parameters):
        yield (), "give either `max`, the number of ranks, or `values`, a list"
    elif "values" in parameters and "min" in parameters:
        yield ("min",), "`min` goes with `max`; remove it"
    seen: set[tuple[type, Any]] = set()
    for position, value in enumerate(parameters.get("values", ())):
        if (type(value), value) in seen:
            yield ("values", position), "a value that stands in the list before; remove one"
        seen.add((type(value), value))


def masses(parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
    """Return the least rank and the weights from it on."""
    first, last = max(low, 1), min(high, int(parameters["max"]))
    if first > last:
        return first, np.zeros(1)
    return first, rank_weights(first, last, float(parameters["exponent"]))


def rank_weights(first: int, last: int, exponent: float) -> Floats:
    """Return the weights of the ranks `first` to `last` as shares of the first one's; shape (last - first + 1,)."""
    ranks = np.arange(first, last + 1, dtype=np.float64) / float(first)
    for start in range(0, ranks.size, _CHUNK):
        ranks[start : start + _CHUNK] = power(ranks[start : start + _CHUNK], -exponent)
    return ranks
