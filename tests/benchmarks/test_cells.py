"""No value is made on its own: making more rows runs hardly more lines of Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import manikin
from counting import lines
from manikin.columns import KINDS
from manikin.columns.parts import PARTS
from manikin.model import Spec
from manikin.plan import make_plan
from manikin.run.frame import Frame
from manikin.run.world import World

CELLS = Path(__file__).parents[2] / "benchmarks" / "specs" / "cells"
FEW, MANY = 64, 1024
MORE = 4
"""Lines may be so many times as many for 16 times the rows: families are longer, and rows are redrawn more often."""


@pytest.fixture(scope="module")
def spec() -> Spec:
    return manikin.load(CELLS)


@pytest.fixture(scope="module")
def world(spec: Spec) -> World:
    made = World(make_plan(spec))
    for root in ("patient", "sample"):
        _columns(made.first(root, FEW), lambda make: make())  # pools, vocabularies and tables are made once
    return made


def _columns(frame: Frame, each: Callable[[Callable[[], Any]], Any]) -> dict[str, Any]:
    """Return what `each` says of each column of a frame and of those below it."""
    frames = [
        frame,
        *(frame.below(p.table.name) for p in frame.world.plan.children(frame.prepared.table.name)),
    ]
    return {
        f"{found.prepared.table.name}.{name}": each(lambda found=found, name=name: found.column(name))
        for found in reversed(frames)
        for name in found.prepared.order
    }


def test_every_kind_is_measured(spec: Spec) -> None:
    kinds = {column.kind for table in spec.tables.values() for column in table.columns}
    assert kinds >= set(KINDS) - {"before", PARTS}


@pytest.mark.parametrize("root", ["patient", "sample"])
def test_no_column_is_made_value_by_value(world: World, root: str) -> None:
    few = _columns(world.first(root, FEW), lines)
    many = _columns(world.first(root, MANY), lines)
    assert {name: (few[name], many[name]) for name in few if many[name] > MORE * few[name] + 100} == {}


def test_a_loop_over_values_would_be_seen() -> None:
    few, many = (lines(lambda rows=rows: [value + 1 for value in np.arange(rows)]) for rows in (FEW, MANY))
    assert many > MORE * few + 100
