"""What output checkers ask first, answered by machine and with counts: the registry of questions.

To add one: a module here with ``answer(facts)``, and its line in `QUESTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable

from manikin.review.questions import (
    attack,
    differencing,
    extremes,
    groups,
    policy,
    rounding,
    sources,
    together,
)
from manikin.review.questions.answer import Answer, Facts, State

__all__ = ["QUESTIONS", "Answer", "Facts", "State", "answers"]

QUESTIONS: tuple[Callable[[Facts], Answer], ...] = (
    policy.answer,
    rounding.answer,
    groups.answer,
    extremes.answer,
    sources.answer,
    differencing.answer,
    together.answer,
    attack.answer,
)
"""In the order in which they are asked."""


def answers(facts: Facts) -> tuple[Answer, ...]:
    """Return the answers to all questions."""
    return tuple(question(facts) for question in QUESTIONS)
