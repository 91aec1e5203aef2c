"""Rows that are said to be spread evenly and are not: the number of all of them shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from manikin.model import PerRows


@pytest.mark.parametrize("even_over", [0, 600])
def test_rows_drawn_for_each_parent_are_not_spread_evenly(even_over: int, build: Any, failures: Any) -> None:
    rows = build.spec.tables["attendance"].rows
    assert isinstance(rows, PerRows)
    build.change_table("attendance", rows=replace(rows, even_over=even_over))
    report = build.found()
    # Each share is met nearly enough to be drawn; all rows together are not as many as the shares say.
    assert failures(report) == ({("rows in all, spread evenly", "attendance", None)} if even_over else set())
    told = [problem.message for problem in report.problems]
    assert all("840 is declared" in message for message in told)
