"""Whether the disclosure policy is kept."""

from __future__ import annotations

from manikin.errors import Severity
from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "policy"
QUESTION = "Is the disclosure policy kept?"


def answer(facts: Facts) -> Answer:
    """Return whether the lint found anything, under which policy."""
    found = facts.verdict.problems
    errors = tuple(p for p in found if p.severity is Severity.ERROR)
    open_ = tuple(p for p in found if p.severity is Severity.WARNING)
    waived = tuple(p for p in found if p.severity is Severity.NOTE)
    rules = [
        f"{policy.title}: nothing is said of fewer than {policy.threshold} people, and counts are multiples of {policy.base}."
        for policy in facts.verdict.policies
    ]
    told = [f"{numbers.plural(len(waived), 'exception')} is asked for, see above."] * bool(waived)
    if errors:
        told.insert(0, f"{numbers.plural(len(errors), 'finding')} to mend before anybody can approve.")
        return Answer(NAME, QUESTION, "No", State.BAD, tuple(told), (*errors, *open_, *waived))
    if open_:
        told.insert(0, f"{numbers.plural(len(open_), 'thing')} cannot be decided from the file alone.")
    if not rules:
        told.append("No number is said to be learnt from records, so there is none that the policy is about.")
    state = State.LOOK if open_ or waived else State.GOOD
    return Answer(NAME, QUESTION, "Yes", state, (*told, *rules), (*open_, *waived))
