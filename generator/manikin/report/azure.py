"""Problems as issues of an Azure Pipelines run, followed by the whole list as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manikin.errors import Problem, Severity
from manikin.report import text
from manikin.report.context import ReportContext
from manikin.report.wording import file_relative, gravest_first, sentence
from manikin.text import plain

NAME = "azure"


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return logging commands, errors first, then the problems as text."""
    return "\n".join([*_issues(problems, context), text.render(problems, context)])


def _issues(problems: Sequence[Problem], context: ReportContext) -> Iterator[str]:
    for problem in gravest_first(problems):
        if problem.severity is not Severity.NOTE:  # there are two types of issues: notes stand in the list
            yield _issue(problem, context)


def _issue(problem: Problem, context: ReportContext) -> str:
    fields = {"type": problem.severity.value, "sourcepath": file_relative(problem)}
    if problem.line:
        fields |= {"linenumber": f"{problem.line}", "columnnumber": f"{max(problem.column, 1)}"}
    fields["code"] = plain(problem.rule)
    properties = "".join(f"{name}={_property(value)};" for name, value in fields.items())
    return f"##vso[task.logissue {properties}]{_data(sentence(problem, context))}"


def _data(value: str) -> str:
    return value.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace("]", "%5D").replace(";", "%3B")
