"""Whether counts are rounded."""

from __future__ import annotations

from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "rounding"
QUESTION = "Are counts rounded?"
RULES = ("DISC02", "DISC06", "DISC08", "DISC10")


def answer(facts: Facts) -> Answer:
    """Return how many of the counts that were learnt are multiples of the policy's base."""
    broken, waived = facts.problems(*RULES)
    policies = {policy.name: policy for policy in facts.verdict.policies}
    total = right = 0
    bases = set()
    for learnt in facts.learnt:
        policy = policies.get(str(learnt.origin.source.details.get("policy")))
        if policy is None:
            continue
        counts = [count for _, _, count in learnt.counts()]
        counts += [learnt.origin.n] if learnt.origin.n is not None else []
        total += len(counts)
        right += sum(count % policy.base == 0 for count in counts)
        bases.add(policy.base)
    told = [
        f"{numbers.number(right)} of {numbers.number(total)} numbers of people or records are multiples of "
        f"{numbers.listed([str(base) for base in sorted(bases)])}."
        if total
        else "No count comes from records."
    ]
    if waived:
        told.append(f"{numbers.plural(len(waived), 'exception')} is asked for.")
    told += [f"{problem.message[:1].upper()}{problem.message[1:]}." for problem in broken[:1]]
    is_right = right == total and not broken
    state = (State.LOOK if waived else State.GOOD) if is_right else State.BAD
    return Answer(NAME, QUESTION, "Yes" if is_right else "No", state, tuple(told), (*broken, *waived))
