"""Cases that are tried one after another ask for each column once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from manikin.columns import dispatch
from manikin.columns.conditions import Matcher, matcher
from manikin.columns.dispatch import tried
from manikin.model import Condition, DataType

WHOLE = DataType("integer")


class Asked:
    """Cells that count how often a column is asked for."""

    rows = 6

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()

    def value(self, path: str) -> pa.Array:
        self.times[path] += 1
        return pa.array([1, 2, 3, 4, 5, None] if path == "age" else [1, 1, 1, 2, 2, 2], pa.int64())


def asks(path: str, *matches: Any) -> tuple[str, Matcher, DataType]:
    return path, matcher(Condition(path, matches, ()), WHOLE), WHOLE


CASES = [
    (asks("age", "<=2"), asks("sex", 1)),
    (asks("age", "<=4"), asks("sex", 1)),
    (asks("age", "<=4"), asks("sex", 2)),
    (asks("age", 7),),
    None,
]
EXPECTED = {0: [0, 1], 1: [2], 2: [3], 4: [4, 5]}


@pytest.mark.parametrize("remembered", [0, 1, 32])
def test_each_column_is_asked_for_once(remembered: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_MOST_MASKS", remembered)
    cells: Any = Asked()
    assert {number: rows.tolist() for number, rows in tried(CASES, cells)} == EXPECTED
    assert cells.times == {"age": 1, "sex": 1}


def test_each_value_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Counter[Matcher]()
    holds = dispatch.holds

    def counted(match: Matcher, datatype: DataType, array: pa.Array) -> Any:
        compared[match] += 1
        return holds(match, datatype, array)

    monkeypatch.setattr(dispatch, "holds", counted)
    cells: Any = Asked()
    rows = np.concatenate([rows for _, rows in tried(CASES, cells)])
    assert sorted(rows.tolist()) == list(range(6))
    assert set(compared.values()) == {1}
