"""Whether any group is too small."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from manikin.disclosure.lint.statistic import Statistic as Learnt
from manikin.model.draws import Address
from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "groups"
RULES = ("DISC02", "DISC03", "DISC04", "DISC07", "DISC09", "DISC18", "DISC19")


def answer(facts: Facts) -> Answer:
    """Return the smallest number of people that is told, where, and how many were hidden."""
    broken, waived = facts.problems(*RULES)
    least = max((policy.threshold for policy in facts.verdict.policies), default=0)
    question = f"Is any group smaller than {least} people?" if least else "Is any group of people too small?"
    told: list[str] = []
    counts = [pair for learnt in facts.learnt for pair in sizes(learnt)]
    shown = [pair for pair in counts if pair[0] > 0]
    if shown:
        smallest = min(count for count, _ in shown)
        at = next(at for count, at in shown if count == smallest)
        number = facts.number(at)
        told.append(
            f"The smallest group behind a number is {numbers.whole(smallest)}{f' ({number})' if number else ''}."
        )
    elif facts.learnt:
        told.append("No number of people is told.")
    else:
        told.append("No number comes from records.")
    hidden = sum(count == 0 for count, _ in counts)
    if hidden:
        told.append(f"{numbers.plural(hidden, 'number')} below it stand as 0. Nothing is to be done.")
    if facts.learnt and not broken:
        told.append("No sum or difference of the numbers proves a smaller group.")
    small = bool(broken) or any(0 < count < least for count, _ in shown)
    state = State.BAD if small else State.LOOK if waived else State.GOOD
    return Answer(NAME, question, "Yes" if small else "No", state, tuple(told), (*broken, *waived))


def sizes(learnt: Learnt) -> Iterator[tuple[float, Address]]:
    """Yield the size of every group of people or records that a statistic tells of, with its place; 0 for hidden."""
    for at, _, count in learnt.counts():
        yield count, at
    if learnt.origin.n is not None:
        yield learnt.origin.n, learnt.address
    for group in _implied(learnt):
        yield group, learnt.address


def smallest(facts: Facts) -> dict[str, float]:
    """Return the smallest group behind each statistic that was learnt from records and tells of any, by its number."""
    found: dict[str, float] = {}
    for learnt in facts.learnt:
        number = facts.number(learnt.address)
        for size, _ in sizes(learnt):
            if size > 0 and number:
                found[number] = min(size, found.get(number, size))
    return found


def _implied(learnt: Learnt) -> Iterator[float]:
    """Yield how many people or records lie between the percentiles of a table, or on each side of a share."""
    n = learnt.origin.n
    if n is None:
        return
    if learnt.name == "quantiles":
        knots = sorted(float(key) for key in learnt.parameters if key not in {"min", "max"})
        yield from (n * (after - before) for before, after in pairwise([0.0, *knots, 1.0]))
    elif learnt.what == "missing" and 0 < learnt.parameters < 1:
        # `n` is of all rows, or of those with a value: whichever leaves more, since the lint refuses what neither would.
        share = learnt.parameters
        yield from max((n * share, n * (1 - share)), (n * share / (1 - share), n), key=min)
    elif learnt.name == "bernoulli":
        yield from (n * share for share in (learnt.parameters, 1 - learnt.parameters) if share)
