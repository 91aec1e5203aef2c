"""``student_t``: a bell curve with heavier tails.

For measurements with outliers. The fewer degrees of freedom (`df`), the heavier the tails; above 30 it is close to
`normal` with an sd of `scale`. The standard deviation is scale × sqrt(df / (df - 2)) for df above 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manikin.distributions.beta import shares
from manikin.distributions.family import (
    Interval,
    Parameters,
    Tails,
    location,
    no_faults,
    number,
    record,
    spread,
)
from manikin.distributions.special import beta_tails
from manikin.randomness import Floats

NAME = "student_t"
TITLE = "a bell curve with heavier tails"
PARAMETERS: Mapping[str, Any] = record(
    "Centre, scale and degrees of freedom, before any truncation.",
    ("mean", "scale", "df"),
    mean=location("The centre."),
    scale=spread("The standard deviation that the curve comes close to for many degrees of freedom."),
    df=number("The degrees of freedom: the fewer, the heavier the tails.", minimum=0.5, maximum=1_000_000),
)
EXAMPLE: Any = {"mean": 37, "scale": 0.4, "df": 5}
IS_CLOSED = False
faults = no_faults


def support(parameters: Parameters) -> Interval:  # noqa: ARG001 - other families need them
    """Return the whole line."""
    return float("-inf"), float("inf")


def quantile(parameters: Parameters, p: Floats, q: Floats) -> Floats:
    """Return the centre ± scale × sqrt(df (1 - w) / w), where w has the beta distribution of t."""
    df = float(parameters["df"])
    w, rest = shares(0.5 * df, 0.5, 2.0 * np.minimum(p, q), np.abs(p - q))
    t = float(parameters["scale"]) * np.sqrt(df * (rest / w))
    return float(parameters["mean"]) + np.where(p < q, -t, t)


def cdf(parameters: Parameters, x: Floats) -> Tails:
    """Return the shares below and above `x`."""
    df = float(parameters["df"])
    t = (x - float(parameters["mean"])) / float(parameters["scale"])
    square = np.minimum(t * t, 1e300)
    both, inner = beta_tails(0.5 * df, 0.5, df / (df + square), square / (df + square))
    small, large = 0.5 * both, 0.5 + 0.5 * inner
    return np.where(t < 0.0, small, large), np.where(t < 0.0, large, small)
