"""Problems for people: place, rule and message, the line with carets under the place, a way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manikin.errors import Problem
from manikin.report.context import ReportContext
from manikin.report.excerpt import excerpt
from manikin.report.wording import file_shown, mend, message, summary
from manikin.text import plain

NAME = "text"


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return problems as text, in their order, with the counts as the last line."""
    lines = [line for problem in problems for line in block(problem, context)]
    return "\n".join([*lines, summary(problems, context)]) + "\n"


def block(problem: Problem, context: ReportContext) -> Iterator[str]:
    """Yield the lines that tell one problem."""
    place = f":{problem.line}:{max(problem.column, 1)}" if problem.line else ""
    said = message(problem, context)
    yield f"{file_shown(problem)}{place}: {problem.severity.value} {plain(problem.rule)}: {said}"
    yield from excerpt(problem)
    if problem.mend:
        yield f"{' ' * len(str(problem.line))} = mend: {mend(problem, context)}"
