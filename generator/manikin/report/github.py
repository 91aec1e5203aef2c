"""Problems as annotations of a GitHub Actions run, followed by the whole list as text.

GitHub keeps ten annotations of a level for each step and drops the rest in silence, so the rest is
counted in one notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manikin.errors import Problem, Severity
from manikin.report import text
from manikin.report.context import ReportContext, advice, number
from manikin.text import plain

NAME = "github"
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return workflow commands, errors first, then the problems as text."""
    return "\n".join([*_annotations(sorted(problems), context), text.render(problems, context)])


def _annotations(problems: Sequence[Problem], context: ReportContext) -> Iterator[str]:
    left = []
    for severity in Severity:
        found = [problem for problem in problems if problem.severity is severity]
        # The notice that counts the rest is one of the notices.
        rest_is_told = severity is Severity.NOTE and (left or len(found) > context.most_annotations)
        most = context.most_annotations - 1 if rest_is_told else context.most_annotations
        yield from (_annotation(problem, context) for problem in found[:most])
        if len(found) > most:
            left.append(number(len(found) - most, f"more {severity.value}"))
    if left:
        yield f"::notice title=manikin::and {_data(', '.join(left))}: open the job summary"


def _annotation(problem: Problem, context: ReportContext) -> str:
    fields = {"title": plain(problem.rule), "file": context.path(problem.file)}
    if problem.line:
        column = max(problem.column, 1)
        end = max(problem.end_column, column + 1)
        fields |= {"line": f"{problem.line}", "col": f"{column}", "endLine": f"{problem.line}", "endColumn": f"{end}"}
    properties = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{_COMMANDS[problem.severity]} {properties}::{_data(advice(problem))}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
