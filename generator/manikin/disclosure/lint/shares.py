"""Shares: neither side of one stands for too few people, and it has no more decimals than a rounded count would show."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.numbers import enough
from manikin.disclosure.lint.statistic import Statistic
from manikin.disclosure.policy import Policy
from manikin.errors import Problem


def check(lint: Lint) -> Iterator[Problem]:
    """Yield shares of missing values, and of rows that have a child, that tell of few people."""
    most: dict[str, int] = {}
    for statistic in lint.statistics:
        name = statistic.table.name
        most[name] = max(most.get(name, 0), statistic.origin.n or 0)
    for statistic in lint.statistics:
        if statistic.what == "missing" or statistic.name == "bernoulli":
            # The most that any number of the table counts: all of its rows, as far as they are told. How many rows
            # are to be made is no such number: it is up to the author.
            yield from _share(lint, statistic, (most[statistic.table.name],))


def _share(lint: Lint, statistic: Statistic, known: tuple[int, ...]) -> Iterator[Problem]:
    share, rules = float(statistic.parameters), lint.policy(statistic)
    if share in {0.0, 1.0}:
        return
    people = lint.people(statistic)
    if people is None:
        yield from enough(lint, statistic)
        return
    if is_permitted(share, people, rules, known):
        return
    few = min(share, 1 - share) * people
    if few < rules.threshold:
        message = f"of {people:,} this share leaves {few:.1f} on one side, and the policy asks for {rules.threshold}"
        mend = "say 0, 1 or nothing"
    else:
        message = (
            f"with {-_exponent(share)} decimals of {people:,} this share tells the count within {people * 10.0 ** _exponent(share):.1f}, "
            f"and counts are told to {rules.base}"
        )
        mend = "write it with fewer decimals, or as the quotient of two rounded counts"
    yield lint.refuse(statistic.address, "DISC09", message, mend)


def _exponent(share: float) -> int:
    return int(Decimal(repr(share)).normalize().as_tuple().exponent)


def is_permitted(share: float, people: int, rules: Policy, known: tuple[int, ...] = ()) -> bool:
    """Return whether a share tells no more than permitted counts of both sides do.

    Parameters
    ----------
    share : float
        The share, with as many decimals as it is written with.
    people : int
        What `n` says: all, or those on the other side.
    rules : Policy
        What is permitted.
    known : tuple of int
        Other numbers that may be that of all, such as the largest `n` of the table.
    """
    step = 10.0 ** _exponent(share)
    if people * step >= rules.base and min(share, 1 - share) * people >= rules.threshold:
        return True
    pairs = [(_rounded(share * whole, rules), whole) for whole in (people, *known) if whole >= people]
    part = _rounded(share / (1 - share) * people, rules)
    for some, whole in (*pairs, (part, people + part)):
        sides = min(some, whole - some)
        if sides >= rules.threshold and abs(some / whole - share) <= step / 2 + 1e-12:
            return True
    return False


def _rounded(count: float, rules: Policy) -> int:
    return round(count / rules.base) * rules.base
