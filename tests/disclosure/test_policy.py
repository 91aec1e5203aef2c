"""What a policy lets out, against the rule books it is named after."""

from __future__ import annotations

import pytest

from manikin.disclosure import POLICIES, RULE_BOOKS, Policy, policy, tightened
from manikin.errors import UserError

EVERY = sorted(POLICIES)


@pytest.mark.parametrize("name", EVERY)
def test_every_rule_book_accepts_what_is_permitted(name: str) -> None:
    for count in range(400):
        assert all(book.accepts(POLICIES[name].permit(count)) for book in RULE_BOOKS.values())


@pytest.mark.parametrize("name", EVERY)
def test_could_be_inverts_permit(name: str) -> None:
    rules = POLICIES[name]
    for published in range(0, 400, rules.base):
        least, most = rules.could_be(published)
        assert [count for count in range(500) if rules.permit(count) == published] == list(
            range(least, most + 1)
        )


@pytest.mark.parametrize(("threshold", "base"), [(10, 10), (14, 10), (15, 10), (30, 20), (8, 5)])
def test_what_is_permitted_came_from_a_count(threshold: int, base: int) -> None:
    rules = Policy("x", "x", threshold=threshold, base=base)
    permitted = {rules.permit(count) for count in range(600)}
    assert [n for n in range(400) if rules.is_permitted(n)] == [n for n in range(400) if n in permitted]
    assert not rules.is_permitted(0.5)


def test_small_and_none_look_the_same() -> None:
    assert {POLICIES["acro"].permit(count) for count in range(10)} == {0}


def test_filter_is_on_the_true_count_and_comes_before_rounding() -> None:
    # 9 would round to 10.
    assert POLICIES["acro"].permit(9) == 0


@pytest.mark.parametrize(("threshold", "base"), [(10, 5), (10, 1), (0, 10), (30, 10)])
def test_rules_that_do_not_hide_are_refused(threshold: int, base: int) -> None:
    with pytest.raises(UserError, match="do not hide"):
        Policy("x", "x", threshold=threshold, base=base)


def test_tightening() -> None:
    assert tightened(POLICIES["acro"], {"threshold": 15}).threshold == 15
    assert tightened(POLICIES["acro"], {"dominance": 0.2}).dominance == 0.2


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"threshold": 5}, "only be made higher"),
        ({"dominance": 0.9}, "only be made lower"),
        ({"base": 15}, "no multiple"),
    ],
)
def test_weakening_is_refused(asked: dict[str, float], words: str) -> None:
    with pytest.raises(UserError, match=words):
        tightened(POLICIES["acro"], asked)


def test_unknown_policy() -> None:
    with pytest.raises(UserError, match="there are: acro"):
        policy("uk")
