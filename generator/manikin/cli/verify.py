"""``manikin verify``: checks a build against the specification inside it, by independent SQL."""

from __future__ import annotations

from typing import Annotated

import typer

from manikin import build, verify
from manikin.cli.output import Format, say
from manikin.cli.places import origin
from manikin.text import plain

NAME = "verify"
HELP = """Check a build against the specification inside it, by SQL that is independent of the generator.

    Types, keys, references, missing shares, ranges, weights, rules, counts and digests.

    Example: manikin verify build/ed-attendances
    """


def command(
    folder: Annotated[str, typer.Argument(help="A build: a folder, or s3://BUCKET/FOLDER and the like.")],
    *,
    reproduce: Annotated[
        bool, typer.Option("--reproduce", help="Build again and compare every byte.")
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
) -> int:
    """Check a build."""
    with origin(folder) as place:
        report = verify.verify(place, reproduce=build.differences if reproduce else None)
    say(report.to_json() if output == Format.JSON else text(report))
    return report.status


def text(report: verify.VerifyReport) -> str:
    """Return what was found as text for a terminal: what is wrong first, the count last."""
    lines = []
    for problem in report.problems:
        lines.append(
            f"{plain(problem.address or problem.file)}: failed {problem.rule}: {plain(problem.message, 400)}"
        )
        if problem.mend:
            lines.append(f"   = mend: {plain(problem.mend, 400)}")
    unchecked = report.count(verify.Outcome.UNCHECKED) + report.count(verify.Outcome.UNTESTED)
    passed = report.count(verify.Outcome.PASSED)
    lines.append(
        f"{plain(report.dataset)} {plain(report.version)}: {passed:,} checks passed, {len(report.problems):,} failed, "
        f"{unchecked:,} could not be judged from the files"
    )
    return "\n".join(lines)
