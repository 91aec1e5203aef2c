"""What distributions can give, by their parameters."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from manikin.model import DataType
from manikin.verify.support import lies_within, spans

CASES: list[tuple[str, Any, tuple[tuple[float, float], ...]]] = [
    ("uniform", {"min": 1, "max": 2}, ((1, 2),)),
    ("normal", {"mean": 0, "sd": 1}, ((-inf, inf),)),
    ("normal", {"mean": 0, "sd": 1, "min": -2}, ((-2, inf),)),
    ("gamma", {"mean": 2, "shape": 1, "max": 9}, ((0, 9),)),
    ("triangular", {"min": 1, "mode": 2, "max": 5}, ((1, 5),)),
    ("exactly", 3, ((3, 3),)),
    ("bernoulli", 0.2, ((0, 1),)),
    ("bernoulli", 0, ((0, 0),)),
    ("bernoulli", 1, ((1, 1),)),
    ("binomial", {"trials": 4, "probability": 0.5}, ((0, 4),)),
    ("zipf", {"exponent": 1, "max": 7}, ((1, 7),)),
    ("histogram", {"0": 1, "1": 0, "3-6": 2}, ((0, 0), (3, 6))),
    (
        "mixture",
        [{"weight": 1, "uniform": {"min": 0, "max": 1}}, {"weight": 2, "exactly": 5}],
        ((0, 1), (5, 5)),
    ),
    ("quantiles", {"0.25": 10, "0.75": 20, "min": 2, "max": 30}, ((2, 30),)),
]


@pytest.mark.parametrize(("name", "parameters", "wanted"), CASES)
def test_spans(name: str, parameters: Any, wanted: Any) -> None:
    assert spans(name, parameters, float) == wanted


def test_quantiles_without_bounds_run_on_at_the_slope_of_their_ends() -> None:
    ((low, high),) = spans("quantiles", {"0.1": 10, "0.5": 50, "0.9": 60}, float)
    assert low == pytest.approx(0, abs=1e-6)
    assert high == pytest.approx(62.5)


def test_whole_numbers_may_be_rounded_outwards_from_an_end_that_is_none() -> None:
    assert lies_within("x", DataType("integer"), ((0.4, 2.0),)) == (
        "(x >= CAST(0 AS BIGINT) AND x <= CAST(2 AS BIGINT))"
    )


def test_no_bounds_no_condition() -> None:
    assert lies_within("x", DataType("float"), ((-inf, inf),)) is None
