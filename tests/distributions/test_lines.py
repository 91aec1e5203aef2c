"""No value is drawn on its own: more uniforms run no more lines of Python, whatever the distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counting import lines
from distributions.families import TRUNCATED, sampler
from manikin import distributions

FEW, MANY = 64, 4096
MORE = 20
"""So many lines more there may be, where rare values take another way and are found first among more."""
CASES: list[tuple[str, Any, bool]] = [
    *((name, None, discrete) for name in distributions.ALL for discrete in (False, True)),
    *((name, parameters, True) for name, parameters in TRUNCATED.items()),
]


@pytest.mark.parametrize(("name", "parameters", "discrete"), CASES)
def test_more_values_are_no_more_lines(name: str, parameters: Any, discrete: bool) -> None:
    made = sampler(name, parameters, discrete=discrete)
    u = (np.arange(MANY) + 0.5) / MANY
    made.draw(u)  # tables are made once
    few = lines(lambda: made.draw(u[:: MANY // FEW]))
    assert few > 0
    assert lines(lambda: made.draw(u)) <= few + MORE
