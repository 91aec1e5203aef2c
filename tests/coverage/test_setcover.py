"""The choice of few rows that reach every goal."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.coverage.setcover import choose


def test_the_greedy_trap_is_avoided() -> None:
    hits = np.array(
        [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], [1, 0, 1, 0, 1, 0]], np.bool_
    )
    assert choose(hits, np.ones(4)).tolist() == [0, 1, 2]


def test_what_is_cheap_is_preferred() -> None:
    hits = np.array([[1, 1], [1, 0], [0, 1]], np.bool_)
    assert choose(hits, np.array([9.0, 1.0, 1.0])).tolist() == [1, 2]
    assert choose(hits, np.array([1.5, 1.0, 1.0])).tolist() == [0]


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=20))
def test_all_that_any_row_reaches_is_reached_and_no_row_is_needless(rows: list[list[bool]]) -> None:
    hits = np.array(rows, np.bool_)
    chosen = choose(hits, np.ones(len(rows)))
    assert (hits[chosen].any(axis=0) == hits.any(axis=0)).all()
    for row in chosen:
        others = chosen[chosen != row]
        assert not (hits[others].any(axis=0) == hits.any(axis=0)).all()
