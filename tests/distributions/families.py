"""What the tests of distributions share: every distribution made ready on a plain ruler."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from manikin import distributions
from manikin.randomness import Floats, stream_key, uniforms

ROWS = 200_000
KOLMOGOROV = 2.70
"""sqrt(n) times the greatest distance of the empirical from the true distribution function stays below this with
a probability of 1 - 1e-6: 2 exp(-2 × 2.70²) = 9.3e-7 (Kolmogorov's limit, from above for distributions with atoms).
"""


def on_ruler(name: str, example: Any) -> Any:
    """Return parameters with dates as day numbers."""
    if name != "calendar":
        return example
    days = {key: (date.fromisoformat(example[key]) - date(1970, 1, 1)).days for key in ("from", "to")}
    return {**example, **days}


def sampler(name: str, example: Any = None, *, discrete: bool = False) -> distributions.Sampler:
    """Return the sampler of a distribution's own example, or of other parameters."""
    given = on_ruler(name, distributions.EXAMPLES[name] if example is None else example)
    ticks = 1 if name == "calendar" and not discrete else None
    return distributions.prepare(name, given, discrete=discrete, ticks_per_second=ticks)


def some_uniforms(*names: str, rows: int = ROWS) -> Floats:
    """Return fixed uniforms; shape (rows,)."""
    return uniforms(stream_key(20260401, *names), np.arange(rows, dtype=np.uint64))


def distance(drawn: Floats, made: distributions.Sampler) -> float:
    """Return sqrt(n) × the greatest distance of the empirical from the true distribution function."""
    values, counts = np.unique(drawn, return_counts=True)
    at_or_below = np.cumsum(counts) / drawn.size
    exact = made.cdf(values.astype(np.float64))
    gap = np.abs(at_or_below - exact).max()
    if values.size > drawn.size // 2:  # continuous: the steps have two ends
        gap = max(gap, np.abs(at_or_below - counts / drawn.size - exact).max())
    return float(gap * np.sqrt(drawn.size))


TRUNCATED: Mapping[str, Mapping[str, Any]] = {
    "normal": {"mean": 169, "sd": 9.5, "min": 180, "max": 215},
    "lognormal": {"median": 3.2, "sigma": 0.7, "min": 2, "max": 9},
    "exponential": {"mean": 4.5, "min": 1, "max": 30},
    "gamma": {"mean": 6, "shape": 2.5, "min": 3, "max": 12},
    "beta": {"alpha": 2, "beta": 5, "from": 0, "to": 100, "min": 15, "max": 95},
    "weibull": {"scale": 12, "shape": 1.4, "min": 3, "max": 20},
    "student_t": {"mean": 37, "scale": 4, "df": 5, "min": 34, "max": 52},
    "pareto": {"scale": 100, "shape": 2.5, "min": 120, "max": 900},
    "poisson": {"mean": 2.4, "min": 1, "max": 5},
    "negative_binomial": {"mean": 3.1, "dispersion": 0.9, "min": 1, "max": 12},
    "geometric": {"mean": 1.8, "min": 2},
    "binomial": {"trials": 12, "probability": 0.3, "max": 4},
    "zipf": {"exponent": 1.1, "min": 3, "max": 20},
    "quantiles": {"0.1": 10, "0.5": 20, "0.9": 60, "min": 5, "max": 70},
    "mixture": {
        "components": [
            {"weight": 3, "exactly": 7},
            {"weight": 2, "exponential": {"mean": 9}},
            {"weight": 2, "poisson": {"mean": 8}},
            {"weight": 1, "uniform": {"min": 0, "max": 30}},
            {"weight": 1, "quantiles": {"0.1": 10, "0.9": 60}},
        ],
        "min": 5,
        "max": 20,
    },
}
