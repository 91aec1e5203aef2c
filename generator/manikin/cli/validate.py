"""``manikin validate``: all problems of specifications, each with its place and a way out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from manikin import report, spec
from manikin.cli.judging import judged, status
from manikin.cli.output import say
from manikin.errors import Problem, Severity
from manikin.release.shapes import filed
from manikin.report import FORMATS, ReportContext
from manikin.spec import explain

NAME = "validate"
HELP = """Check specifications and tell all problems at once.

    Each problem has its place (file:line:column), a rule id and a way out. What `manikin lint` finds is told too, and
    what is wrong with policies, keys and the files of decisions; whether those are genuine is told by `manikin status`.

    Example: manikin validate specs
    """
ReportFormat = StrEnum("ReportFormat", {name.upper(): name for name in FORMATS})  # type: ignore[misc]


def command(
    paths: Annotated[
        list[Path],
        typer.Argument(exists=True, help="A dataset's folder, a folder of them, or a file of either."),
    ],
    output: Annotated[ReportFormat, typer.Option("--format", help="How to write the report.")] = ReportFormat(
        "text"
    ),
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
) -> int:
    """Check specifications."""
    folders = spec.find(paths)
    # A fragment that several datasets include is told once.
    problems = list(dict.fromkeys(found for folder in folders for found in _found(folder)))
    say(FORMATS[output.value].render(problems, ReportContext(datasets=len(folders), explain=explain.page)))
    summarise(problems, len(folders))
    return status(problems, strict=strict)


def _found(folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with a dataset and its decisions and, if the language refuses nothing, the disclosure lint."""
    problems, verdict = judged(folder)
    problems += filed(folder)
    if verdict is not None:
        yield from (problem for problem in verdict.problems if problem.severity is Severity.NOTE)
    yield from problems
    if verdict is not None:
        yield from (problem for problem in verdict.problems if problem.severity is not Severity.NOTE)


def text(problems: Sequence[Problem]) -> str:
    """Return problems as text for a terminal."""
    return report.FORMATS["text"].render(problems, ReportContext(datasets=1))


def summarise(problems: Sequence[Problem], datasets: int) -> None:
    """Add the whole list to the job summary of a runner that offers one."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        shown = FORMATS["text"].render(problems, ReportContext(datasets=datasets))
        fence = "`" * 8
        with Path(target).open("a", encoding="utf-8") as summary:
            summary.write(f"{fence}text\n{shown}\n{fence}\n")
