"""Problems for people: place, rule and message, the line with a caret under the place, a way out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from manikin.errors import Problem
from manikin.report.context import ReportContext, mend, message, verdict
from manikin.text import plain

NAME = "text"
_BEFORE = 60
_MOST_EXCERPT = 110


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return problems as text, in file order, with the counts as the last line."""
    ordered = sorted(problems)
    lines = [line for problem in ordered for line in _problem(problem, context)]
    last = verdict(ordered, context.datasets)
    if ordered:
        last += f". Explain one with: manikin explain {plain(ordered[0].rule)}"
    else:
        last = last.capitalize() + "."
    return "\n".join([*lines, last]) + "\n"


def _problem(problem: Problem, context: ReportContext) -> Iterator[str]:
    place = f":{problem.line}:{max(problem.column, 1)}" if problem.line else ""
    where = context.path(problem.file)
    yield f"{where}{place}: {problem.severity.value} {plain(problem.rule)}: {message(problem)}"
    gutter = " " * len(str(problem.line))
    if problem.line and problem.excerpt.strip():
        shown, carets = _marked(problem)
        yield f"{gutter} |"
        yield f"{problem.line} | {shown}"
        yield f"{gutter} | {carets}"
    if problem.mend:
        yield f"{gutter} = mend: {mend(problem)}"


def _marked(problem: Problem) -> tuple[str, str]:
    """Return the part of the line around the place, and carets that stand under the place."""
    line = problem.excerpt
    first = min(max(problem.column, 1) - 1, len(line))
    last = min(max(problem.end_column - 1, first + 1), len(line))
    start = max(0, first - _BEFORE) if len(line) > _MOST_EXCERPT else 0
    part = line[start : start + _MOST_EXCERPT]
    before = "…" if start else ""
    after = "…" if len(line) > start + _MOST_EXCERPT else ""
    left = _shown_width(part, first - start)
    width = _shown_width(part, min(last - start, len(part))) - left
    shown = plain(part, _MOST_EXCERPT)
    return f"{before}{shown}{after}", " " * (len(before) + left) + "^" * max(width, 1)


def _shown_width(part: str, place: int) -> int:
    """Return how wide the characters before `place` are on a terminal once `part` is made visible.

    How a character is shown depends on the one behind it and on what stands before it, so the ends of
    two shown lines are compared instead of showing the beginning alone.
    """
    whole = plain(part, _MOST_EXCERPT)
    rest = plain("x" + part[place:], _MOST_EXCERPT + 1)[1:]
    if whole.endswith(rest):
        return _width(whole[: len(whole) - len(rest)])
    return _width(plain(part[:place], _MOST_EXCERPT))


def _width(shown: str) -> int:
    return sum(_cells(character) for character in shown)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
