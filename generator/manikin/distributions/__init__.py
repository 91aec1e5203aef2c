"""Distributions: names, parameters and what is drawn, from one uniform a cell and the same on every processor.

All numbers are on the ruler of a column (`manikin.model.datatype`); types, files and messages with places
are unknown here. To add a family: a module with the members of `Family` or `CountFamily`, and its name
in `manikin.distributions.parts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.distributions import calendar, choice, mixture, parts, quantiles, zipf
from manikin.distributions.family import CountFamily, Described, Family, Fault
from manikin.distributions.parts import COUNTS
from manikin.distributions.sampler import Sampler

__all__ = [
    "ALL",
    "CONTINUOUS",
    "COUNTS",
    "EXAMPLES",
    "TITLES",
    "CountFamily",
    "Described",
    "Family",
    "Fault",
    "Sampler",
    "faults",
    "parameters",
    "prepare",
    "rank_weights",
    "schema",
]

CONTINUOUS: dict[str, Described] = {**parts.FAMILIES, quantiles.NAME: quantiles, mixture.NAME: mixture}
"""Distributions on any ruler, whose parameters are places and distances on it."""
ALL: dict[str, Described] = {**CONTINUOUS, **COUNTS, choice.NAME: choice, calendar.NAME: calendar}
"""Every distribution, in the order of the language reference."""
TITLES: dict[str, str] = {name: distribution.TITLE for name, distribution in ALL.items()}
"""One line about each."""
EXAMPLES: dict[str, Any] = {name: distribution.EXAMPLE for name, distribution in ALL.items()}
"""Valid parameters of each, as they stand in a specification."""


def parameters(name: str) -> Mapping[str, Any]:
    """Return the JSON Schema of the parameters of a distribution, with the `min` and `max` that truncate it."""
    return parts.parameters(name) if name in parts.ALL else ALL[name].PARAMETERS


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one distribution: an object with exactly one of their names."""
    return {
        "type": "object",
        "description": "One distribution, by its name.",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {name: dict(parameters(name)) for name in ALL},
    }


def faults(name: str, given: Any) -> Iterator[Fault]:
    """Yield what is wrong with parameters beyond the schema, each with its address below them.

    Parameters
    ----------
    name : str
        One of `ALL`.
    given : mapping, list or number
        The parameters as numbers of the ruler, as the schema has them.
    """
    return parts.faults(name, given) if name in parts.ALL else ALL[name].faults(given)


def prepare(name: str, given: Any, *, discrete: bool, ticks_per_second: int | None = None) -> Sampler:
    """Return what draws from a distribution.

    Parameters
    ----------
    name : str
        One of `ALL`.
    given : mapping, list or number
        The parameters as numbers of the ruler, without `faults`.
    discrete : bool
        Whether whole units are drawn, as int64; a ``choice`` or a ``zipf`` over a list always draws int32
        codes of the values in the order in which they are given.
    ticks_per_second : int or None
        For ``calendar``: draw ticks since 1970, so many a second, instead of days.

    Raises
    ------
    InfeasibleError
        If nothing lies between `min` and `max`, or nothing whole does where whole units are drawn.
    """
    if name == choice.NAME:
        return choice.prepare(given)
    if name == calendar.NAME:
        return calendar.prepare(given, ticks_per_second=ticks_per_second)
    if name == mixture.NAME:
        return mixture.prepare(given, discrete=discrete)
    if name == zipf.NAME and "values" in given:
        return choice.Choice(rank_weights(len(given["values"]), given["exponent"]))
    return parts.prepare(name, given, discrete=discrete)


def rank_weights(count: int, exponent: float) -> tuple[float, ...]:
    """Return the weights 1 / rank ** exponent of the ranks 1 to `count`."""
    return tuple(zipf.rank_weights(1, count, float(exponent)).tolist())
