"""The distributions that stand on their own, and so may be parts of a mixture: one dict of all.

To add one: a module with the members of `Family` or `CountFamily`, and its name in a tuple below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from manikin.distributions import (
    bernoulli,
    beta,
    binomial,
    continuous,
    counts,
    exactly,
    exponential,
    gamma,
    geometric,
    histogram,
    lognormal,
    negative_binomial,
    normal,
    pareto,
    poisson,
    quantiles,
    student_t,
    triangular,
    uniform,
    weibull,
    zipf,
)
from manikin.distributions.family import CountFamily, Described, Family, Fault, location, whole
from manikin.distributions.sampler import Limitable
from manikin.errors import InfeasibleError

_FAMILIES: tuple[Family, ...] = (
    uniform,
    normal,
    lognormal,
    exponential,
    gamma,
    beta,
    weibull,
    student_t,
    triangular,
    pareto,
)
_COUNTS: tuple[CountFamily, ...] = (
    poisson,
    negative_binomial,
    geometric,
    binomial,
    zipf,
    histogram,
    exactly,
    bernoulli,
)
FAMILIES: dict[str, Family] = {family.NAME: family for family in _FAMILIES}
"""Continuous distributions with a formula."""
COUNTS: dict[str, CountFamily] = {family.NAME: family for family in _COUNTS}
"""Distributions of whole numbers."""
ALL: dict[str, Described] = {**FAMILIES, quantiles.NAME: quantiles, **COUNTS}


@cache
def parameters(name: str) -> Mapping[str, Any]:
    """Return the JSON Schema of a distribution's parameters, with the `min` and `max` that truncate it."""
    schema = ALL[name].PARAMETERS
    if name in FAMILIES:
        ends = {"min": location("No value below this one."), "max": location("No value above this one.")}
    elif name in COUNTS and "properties" in schema:
        ends = {
            "min": whole("No count below this one.", minimum=0),
            "max": whole("No count above.", minimum=0),
        }
    else:
        return schema
    return {
        **schema,
        "properties": {
            **schema["properties"],
            **{k: v for k, v in ends.items() if k not in schema["properties"]},
        },
    }


def faults(name: str, given: Any) -> Iterator[Fault]:
    """Yield what is wrong with a distribution's parameters beyond the schema."""
    if isinstance(given, Mapping) and {"min", "max"} <= given.keys() and given["min"] > given["max"]:
        yield ("max",), "`max` is below `min`; exchange them"
        return
    found = list(ALL[name].faults(given))
    yield from found
    if found or (name == zipf.NAME and "values" in given):
        return
    try:
        prepare(name, given, discrete=name in COUNTS)
    except InfeasibleError as error:
        yield (), error.message


def prepare(name: str, given: Any, *, discrete: bool) -> Limitable:
    """Return the sampler of a distribution.

    Raises
    ------
    InfeasibleError
        If nothing lies between `min` and `max`, or nothing whole does where whole units are drawn.
    """
    if name in COUNTS:
        return counts.prepare(COUNTS[name], given, discrete=discrete)
    if name == quantiles.NAME:
        return quantiles.prepare(given, discrete=discrete)
    return continuous.prepare(FAMILIES[name], given, discrete=discrete)
