"""Whether every number says where it comes from."""

from __future__ import annotations

from manikin.review.questions.answer import Answer, Facts, State
from manikin.review.words import numbers

NAME = "sources"
QUESTION = "Does every number say where it comes from?"
MOST = 6
_SAID = {"private": "learnt from records", "public": "published", "assumed": "assumed"}


def answer(facts: Facts) -> Answer:
    """Return how many statistics are learnt, published and assumed, and which name no source."""
    kinds = {kind: [s for s in facts.statistics if s.source.kind == kind] for kind in _SAID}
    silent = [s for s in kinds["assumed"] if not s.source.name]
    parts = [f"{numbers.number(len(found))} {_SAID[kind]}" for kind, found in kinds.items()]
    told = [f"{numbers.plural(len(facts.statistics), 'statistic')}: {numbers.listed(parts)}."]
    if kinds["private"]:
        told.append(f"Learnt from records: {numbers.some([s.id for s in kinds['private']], MOST)}.")
    if silent:
        told.append(
            f"{numbers.number(len(silent))} name no source and count as assumptions: "
            f"{numbers.some([s.id for s in silent], MOST)}."
        )
    is_all = not silent
    return Answer(
        NAME, QUESTION, "Yes" if is_all else "No", State.GOOD if is_all else State.LOOK, tuple(told)
    )
