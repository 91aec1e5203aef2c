"""Columns that go together: the copula, and what comes out of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from manikin.distributions.copula import Copula, nearest, probabilities, score_correlation, scores, triangle
from manikin.interface import generate
from manikin.randomness import row_addresses, stream_key, uniforms
from strategies import Tree, spec_of, tree_of

ROWS = 200_000


def test_probabilities_are_the_normal_distribution() -> None:
    z = np.linspace(-8.2, 8.2, 100_001)
    found, exact = probabilities(z), stats.norm.sf(np.abs(z))
    assert np.max(np.abs(np.minimum(found, 1 - found) / exact - 1)[np.abs(z) < 5.5]) < 1e-7
    assert np.max(np.abs(found - stats.norm.cdf(z))) < 1e-12
    assert (np.diff(found) >= 0).all()


def test_probabilities_stay_inside_zero_and_one() -> None:
    found = probabilities(np.array([-40.0, -8.25, 0.0, 8.25, 40.0]))
    assert found[0] > 0
    assert found[-1] < 1
    assert found[2] == 0.5


@given(st.floats(-1, 1))
def test_ranks_become_score_correlations(rank: float) -> None:
    assert score_correlation(rank) == pytest.approx(2 * np.sin(np.pi * rank / 6), abs=1e-14)


@given(st.lists(st.floats(-0.99, 0.99), min_size=6, max_size=6))
@settings(derandomize=True)
def test_the_triangle_is_numpys_where_there_is_one(values: list[float]) -> None:
    matrix = np.eye(4)
    matrix[np.tril_indices(4, -1)] = values
    matrix = np.maximum(matrix, matrix.T) + np.minimum(np.tril(matrix, -1) + np.tril(matrix, -1).T, 0)
    np.fill_diagonal(matrix, 1.0)
    found = triangle(matrix.tolist())
    if np.linalg.eigvalsh(matrix).min() > 1e-6:
        assert found is not None
        assert np.allclose(found, np.linalg.cholesky(matrix))
    elif np.linalg.eigvalsh(matrix).min() < -1e-6:
        assert found is None
        assert triangle(scores(nearest(matrix.tolist()))) is not None


def test_uniforms_stay_uniform_and_go_together() -> None:
    ranks = ((0, 0.6, -0.3), (0.6, 0, 0.1), (-0.3, 0.1, 0))
    mixing = triangle(scores(ranks))
    assert mixing is not None
    own = [uniforms(stream_key(1, f"c{i}"), row_addresses(np.arange(ROWS))) for i in range(3)]
    mixed = [Copula(mixing).uniforms(place, own[: place + 1]) for place in range(3)]
    assert np.array_equal(mixed[0], own[0])
    for u in mixed:
        assert stats.kstest(u, "uniform").statistic < 2.6 / ROWS**0.5
    found = stats.spearmanr(np.array(mixed).T)[0]
    for i in range(3):
        for j in range(i):
            assert found[i, j] == pytest.approx(ranks[i][j], abs=5.5 / ROWS**0.5)


def patient(*pairs: tuple[str, str, float], **more: Tree) -> Tree:
    columns = {
        "height": {"type": "float", "distribution": {"normal": {"mean": 169, "sd": 9}}},
        "weight": {"type": "float", "distribution": {"lognormal": {"median": 76, "sigma": 0.2, "min": 30}}},
        "age": {"type": "integer", "distribution": {"uniform": {"min": 18, "max": 90}}},
        **more,
    }
    correlations = [{"between": [a, b], "rank": rank} for a, b, rank in pairs]
    return tree_of({"patient": {"rows": 20_000, "columns": columns, "correlations": correlations}})


def test_values_have_the_declared_rank_correlations() -> None:
    table = generate(spec_of(patient(("weight", "height", 0.45), ("age", "weight", -0.3))))["patient"]
    ranks = stats.spearmanr(*(table[name].to_numpy() for name in ("height", "weight")))[0]
    assert ranks == pytest.approx(0.45, abs=0.04)
    assert stats.spearmanr(table["age"].to_numpy(), table["weight"].to_numpy())[0] == pytest.approx(
        -0.3, abs=0.04
    )
    assert abs(stats.spearmanr(table["age"].to_numpy(), table["height"].to_numpy())[0]) < 0.04


def test_columns_that_go_with_none_are_left_alone() -> None:
    without = generate(spec_of(patient()))["patient"]
    together = generate(spec_of(patient(("weight", "height", 0.45))))["patient"]
    assert without["age"] == together["age"]
    assert without["height"] == together["height"], "the first by name keeps its values"
    assert without["weight"] != together["weight"]


def test_a_small_nudge_moves_values_a_little() -> None:
    one, other = (
        generate(spec_of(patient(("weight", "height", r))))["patient"]["weight"].to_numpy()
        for r in (0.45, 0.46)
    )
    assert np.max(np.abs(one - other)) < 3


def test_rows_drawn_again_still_go_together() -> None:
    tree = patient(("weight", "height", 0.8))
    tree["tables"]["patient"]["checks"] = [{"name": "not in between", "sql": "height < 165 or height > 173"}]
    table = generate(spec_of(tree))["patient"]
    found = stats.spearmanr(table["height"].to_numpy(), table["weight"].to_numpy())[0]
    assert found > 0.75
