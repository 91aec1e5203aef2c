"""Problems as issues of an Azure Pipelines run, followed by the whole list as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manikin.errors import Problem, Severity
from manikin.report import text
from manikin.report.context import ReportContext, advice
from manikin.text import plain

NAME = "azure"


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return logging commands, errors first, then the problems as text."""
    return "\n".join([*_issues(sorted(problems), context), text.render(problems, context)])


def _issues(problems: Sequence[Problem], context: ReportContext) -> Iterator[str]:
    for severity in (Severity.ERROR, Severity.WARNING):  # there is no third type of issue: notes stand in the text
        yield from (_issue(problem, context) for problem in problems if problem.severity is severity)


def _issue(problem: Problem, context: ReportContext) -> str:
    fields = {"type": problem.severity.value, "sourcepath": context.path(problem.file)}
    if problem.line:
        fields |= {"linenumber": f"{problem.line}", "columnnumber": f"{max(problem.column, 1)}"}
    fields["code"] = plain(problem.rule)
    properties = ";".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"##vso[task.logissue {properties}]{_data(advice(problem))}"


def _data(value: str) -> str:
    return value.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace("]", "%5D").replace(";", "%3B")
