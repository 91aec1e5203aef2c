"""Whether extremes, single dates or identifiers are listed."""

from __future__ import annotations

from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "extremes"
QUESTION = "Are extremes, single dates or identifiers listed?"
RULES = ("DISC05", "DISC12", "DISC13", "DISC14", "DISC15", "DISC16", "DISC17")


def answer(facts: Facts) -> Answer:
    """Return whether the lint found any, and in how much it looked."""
    broken, waived = facts.problems(*RULES)
    files = len(facts.spec.texts)
    found = numbers.plural(len(broken) + len(waived), "finding") if broken or waived else "none found"
    learnt = numbers.plural(len(facts.learnt), "statistic")
    told = [f"Looked for in {numbers.plural(files, 'file')} and in {learnt} learnt from records: {found}."]
    invented = [c for t in facts.spec.tables.values() for c in t.columns if c.kind == "identifier"]
    if invented:
        told.append("The identifiers in the data are invented and come from ranges that belong to nobody.")
    state = State.BAD if broken else State.LOOK if waived else State.GOOD
    return Answer(NAME, QUESTION, "Yes" if broken or waived else "No", state, tuple(told), (*broken, *waived))
