"""How numbers and dates are spread is judged by functions of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from manikin import distributions
from manikin.build import build
from manikin.model import DataType, Distribution, Spec
from manikin.verify import Outcome, verify
from manikin.verify.shape import cdf
from strategies import spec_of, tree_of

TYPES: dict[str, dict[str, Any]] = {
    "float": {"type": "float"},
    "decimal": {"type": "decimal", "scale": 2},
    "integer": {"type": "integer"},
}
JUDGED = sorted(distributions.CONTINUOUS)
CUT = {
    "normal": {"min": 160, "max": 175},
    "lognormal": {"min": 2},
    "exponential": {"max": 5},
    "gamma": {"min": 1, "max": 9},
    "weibull": {"max": 3},
    "student_t": {"min": 0},
    "pareto": {"max": 9},
}


def dataset(column: dict[str, Any]) -> Spec:
    return spec_of(tree_of({"t": {"rows": 40_000, "columns": {"x": column}}}))


def outcome(made: Spec, declared: Spec, folder: Path) -> tuple[Outcome, str]:
    build(made, folder, form="parquet")
    (found,) = (result for result in verify(folder, spec=declared).results if result.name == "shape")
    return found.outcome, found.message


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("family", JUDGED)
def test_an_honest_build_passes(family: str, kind: str, tmp_path: Path) -> None:
    spec = dataset({**TYPES[kind], "distribution": {family: distributions.CONTINUOUS[family].EXAMPLE}})
    assert outcome(spec, spec, tmp_path / "out") == (Outcome.PASSED, "")


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("family", CUT)
def test_an_honest_build_that_is_cut_passes(family: str, kind: str, tmp_path: Path) -> None:
    example = distributions.CONTINUOUS[family].EXAMPLE
    support = distributions.prepare(family, example, discrete=False)
    low, high = (float(end) for end in support.draw(np.array([0.1, 0.9])))
    bounds = {key: round(low if key == "min" else high, 2) for key in CUT[family]}
    if kind == "integer":
        bounds = {key: round(value) + (key == "max") for key, value in bounds.items()}
    spec = dataset({**TYPES[kind], "distribution": {family: {**example, **bounds}}})
    assert outcome(spec, spec, tmp_path / "out") == (Outcome.PASSED, "")


@pytest.mark.parametrize(
    "column",
    [
        {"type": "date", "distribution": {"uniform": {"min": "1930-01-01", "max": "2024-12-31"}}},
        {"type": "date", "distribution": {"normal": {"mean": "1980-06-01", "sd": 3000, "min": "1960-01-01"}}},
        {
            "type": "datetime",
            "distribution": {"triangular": {"min": "2024-01-01", "mode": "2024-03-01", "max": "2025-01-01"}},
        },
        {"type": "time", "distribution": {"uniform": {"min": "08:00:00", "max": "18:00:00"}}},
    ],
)
def test_moments_are_judged_too(column: dict[str, Any], tmp_path: Path) -> None:
    spec = dataset(column)
    assert outcome(spec, spec, tmp_path / "out") == (Outcome.PASSED, "")


@pytest.mark.parametrize(
    ("made", "declared"),
    [
        ({"normal": {"mean": 169, "sd": 9.5}}, {"normal": {"mean": 169, "sd": 10.5}}),
        ({"normal": {"mean": 169, "sd": 9.5}}, {"normal": {"mean": 170, "sd": 9.5}}),
        ({"gamma": {"mean": 5, "shape": 2}}, {"gamma": {"mean": 5, "shape": 3}}),
        ({"beta": {"alpha": 2, "beta": 3}}, {"beta": {"alpha": 3, "beta": 3}}),
        ({"quantiles": {"0.1": 1, "0.5": 3, "0.9": 9}}, {"quantiles": {"0.1": 1, "0.5": 4, "0.9": 9}}),
        ({"uniform": {"min": 0, "max": 10}}, {"triangular": {"min": 0, "mode": 5, "max": 10}}),
    ],
)
def test_another_shape_is_found(made: dict[str, Any], declared: dict[str, Any], tmp_path: Path) -> None:
    one, other = (dataset({"type": "float", "distribution": part}) for part in (made, declared))
    assert outcome(one, other, tmp_path / "out")[0] is Outcome.FAILED


@pytest.mark.parametrize("name", ["choice", "calendar", "poisson"])
def test_others_are_judged_elsewhere(name: str) -> None:
    assert cdf(Distribution(name, distributions.ALL[name].EXAMPLE), DataType("integer")) is None
