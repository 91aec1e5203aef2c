"""``manikin validate``: all problems of specifications, each with its place and a way out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from manikin import report, spec
from manikin.cli.output import say
from manikin.errors import ExitStatus, Problem, Severity
from manikin.report import FORMATS, ReportContext
from manikin.spec import explain

NAME = "validate"
HELP = """Check specifications and tell all problems at once.

    Each problem has its place (file:line:column), a rule id and a way out.

    Example: manikin validate specs
    """
ReportFormat = StrEnum("ReportFormat", {name.upper(): name for name in FORMATS})  # type: ignore[misc]


def command(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="A spec, a dataset's folder, or a folder of them.")
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
    problems = list(dict.fromkeys(found for folder in folders for found in spec.check(folder).problems))
    say(FORMATS[output.value].render(problems, ReportContext(datasets=len(folders), explain=explain.page)))
    _summarise(problems, len(folders))
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return ExitStatus.PROBLEMS if any(p.severity in bad for p in problems) else ExitStatus.DONE


def text(problems: Sequence[Problem]) -> str:
    """Return problems as text for a terminal."""
    return report.FORMATS["text"].render(problems, ReportContext(datasets=1))


def _summarise(problems: Sequence[Problem], datasets: int) -> None:
    """Add the whole list to the job summary of a runner that offers one."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        shown = FORMATS["text"].render(problems, ReportContext(datasets=datasets))
        fence = "`" * 8
        with Path(target).open("a", encoding="utf-8") as summary:
            summary.write(f"{fence}text\n{shown}\n{fence}\n")
