"""The bound audit against brute force and against planted disclosures."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from manikin.disclosure import POLICIES
from manikin.disclosure.bounds import ContradictionError, Statement, audit, is_exposed

ACRO = POLICIES["acro"]


def said(atoms: tuple[int, ...], published: int, label: object = None) -> Statement:
    least, most = ACRO.could_be(published)
    return Statement(atoms, least, most, label if label is not None else atoms)


def test_a_total_with_one_hidden_part() -> None:
    (found,) = audit(2, [said((0, 1), 20, "all"), said((0,), 10, "men"), said((1,), 0, "women")], [[1]], ACRO)
    assert (found.least, found.most) == (1, 9)
    assert set(found.proof) == {"all", "men", "women"}


def test_two_hidden_parts_hide_each_other() -> None:
    assert not audit(3, [said((0, 1, 2), 40), said((0,), 30), said((1,), 0), said((2,), 0)], [[1], [2]], ACRO)


def test_two_totals_that_differ_by_a_group() -> None:
    # 24 people at most in 20, and 25 at least in 30: between 1 and 19 - no more than that is known.
    assert not audit(2, [said((0, 1), 30), said((0,), 20)], [[1]], ACRO)


def test_what_nothing_bounds_is_not_given_away() -> None:
    assert not audit(2, [said((0,), 20)], [[1], [0]], ACRO)


def test_numbers_that_cannot_be() -> None:
    with pytest.raises(ContradictionError) as caught:
        audit(2, [said((0, 1), 100, "all"), said((0,), 20, "men"), said((1,), 20, "women")], [[0]], ACRO)
    assert set(caught.value.labels) <= {"all", "men", "women"}
    assert caught.value.labels


def test_nothing_to_judge() -> None:
    assert audit(0, [], [], ACRO) == ()


@pytest.mark.parametrize("seed", range(40))
def test_no_narrower_than_brute_force_and_nothing_missed(seed: int) -> None:
    dice = random.Random(seed)
    truth = [dice.randint(0, 25) for _ in range(3)]
    groups = [group for size in (1, 2, 3) for group in itertools.combinations(range(3), size)]
    chosen = dice.sample(groups, 4)
    statements = [said(group, ACRO.permit(sum(truth[atom] for atom in group))) for group in chosen]
    worlds = np.indices((46, 46, 46))  # every world: how many people are in each atom
    holds = np.ones((46, 46, 46), dtype=bool)
    for s in statements:
        total = worlds[list(s.atoms)].sum(axis=0)
        holds &= (s.least <= total) & (total <= (s.most or 0))
    possible = {group: worlds[list(group)].sum(axis=0)[holds].tolist() for group in groups}
    found = {groups[exposure.group]: exposure for exposure in audit(3, statements, groups, ACRO)}
    covered = {atom for statement in statements for atom in statement.atoms}
    for group in groups:
        least, most = min(possible[group]), max(possible[group])
        if group in found:
            assert found[group].least <= least
            assert found[group].most is not None
            assert found[group].most >= most
        elif set(group) <= covered:
            assert not is_exposed(least, most, ACRO), (
                "three sums in three unknowns leave no gap for whole numbers"
            )


def test_fewer_statements_prove_no_more() -> None:
    statements = [said((0, 1), 20), said((0,), 10), said((1,), 0)]
    for left_out in range(3):
        fewer = [s for place, s in enumerate(statements) if place != left_out]
        assert not audit(2, fewer, [[1]], ACRO)
