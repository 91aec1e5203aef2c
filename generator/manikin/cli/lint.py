"""``manikin lint``: judges what specifications say of people, by a disclosure policy and without any data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from manikin import disclosure, spec
from manikin.cli.judging import judged, status
from manikin.cli.output import say, warn
from manikin.cli.validate import ReportFormat, summarise
from manikin.disclosure.lint import Verdict
from manikin.errors import Problem
from manikin.report import FORMATS, ReportContext
from manikin.spec import explain
from manikin.text import plain

NAME = "lint"
HELP = """Check what specifications tell of people, by the disclosure policy that their sources name.

    Needs no data: it reads the specification as a reviewer would. Ends with 3 if something breaks the policy.

    Example: manikin lint specs/ed-attendances --policy acro
    """


def command(
    paths: Annotated[
        list[Path],
        typer.Argument(exists=True, help="A dataset's folder, a folder of them, or a file of either."),
    ],
    policy: Annotated[
        str, typer.Option("--policy", help="Keep this policy too, beside those that the sources name.")
    ] = "",
    output: Annotated[ReportFormat, typer.Option("--format", help="How to write the report.")] = ReportFormat(
        "text"
    ),
) -> int:
    """Check what specifications tell of people."""
    asked = disclosure.policy(policy) if policy else None
    folders = spec.find(paths)
    problems: list[Problem] = []
    verdicts = []
    for folder in folders:
        unsound, verdict = judged(folder, asked)
        problems += unsound
        if verdict is not None:
            verdicts.append((folder, verdict))
    told = list(dict.fromkeys([*problems, *(p for _, verdict in verdicts for p in verdict.problems)]))
    say(FORMATS[output.value].render(told, ReportContext(datasets=len(folders), explain=explain.page)))
    tell = say if output.value == "text" else warn
    for line in (line for folder, verdict in verdicts for line in _kept(folder, verdict)):
        tell(line)
    summarise(told, len(folders))
    return status(told)


def _kept(folder: Path, verdict: Verdict) -> Iterator[str]:
    """Yield what a dataset promises, if it keeps it."""
    if not verdict.is_refused:
        for rules in verdict.policies:
            yield f"{plain(folder.as_posix(), 200)}: {rules.wording}"
        if not verdict.policies:
            yield f"{plain(folder.as_posix(), 200)}: no number in it was learnt from records"
