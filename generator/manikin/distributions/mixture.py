"""``mixture``: several distributions, each with a weight.

For what comes from different groups that no column tells apart: short stays and long stays, zeros and the rest
(`exactly: 0` beside another). A list of parts, each with a `weight` and one distribution. To truncate the whole, write the list under
`components`, beside `min` and `max`: what a part loses there, it loses in weight.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from manikin.distributions import parts
from manikin.distributions.blend import MOST_VALUES, Blend, Cells, single_values
from manikin.distributions.continuous import NOTHING_LEFT
from manikin.distributions.family import Fault, Interval, location
from manikin.distributions.outline import Outline
from manikin.distributions.sampler import Limitable
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


_ENDS = np.array([2.0**-53, 1.0 - 2.0**-53])


class Mixture:
    """Draws by the inverse of the mixture's own distribution function: a larger uniform gives no smaller value.

    Parameters
    ----------
    parts : sequence of samplers
        The parts, at least one.
    weights : sequence of numbers
        Their weights, not all 0.
    is_discrete : bool
        Whether whole units are drawn.
    """

    def __init__(self, parts: Sequence[Limitable], weights: Sequence[float], *, is_discrete: bool) -> None:
        kept = [(part, weight) for part, weight in zip(parts, weights, strict=True) if weight > 0.0]
        self._parts, self._is_discrete = tuple(part for part, _ in kept), is_discrete
        total = sum(weight for _, weight in kept)
        self._shares = tuple(weight / total for _, weight in kept)

    @property
    def bounds(self) -> Interval:
        """The least and the greatest value of any part."""
        ends = [part.bounds for part in self._parts]
        return min(low for low, _ in ends), max(high for _, high in ends)

    @property
    def mean(self) -> float:
        """The weighted mean of the parts."""
        return float(sum(share * part.mean for part, share in zip(self._parts, self._shares, strict=True)))

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`."""
        return self._table.draw(u)

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability at or below `x`, shape of `x`."""
        total: Floats = np.zeros_like(x)
        for part, share in zip(self._parts, self._shares, strict=True):
            total += share * part.cdf(x)
        return total

    @property
    def farthest(self) -> Interval:
        """Ends beyond which nothing is drawn, worked out from the parts alone."""
        ends = [np.asarray(part.draw(_ENDS), np.float64) for part in self._parts]
        return min(float(end[0]) for end in ends), max(float(end[1]) for end in ends)

    @cached_property
    def _table(self) -> Cells | _Listed:
        outlines = [part.outline for part in self._parts]
        if all(outline.tails is None for outline in outlines):
            return _Listed(*single_values(outlines, self._shares), is_discrete=self._is_discrete)
        try:
            return Cells(Blend(outlines, self._shares), is_discrete=self._is_discrete)
        except InfeasibleError as error:
            msg = f"mixture: {error.message}"
            raise InfeasibleError(msg) from None


class _Listed:
    """Single values by their shares."""

    def __init__(self, values: Floats, shares: Floats, *, is_discrete: bool) -> None:
        self._values = values.astype(np.int64) if is_discrete else values
        self._picks = Weights(shares)

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`."""
        return self._values.take(self._picks.draw(u))


class _InUnits:
    """A part that counts something other than the units of the column, such as hours on a ruler of seconds."""

    def __init__(self, part: Limitable, unit: float) -> None:
        self._part, self._unit = part, unit

    @property
    def bounds(self) -> Interval:
        """The least and the greatest value."""
        low, high = self._part.bounds
        return low * self._unit, high * self._unit

    @property
    def mean(self) -> float:
        """The mean."""
        return self._part.mean * self._unit

    @property
    def outline(self) -> Outline:
        """The single values."""
        counts = self._part.outline
        return replace(counts, places=counts.places * self._unit)

    def draw(self, u: Floats) -> Floats | Integers:
        """Return the values at `u`, shape of `u`."""
        drawn: Any = self._part.draw(u)
        return drawn * np.asarray(self._unit, drawn.dtype)  # type: ignore[no-any-return]

    def cdf(self, x: Floats) -> Floats:
        """Return the exact probability at or below `x`, shape of `x`."""
        return self._part.cdf(x / self._unit)

    def within(self, low: float, high: float) -> tuple[Limitable, float] | None:
        """Return the part in [`low`, `high`] and its share of this one, or None where it is nothing."""
        kept = self._part.within(low / self._unit, high / self._unit)
        return None if kept is None else (_InUnits(kept[0], self._unit), kept[1])


def prepare(parameters: Any, *, discrete: bool) -> Mixture:
    """Return the sampler of a mixture; made once for the same parameters.

    Counts may have a ``unit`` beside their ``weight``, the size on the ruler of what they count.

    Raises
    ------
    InfeasibleError
        If nothing lies between `min` and `max`, or the parts cannot be mixed.
    """
    return _prepared(json.dumps(parameters, default=float), discrete=discrete)


@lru_cache(maxsize=512)
def _prepared(parameters: str, *, discrete: bool) -> Mixture:
    rows, low, high = components(json.loads(parameters))
    samplers: list[Limitable] = []
    weights: list[float] = []
    for row in rows:
        whole = parts.prepare(*_part(row), discrete=discrete)
        if "unit" in row:
            whole = _InUnits(whole, row["unit"])
        kept = whole.within(low, high) if low > float("-inf") or high < float("inf") else (whole, 1.0)
        if kept is not None:
            samplers.append(kept[0])
            weights.append(float(row["weight"]) * kept[1])
    if not any(weight > 0.0 for weight in weights):
        msg = f"mixture: {NOTHING_LEFT}"
        raise InfeasibleError(msg)
    outlines = [sampler.outline for sampler in samplers]
    if sum(outline.places.size for outline in outlines) > MOST_VALUES and any(o.tails for o in outlines):
        msg = (
            f"mixture: more than {MOST_VALUES:,} single values beside a continuous part; use a continuous "
            "distribution in their place, such as `gamma`"
        )
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
    return next((name, inner) for name, inner in row.items() if name not in {"weight", "unit"})
