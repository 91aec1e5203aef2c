"""Any drawn columns may go together: words in order, truths, counts, mixtures, dates and distances in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from manikin.build import build
from manikin.distributions.copula import nearest, scores, triangle
from manikin.interface import generate
from manikin.model import Spec
from manikin.verify import verify
from manikin.verify.coupled import expected
from strategies import Tree, spec_of, tree_of

COLUMNS: Tree = {
    "age": {"type": "integer", "distribution": {"uniform": {"min": 18, "max": 90}}},
    "frailty": {
        "type": "string",
        "order": ["none", "mild", "severe"],
        "distribution": {"choice": {"mild": 3, "severe": 1, "none": 6}},
    },
    "smoker": {"type": "boolean", "distribution": {"bernoulli": 0.3}},
    "cost": {
        "type": "decimal",
        "scale": 2,
        "distribution": {
            "mixture": [{"weight": 3, "exactly": 0}, {"weight": 7, "lognormal": {"median": 50, "sigma": 1}}]
        },
    },
    "came": {"type": "date", "distribution": {"calendar": {"from": "2025-01-01", "to": "2025-12-31"}}},
    "left": {
        "type": "date",
        "after": {"column": "came", "by": {"exponential": {"mean": 9}}, "unit": "days"},
    },
    "falls": {"type": "integer", "distribution": {"histogram": {"0": 5, "1": 3, "2-5": 1}}},
}
TOGETHER = ["age", "frailty", "smoker", "cost", "left", "falls"]
PAIRS = [(one, other) for place, one in enumerate(TOGETHER) for other in TOGETHER[:place]]


def spec(rank: float, rows: int = 6_000, **more: Any) -> Spec:
    pairs = [{"between": [*pair], "rank": 0.4} for pair in PAIRS] + [
        {"between": ["came", "age"], "rank": -0.2}
    ]
    pairs[0]["rank"] = rank
    return spec_of(tree_of({"t": {"rows": rows, "columns": COLUMNS, "correlations": pairs, **more}}))


def outcomes(folder: Path, declared: Spec) -> dict[str, str]:
    found = verify(folder, spec=declared).results
    return {result.name: result.outcome.name for result in found if " goes with " in result.name}


@pytest.mark.slow
def test_verify_expects_what_ties_leave(tmp_path: Path) -> None:
    build(spec(0.4), tmp_path / "out", form="parquet")
    assert set(outcomes(tmp_path / "out", spec(0.4)).values()) == {"PASSED"}
    assert len(outcomes(tmp_path / "out", spec(0.4))) == len(PAIRS) + 1
    for wrong in (0.15, 0.7):
        found = outcomes(tmp_path / "out", spec(wrong))
        assert found.pop("frailty goes with age") == "FAILED"
        assert set(found.values()) == {"PASSED"}


def test_columns_keep_their_own_shares_and_order() -> None:
    table = generate(spec(0.4, rows=20_000))["t"]
    words = np.array(table["frailty"].to_pylist())
    ages = table["age"].to_numpy()
    assert np.mean(words == "none") == pytest.approx(0.6, abs=0.02)
    means = [ages[words == word].mean() for word in ("none", "mild", "severe")]
    assert means == sorted(means)
    assert (np.diff(means) > 4).all()


def test_expected_rank_correlation_without_ties_is_the_declared_one() -> None:
    assert expected(0.4, [], []) == pytest.approx(0.4, abs=0.003)
    assert expected(-0.9, [], []) == pytest.approx(-0.9, abs=0.006)


def test_expected_rank_correlation_of_two_truths() -> None:
    # Two halves of a normal pair: P(both above) = 1/4 + asin(ρ) / 2π, so that the correlation is 2 asin(ρ) / π.
    rho = 2 * np.sin(np.pi * 0.4 / 6)
    halves = [(0.0, 0.5), (0.5, 1.0)]
    assert expected(0.4, halves, halves) == pytest.approx(2 * np.arcsin(rho) / np.pi, abs=0.003)


@pytest.mark.parametrize("size", range(3, 11))
def test_the_advised_correlations_are_possible(size: int) -> None:
    ranks = [[0.0 if i == j else (-0.9 if (i + j) % 2 else -0.6) for j in range(size)] for i in range(size)]
    assert triangle(scores(ranks)) is None
    advised = nearest(ranks)
    assert triangle(scores(advised)) is not None
    assert all(
        (one < 0) == (other < 0)
        for row, there in zip(advised, ranks, strict=True)
        for one, other in zip(row, there, strict=True)
    )


def test_the_results_of_a_full_blood_count_go_together() -> None:
    names = [f"result_{n}" for n in range(10)]
    columns = {name: {"type": "float", "distribution": {"normal": {"mean": 5, "sd": 1}}} for name in names}
    pairs = [{"between": [a, b], "rank": 0.5} for i, a in enumerate(names) for b in names[:i]]
    tree = tree_of({"t": {"rows": 8_000, "columns": columns, "correlations": pairs}})
    table = generate(spec_of(tree))["t"]
    ranks = np.argsort(np.argsort(np.stack([table[name].to_numpy() for name in names])))
    found = np.corrcoef(ranks)[np.triu_indices(10, 1)]
    assert np.abs(found - 0.5).max() < 0.06
