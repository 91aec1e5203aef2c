"""Could a person be recognised? Not answered here: it takes an attack on the figures, which nobody has tried yet."""

from __future__ import annotations

from manikin.review.questions.answer import Answer, Facts, State

NAME = "attack"
QUESTION = "Could a person be recognised from the figures?"


def answer(facts: Facts) -> Answer:
    """Return that no attack was tried; what that means depends on whether numbers come from records."""
    learnt = sum(statistic.source.kind == "private" for statistic in facts.statistics)
    more = "" if learnt else " No number is said to be learnt from records of people."
    told = (f"No attack on the figures was tried for this page.{more}",)
    return Answer(NAME, QUESTION, "Not checked", State.UNKNOWN, told)
