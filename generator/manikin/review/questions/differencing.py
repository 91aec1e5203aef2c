"""Whether this and an earlier version can be subtracted to find a small group."""

from __future__ import annotations

from manikin.errors import Severity
from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "differencing"
QUESTION = "Can this and an earlier version be subtracted to find a small group?"


def answer(facts: Facts) -> Answer:
    """Return what comparing with earlier versions found; that nothing was compared is never a good answer."""
    if not any(s.source.kind == "private" for s in facts.statistics):
        return Answer(NAME, QUESTION, "No", State.GOOD, ("No number comes from records.",))
    if not facts.earlier:
        told = ("No earlier version was given. If there is one, ask for a page made with --against.",)
        return Answer(NAME, QUESTION, "Not checked", State.UNKNOWN, told)
    names = numbers.listed(list(facts.earlier))
    found = tuple(problem for problems in facts.earlier.values() for problem in problems)
    bad = [problem for problem in found if problem.severity is Severity.ERROR]
    if found and not bad:
        which = "number" if len(found) == 1 else "numbers"
        told = (
            f"Compared with {names}: no difference is too small; {len(found)} {which} moved of which that is not known, or waived.",
        )
        return Answer(NAME, QUESTION, "Not known", State.LOOK, told, found)
    if found:
        told = (
            f"Compared with {names}: {numbers.plural(len(bad), 'difference')} may give a small group away.",
        )
        return Answer(NAME, QUESTION, "Yes", State.BAD, told, found)
    return Answer(NAME, QUESTION, "No", State.GOOD, (f"Compared with {names}: no difference is too small.",))
