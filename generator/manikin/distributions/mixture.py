"""``mixture``: several distributions, each with a weight.

For what comes from different groups that no column tells apart: short stays and long stays, zeros and the rest
(`exactly: 0` beside another). A list of parts, each with a `weight` and one distribution. To truncate the whole, write the list under
`components`, beside `min` and `max`: what a part loses there, it loses in weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from manikin.distributions import parts
from manikin.distributions.continuous import NOTHING_LEFT
from manikin.distributions.family import Fault, Interval, location
from manikin.distributions.sampler import Sampler
from manikin.distributions.weights import Weights
from manikin.errors import InfeasibleError
from manikin.randomness import Floats, Integers

NAME = "mixture"
TITLE = "several distributions, each with a weight"
EXAMPLE: Any = [
    {"weight": 7, "lognormal": {"median": 3.2, "sigma": 0.5}},
    {"weight": 3, "normal": {"mean": 24, "sd": 4, "min": 0}},
]
_COMPONENTS: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "The parts.",
    "items": {
        "type": "object",
        "description": "One part: its `weight` and one distribution.",
        "additionalProperties": False,
        "required": ["weight"],
        "minProperties": 2,
        "maxProperties": 2,
        "properties": {
            "weight": {"type": "number", "exclusiveMinimum": 0, "description": "The weight of this part."},
            **{name: parts.parameters(name) for name in parts.ALL},
        },
    },
}
PARAMETERS: Mapping[str, Any] = {
    **_COMPONENTS,
    "type": ["array", "object"],
    "description": "The parts; or `components`, the parts, beside `min` and `max`, which truncate the whole.",
    "additionalProperties": False,
    "required": ["components"],
    "properties": {
        "components": _COMPONENTS,
        "min": location("No value below this one."),
        "max": location("No value above this one."),
    },
}


def faults(parameters: Any) -> Iterator[Fault]:
    """Yield the faults of the parts, and a range that runs backwards or leaves nothing."""
    rows, low, high = components(parameters)
    where: tuple[str | int, ...] = () if isinstance(parameters, Sequence) else ("components",)
    found = False
    for position, row in enumerate(rows):
        name, inner = _part(row)
        for at, message in parts.faults(name, inner):
            found = True
            yield (*where, position, name, *at), message
    if low > high:
        yield ("max",), "`max` is below `min`; exchange them"
    elif not found:
        try:
            prepare(parameters, discrete=False)
        except InfeasibleError as error:
            yield (), error.message


class Mixture:
    """Draws a part by weight and then, with what is left of the uniform, from the part.

    Parameters
    ----------
    parts : sequence of samplers
        The parts, at least one.
    weights : sequence of numbers
        Their weights.
    is_discrete : bool
        Whether whole units are drawn.
    """

    def __init__(self, parts: Sequence[Sampler], weights: Sequence[float], *, is_discrete: bool) -> None:
        self._parts, self._is_discrete = tuple(parts), is_discrete
        self._picks = Weights(weights)
        cumulative = self._picks.cumulative
        self._shares = cumulative - np.concatenate([[0.0], cumulative[:-1]])

    @property
    def bounds(self) -> Interval:
        """The least and the greatest value of any part that is drawn from."""
        ends = [part.bounds for part, share in zip(self._parts, self._shares, strict=True) if share > 0.0]
        return min(low for low, _ in ends), max(high for _, high in ends)

    @property
    def mean(self) -> float:
        """The weighted mean of the parts."""
        return float(sum(share * part.mean for part, share in zip(self._parts, self._shares, strict=True)))

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`. Larger uniforms give later parts, not larger values."""
        codes, rest = self._picks.split(u)
        values: Floats | Integers = np.zeros(u.shape)
        if self._is_discrete:
            values = np.zeros(u.shape, np.int64)
        for code, part in enumerate(self._parts):
            chosen = np.flatnonzero(codes == code)
            if chosen.size:
                values[chosen] = part.draw(rest[chosen])
        return values

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability at or below `x`, shape of `x`."""
        total: Floats = np.zeros_like(x)
        for part, share in zip(self._parts, self._shares, strict=True):
            total += share * part.cdf(x)
        return total


def prepare(parameters: Any, *, discrete: bool) -> Mixture:
    """Return the sampler of a mixture.

    Raises
    ------
    InfeasibleError
        If nothing lies between `min` and `max`.
    """
    rows, low, high = components(parameters)
    samplers: list[Sampler] = []
    weights: list[float] = []
    for row in rows:
        whole = parts.prepare(*_part(row), discrete=discrete)
        kept = whole.within(low, high) if low > float("-inf") or high < float("inf") else (whole, 1.0)
        if kept is not None:
            samplers.append(kept[0])
            weights.append(float(row["weight"]) * kept[1])
    if not any(weight > 0.0 for weight in weights):
        msg = f"mixture: {NOTHING_LEFT}"
        raise InfeasibleError(msg)
    return Mixture(samplers, weights, is_discrete=discrete)


def components(parameters: Any) -> tuple[Sequence[Any], float, float]:
    """Return the list of parts and the range that truncates the whole."""
    if isinstance(parameters, Sequence):
        return parameters, float("-inf"), float("inf")
    low, high = parameters.get("min", float("-inf")), parameters.get("max", float("inf"))
    return parameters["components"], float(low), float(high)


def _part(row: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the one distribution beside the weight."""
    return next((name, inner) for name, inner in row.items() if name != "weight")
