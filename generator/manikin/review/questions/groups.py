"""Is any group too small?"""

from __future__ import annotations

from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "groups"
RULES = ("DISC02", "DISC03", "DISC04", "DISC07", "DISC09", "DISC18", "DISC19")


def answer(facts: Facts) -> Answer:
    """Return the smallest number of people that is told, where, and how many were hidden."""
    broken, waived = facts.problems(*RULES)
    least = max((policy.threshold for policy in facts.verdict.policies), default=0)
    question = f"Is any group smaller than {least} people?" if least else "Is any group of people too small?"
    told = []
    counts = [(count, at) for learnt in facts.learnt for at, _, count in learnt.counts()]
    counts += [(s.origin.n, s.address) for s in facts.learnt if s.origin.n is not None]
    shown = [pair for pair in counts if pair[0] > 0]
    if shown:
        smallest = min(count for count, _ in shown)
        at = next(at for count, at in shown if count == smallest)
        number = facts.number(at)
        told.append(
            f"The smallest number told is {numbers.number(smallest)}{f' ({number})' if number else ''}."
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
