"""What each family of distributions is called in a sentence: one function for each, by name.

A function is given the parameters as written and says them; the shares follow from `manikin.review.words.spread`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from manikin.review.words import numbers


@dataclass(frozen=True)
class Say:
    """How the parameters of one column are said.

    Parameters
    ----------
    place : callable
        Turns a written place into words: a number, or a date.
    unit : str
        In what distances are written, such as "days"; empty for those of plain numbers.
    """

    place: Callable[[Any], str]
    unit: str = ""

    def __call__(self, place: Any) -> str:
        """Return a place in words."""
        return self.place(place)

    def spread(self, distance: Any) -> str:
        """Return a distance in words."""
        return f"{_plain(distance)} {self.unit}".strip()


def _uniform(p: Any, say: Say) -> str:
    return f"All values from {say(p['min'])} to {say(p['max'])} are equally likely"


def _normal(p: Any, say: Say) -> str:
    return f"Bell-shaped around {say(p['mean'])}, with a standard deviation of {say.spread(p['sd'])}"


def _lognormal(p: Any, say: Say) -> str:
    return f"Skewed to large values (lognormal): half lie below {say(p['median'])}, and the spread sigma is {_plain(p['sigma'])}"


def _exponential(p: Any, say: Say) -> str:
    return f"Short ones are commonest and ever fewer are long (exponential), with a mean of {say(p['mean'])}"


def _gamma(p: Any, say: Say) -> str:
    return (
        f"Skewed to large values (gamma), with a mean of {say(p['mean'])} and a shape of {_plain(p['shape'])}"
    )


def _beta(p: Any, say: Say) -> str:
    ends = f"from {say(p.get('from', 0))} to {say(p.get('to', 1))}"
    return f"Spread {ends} (beta), with alpha {_plain(p['alpha'])} and beta {_plain(p['beta'])}"


def _weibull(p: Any, say: Say) -> str:
    return (
        f"Times until something happens (Weibull): about 63 of every 100 lie below {say(p['scale'])}, "
        f"and the shape is {_plain(p['shape'])}"
    )


def _student_t(p: Any, say: Say) -> str:
    return (
        f"Bell-shaped around {say(p['mean'])} with long tails (Student's t), a scale of {say.spread(p['scale'])} and "
        f"{_plain(p['df'])} degrees of freedom"
    )


def _triangular(p: Any, say: Say) -> str:
    return (
        f"Between {say(p['min'])} and {say(p['max'])}, most often near {say(p['mode'])} (a triangle in shape)"
    )


def _pareto(p: Any, say: Say) -> str:
    return f"At least {say(p['scale'])}, with a few very large values (Pareto), and a shape of {_plain(p['shape'])}"


def _quantiles(p: Any, say: Say) -> str:
    sides = (("min", "least"), ("max", "greatest"))
    ends = [f"the {side} is {say(p[key])}" for key, side in sides if key in p]
    knots = sorted((float(key), say(value)) for key, value in p.items() if key not in {"min", "max"})
    told = "; ".join(
        f"{numbers.of_100(share, 1 if share * 100 % 1 else 0)}: {value}" for share, value in knots
    )
    return f"As a table of percentiles, of every 100 so many lie below: {told}" + "".join(
        f"; {e}" for e in ends
    )


def _mixture(p: Any, say: Say) -> str:
    rows = p["components"] if isinstance(p, Mapping) else p
    total = sum(float(row["weight"]) for row in rows)
    parts = []
    for row in rows:
        name, own = next((key, value) for key, value in row.items() if key != "weight")
        shape = phrase(name, own, say)
        parts.append(
            f"{numbers.of_100(float(row['weight']) / total)} of every 100 (weight {numbers.number(row['weight'])}): {_lower(shape)}"
        )
    return f"A mixture of {len(rows)}. " + "; ".join(parts)


def _poisson(p: Any, say: Say) -> str:
    return f"{say(p['mean'])} on average, as independent events are counted (Poisson)"


def _negative_binomial(p: Any, say: Say) -> str:
    return f"{say(p['mean'])} on average, more unequal than chance alone (negative binomial, dispersion {_plain(p['dispersion'])})"


def _geometric(p: Any, say: Say) -> str:
    return f"{say(p['mean'])} on average, fewer being commoner (geometric)"


def _binomial(p: Any, _: Say) -> str:
    return f"So many of {_plain(p['trials'])} that each come true with a share of {_share(p['probability'])} (binomial)"


def _zipf(p: Any, _: Say) -> str:
    return f"The first is the commonest and each later one rarer (Zipf, with an exponent of {_plain(p['exponent'])})"


def _histogram(_: Any, __: Say) -> str:
    return "As counted in a table of weights"


def _exactly(p: Any, say: Say) -> str:
    return f"Always {say(p)}"


def _bernoulli(p: Any, _: Say) -> str:
    return f"True in {_share(p)}"


def _choice(p: Any, say: Say) -> str:
    if len(p) == 1:
        return "Always the same value"
    if not isinstance(p, Mapping):
        return f"One of {len(p):,} values, all equally likely"
    total = sum(numbers.exact(weight) for weight in p.values())
    label, most = max(p.items(), key=lambda pair: pair[1])
    share = numbers.of_every_100(numbers.exact(most) / total)
    return f"One of {len(p):,} values; the commonest is {say(label)}, {share}"


def _calendar(p: Any, say: Say) -> str:
    rhythm = [word for word in ("months", "weekdays", "hours") if word in p]
    busy = f"busier at some {numbers.listed(rhythm)} than at others" if rhythm else "all days alike"
    return f"From {say(p['from'])} to {say(p['to'])}, {busy}"


def _weights(_: Any, __: Say) -> str:
    return "By the weights in a column of the table that is referred to"


SHAPES: dict[str, Callable[[Any, Say], str]] = {
    "uniform": _uniform,
    "normal": _normal,
    "lognormal": _lognormal,
    "exponential": _exponential,
    "gamma": _gamma,
    "beta": _beta,
    "weibull": _weibull,
    "student_t": _student_t,
    "triangular": _triangular,
    "pareto": _pareto,
    "quantiles": _quantiles,
    "mixture": _mixture,
    "poisson": _poisson,
    "negative_binomial": _negative_binomial,
    "geometric": _geometric,
    "binomial": _binomial,
    "zipf": _zipf,
    "histogram": _histogram,
    "exactly": _exactly,
    "bernoulli": _bernoulli,
    "choice": _choice,
    "calendar": _calendar,
    "weights": _weights,
}
"""One for each distribution, and for the weights of a reference."""
_TRUNCATED = {"uniform", "triangular", "quantiles"}
"""Families whose own parameters are called `min` and `max`."""


def phrase(name: str, parameters: Any, say: Say) -> str:
    """Return what a distribution is in words, with where it is cut off; without a full stop."""
    told = SHAPES[name](parameters, say)
    if not isinstance(parameters, Mapping) or name in _TRUNCATED or name in {"choice", "histogram"}:
        return told
    sides = (("min", "below"), ("max", "above"))
    ends = [f"none {side} {say(parameters[key])}" for key, side in sides if key in parameters]
    return "; ".join([told, *ends])


def _plain(value: Any) -> str:
    return numbers.number(value) if isinstance(value, int | float) else str(value)


def _share(value: float) -> str:
    exact = numbers.exact(value) * 100
    return f"{numbers.number(exact.normalize())} of every 100"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
