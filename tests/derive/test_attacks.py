"""Attacks on drafts, measured: who can tell whether one person was among those that a draft was derived from.

Each guess is about somebody for whom a coin was tossed: heads, and they are in the database. So of guesses that know
nothing of the database half are right, and how far more than half could be by chance is a matter of the binomial
distribution alone. What was found over more databases is told in ``docs/disclosure.md``.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

pytest.importorskip("ibis")
sys.path.insert(0, str(Path(__file__).parent))

import town
from again import Again
from scipy.stats import binomtest

from manikin.derive.against import numbers
from manikin.derive.draft import Heading, draft
from manikin.derive.view import View, from_json
from manikin.disclosure import POLICIES
from manikin.disclosure.policy import Policy

ACRO = POLICIES["acro"]
EXACT = Policy(
    "exact", "nothing hidden", threshold=1, base=1, dominance=1.0, numbers_from=1, structure_below=1
)
"""No policy that is shipped: what attacks find where true counts are told."""
TOWNS = int(os.environ.get("MANIKIN_ATTACKS", "6"))
OTHERS = 120
TARGETS = 100
YEARS = int(os.environ.get("MANIKIN_YEARS", "8"))


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Again]:
    with Again(tmp_path_factory.mktemp("again"), town.SCHEMAS) as database:
        yield database


def advantage(right: int, guesses: int) -> tuple[float, float, float]:
    """Return how much better than guessing that is, from 0 to 1, and its exact bounds of 95 %."""
    bounds = binomtest(right, guesses).proportion_ci(0.95, "exact")
    return 2 * right / guesses - 1, 2 * bounds.low - 1, 2 * bounds.high - 1


def seen(view: View) -> View:
    """Return all that whoever holds a draft has of the view: what its files say."""
    return from_json(draft(view, Heading("town", "A town", "Extract"))["view.json"])


def membership(again: Again, fidelity: str, policy: Policy) -> tuple[float, float, float]:
    """Return the advantage of guessing that those are in the database whom it makes likelier."""
    right = guesses = 0
    for number in range(TOWNS):
        draw = random.Random(f"town {number}")
        others = [town.person(n, draw) for n in range(OTHERS)]
        targets = [town.person(OTHERS + n, draw) for n in range(TARGETS)]
        coins = [draw.random() < 0.5 for _ in targets]
        inside = [who for who, coin in zip(targets, coins, strict=True) if coin]
        view = seen(again.view(town.tables([*others, *inside]), fidelity, policy=policy))
        scores = [town.likelihood(view, who) for who in targets]
        middle = median(scores)
        right += sum((score > middle) is coin for score, coin in zip(scores, coins, strict=True))
        guesses += TARGETS
    return advantage(right, guesses)


@pytest.mark.slow
@pytest.mark.parametrize("fidelity", ["marginal", "dependent"])
def test_who_was_there_is_hardly_guessed_from_a_draft(again: Again, fidelity: str) -> None:
    found, least, most = membership(again, fidelity, ACRO)
    assert most < 0.16, (found, least, most)


@pytest.mark.slow
def test_who_was_there_is_guessed_from_true_counts(again: Again) -> None:
    found, least, most = membership(again, "marginal", EXACT)
    assert least > 0.16, (found, least, most)


def subtraction(again: Again, fidelity: str) -> tuple[int, int]:
    """Return how often one who joins shows in a fresh draft, and in one against the last, to whoever knows all others.

    From year to year half of the people are others, so that numbers are kept which are as far off as they may be.
    """
    draw = random.Random("neighbours")
    fresh = against = 0
    last = None
    half = [town.person(OTHERS * YEARS + place, draw) for place in range(OTHERS)]
    for year in range(YEARS):
        people = half + [town.person(OTHERS * year + place, draw) for place in range(OTHERS)]
        half = people[OTHERS:]
        joined = [*people, town.person(OTHERS * (YEARS + 1) + year, draw)]
        fresh += again.view(town.tables(people), fidelity) != again.view(town.tables(joined), fidelity)
        last = again.view(town.tables(people), fidelity, last)
        # Fifty are said to have come, so that every number is judged afresh.
        then = again.view(town.tables(joined), fidelity, last)
        against += [*numbers(then)] != [*numbers(last)]
        # Of one alone nothing is derived at all.
        assert again.view(town.tables(joined), fidelity, last, moved=0) == last
    return fresh, against


@pytest.mark.slow
@pytest.mark.parametrize("fidelity", ["marginal", "dependent"])
def test_one_who_joins_shows_in_fresh_drafts_and_hardly_against_the_last(again: Again, fidelity: str) -> None:
    fresh, against = subtraction(again, fidelity)
    assert fresh >= YEARS // 2, (fresh, against)
    assert against <= YEARS // 4, (fresh, against)
