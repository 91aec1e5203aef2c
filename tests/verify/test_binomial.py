"""The tails of the binomial distribution against SciPy's."""

from __future__ import annotations

import pytest
from scipy import stats

from manikin.verify.binomial import is_plausible, tail


@pytest.mark.parametrize("trials", [1, 7, 200, 10_000, 3_000_000])
@pytest.mark.parametrize("share", [1e-6, 0.02, 0.5, 0.731, 0.999])
@pytest.mark.parametrize("deviations", [-7, -3, -0.5, 0, 1, 4, 8])
def test_tail_equals_scipys(trials: int, share: float, deviations: float) -> None:
    found = round(trials * share + deviations * (trials * share * (1 - share)) ** 0.5)
    found = min(max(found, 0), trials)
    exact = stats.binom(trials, share)
    wanted = exact.cdf(found) if found < trials * share else exact.sf(found - 1)
    assert tail(found, trials, share) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(
    ("found", "trials", "share", "wanted"),
    [(0, 0, 0.5, True), (0, 10, 0.0, True), (1, 10, 0.0, False), (10, 10, 1.0, True), (9, 10, 1.0, False)],
)
def test_ends(found: int, trials: int, share: float, wanted: bool) -> None:
    assert is_plausible(found, trials, share) is wanted


def test_fails_an_honest_build_less_often_than_promised() -> None:
    exact = stats.binom(5_000, 0.3)
    refused = sum(exact.pmf(k) for k in range(5_001) if not is_plausible(k, 5_000, 0.3))
    assert 0 < refused < 1e-9


def test_finds_a_share_that_is_off_by_a_twentieth_in_ten_thousand_rows() -> None:
    assert not is_plausible(2_500, 10_000, 0.2)
