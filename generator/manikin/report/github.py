"""Problems as annotations of a GitHub Actions run, followed by the whole list as text.

GitHub keeps ten annotations of a level for each step and drops the rest in silence, so the rest is
counted in a line of the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manikin.errors import Problem, Severity
from manikin.report import text
from manikin.report.context import ReportContext
from manikin.report.wording import file_relative, mend, message, number
from manikin.text import plain

NAME = "github"
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return workflow commands, errors first, then the problems as text."""
    return "\n".join([*_annotations(problems, context), text.render(problems, context)])


def _annotations(problems: Sequence[Problem], context: ReportContext) -> Iterator[str]:
    by_level = {level: [problem for problem in problems if problem.severity is level] for level in Severity}
    for found in by_level.values():
        yield from (_annotation(problem, context) for problem in found[: context.annotations])
    for level, found in by_level.items():
        left = len(found) - context.annotations
        if left > 0:
            rest = number(left, f"more {level.value}")
            yield f"and {rest}: open the job summary"


def _annotation(problem: Problem, context: ReportContext) -> str:
    fields = {"title": plain(problem.rule), "file": file_relative(problem)}
    if problem.line:
        column = max(problem.column, 1)
        end = max(problem.end_column, column + 1)
        fields |= {"line": f"{problem.line}", "col": f"{column}"}
        fields |= {"endLine": f"{problem.line}", "endColumn": f"{end}"}
    properties = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    said = message(problem, context)
    if problem.mend:
        said += f"\nto mend it: {mend(problem, context)}"
    return f"::{_COMMANDS[problem.severity]} {properties}::{_data(said)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
