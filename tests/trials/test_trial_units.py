"""What a specification leaves out is in the units it writes, not in those of the ruler."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from manikin.interface import generate
from manikin.model import Spec

BODY = """tables:
  a:
    rows: 5000
    columns:
      share: {type: decimal, scale: 4, distribution: {beta: {alpha: 2, beta: 5}}}
      upper: {type: decimal, scale: 4, distribution: {beta: {alpha: 2, beta: 5, from: 0.5}}}
      mixed: {type: decimal, scale: 4, distribution: {mixture: [{weight: 1, beta: {alpha: 2, beta: 5}}]}}
      begin: {type: datetime, constant: 2020-01-01 00:00:00}
      end: {type: datetime, after: {column: begin, by: {beta: {alpha: 2, beta: 5}}, unit: days}}
"""


@pytest.mark.parametrize(
    ("column", "low"), [("share", 0.0), ("upper", 0.5), ("mixed", 0.0), ("end", 0.0)], ids=str
)
def test_a_beta_without_limits_lies_between_0_and_1(
    spec_of: Callable[[str], Spec], column: str, low: float
) -> None:
    table = generate(spec_of(BODY))["a"]
    if column == "end":
        found = (np.array(table["end"]) - np.array(table["begin"])) / np.timedelta64(1, "D")
    else:
        found = np.array([float(value) for value in table[column].to_pylist()])
    assert stats.kstest(found, stats.beta(2, 5, low, 1 - low).cdf).pvalue > 0.001
