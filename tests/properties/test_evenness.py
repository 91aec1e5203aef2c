"""Rows that are spread evenly: the shares hold in every block, whatever the seed, the chunks and the other rows."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from manikin.columns.evenness import limits
from manikin.model import Spec
from manikin.plan import Sizes, make_plan
from manikin.plan.description import describe
from manikin.randomness import Integers
from manikin.run.world import World
from manikin.verify.evenness import least_and_most
from strategies import spec_of, tree_of

OVER = 100
STAYS = {"0": 150, "1": 120, "2": 10}
LEVELS: dict[str, tuple[str, Any]] = {
    "admission": ("patient", {"histogram": {"1": 50, "2": 20, "4-5": 20, "10": 10}}),
    "stay": ("admission", {"histogram": STAYS}),
    "test": ("stay", {"histogram": {"0-9": 70, "10-99": 60, "500-999": 10}}),
    "allergy": ("patient", {"bernoulli": 0.25}),
    "letter": ("patient", {"histogram": {"0": 40, "1": 60}}),
}


@cache
def spec(patients: int, over: int = OVER) -> Spec:
    """Return patients with tables below them, over several levels."""
    key = {"id": {"type": "integer", "sequence": {}}}
    tables: dict[str, Any] = {"patient": {"rows": patients, "key": "id", "columns": key}}
    for name, (parent, distribution) in LEVELS.items():
        columns = {**key, "above": {"type": "integer", "references": parent}}
        rows = {"per": parent, "distribution": distribution, "even_over": over}
        tables[name] = {"rows": rows, "key": "id", "columns": columns}
    return spec_of(tree_of(tables))


def counts(world: World, name: str) -> Integers:
    """Return how many rows of a table each row above it has."""
    return np.diff(world.offsets(name), prepend=0)


def world(patients: int, seed: int = 1, chunk: int | None = None) -> World:
    return World(make_plan(spec(patients), Sizes(seed=seed)), chunk)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_shares_hold_in_every_block(seed: int) -> None:
    made = world(3 * OVER, seed)
    for block in counts(made, "admission").reshape(3, OVER):
        told = np.bincount(block, minlength=11)
        assert told[[1, 2, 10]].tolist() == [50, 20, 10]
        assert told[4] + told[5] == 20
    # As many with 4 as with 5, and 280 admissions for the next level.
    assert made.rows["admission"] == 840
    assert np.bincount(counts(made, "stay")).tolist() == [450, 360, 30]
    assert made.rows["test"] == pytest.approx(3 * 140 / 140 * (70 * 4.5 + 60 * 54.5 + 10 * 749.5), rel=0.005)
    assert made.rows["allergy"] == 75


def test_neither_chunks_nor_other_rows_decide() -> None:
    whole, cut, longer = world(2 * OVER), world(2 * OVER, chunk=7), world(2 * OVER + 30)
    for name in LEVELS:
        assert counts(whole, name).tolist() == counts(cut, name).tolist()
        # More patients leave those of the first as they were.
        assert counts(longer, name)[: len(counts(whole, name))].tolist() == counts(whole, name).tolist()
    some = np.array([3, 40, 41, 277], np.int64)
    found = whole.at("admission", some).child_counts(whole.prepared["stay"])
    assert found.tolist() == counts(whole, "stay")[some].tolist()


def test_tables_are_spread_independently_and_each_row_as_declared() -> None:
    blocks = 20
    made = world(blocks * OVER)
    admissions, letters = counts(made, "admission"), counts(made, "letter")
    assert abs(np.corrcoef(admissions, letters)[0, 1]) < 0.1
    # So is how many rows a row has from how many its parent has.
    stays = counts(made, "stay")
    assert abs(np.corrcoef(np.repeat(admissions, admissions), stays)[0, 1]) < 0.1
    # One and the same row has any number, over the seeds: 4 standard errors.
    first = np.array([counts(world(1, seed), "letter")[0] for seed in range(100)])
    assert abs(first.mean() - 0.6) < 4 * np.sqrt(0.24 / 100)


@pytest.mark.parametrize("patients", [1, 70, 100, 330])
def test_all_rows_lie_between_the_limits_that_plan_and_judge_work_out(patients: int) -> None:
    whole = spec(patients)
    for seed in range(4):
        made = World(make_plan(whole, Sizes(seed=seed)))
        for name in LEVELS:
            least, most = limits(whole.tables[name], whole, patients)
            assert (least, most) == least_and_most(whole.tables[name], whole, patients), name
            assert least <= made.rows[name] <= most, (name, seed)


def test_the_plan_says_how_many_rows_there_are_whatever_the_seed() -> None:
    plan = make_plan(spec(2 * OVER))
    told = describe(plan, World(plan).rows)
    assert (
        "admission: 560 rows (counted per patient, evenly over every 100 rows of patient: 560 whatever the seed)"
        in told
    )
