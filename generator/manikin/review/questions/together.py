"""Whether anything is kept about several columns together."""

from __future__ import annotations

from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers
from manikin.review.words.form import Subject

NAME = "together"
QUESTION = "Is anything kept about several columns together?"
MOST = 2


def answer(facts: Facts) -> Answer:
    """Return which columns are told together, and how many of these numbers were learnt from records."""
    found = [subject for subject in facts.subjects if subject.looks_at]
    if not found:
        return Answer(NAME, QUESTION, "No", State.GOOD, ("Every column stands on its own.",))
    private = {s.path for s in facts.statistics if s.source.kind == "private"}
    learnt = [f for f in found if any(path[: len(f.address)] == f.address for path in private)]
    told = (
        f"{numbers.plural(len(found), 'statistic')} of several columns: {numbers.some([_said(f) for f in found], MOST)}.",
        f"Learnt from records: {numbers.number(len(learnt)) if learnt else 'none'}.",
    )
    return Answer(NAME, QUESTION, "Yes", State.LOOK if learnt else State.GOOD, told)


def _said(subject: Subject) -> str:
    if subject.kind in {"correlations", "patterns"}:
        return subject.title
    return f"{subject.title} by {numbers.listed(list(subject.looks_at))}"
