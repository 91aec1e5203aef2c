"""``manikin verify``: checks a build against the specification inside it, by independent SQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from manikin import build, verify
from manikin.cli.output import Format, say
from manikin.errors import ExitStatus

NAME = "verify"
HELP = """Check a build against the specification inside it, by SQL that is independent of the generator.

    Types, keys, references, missing shares, ranges, weights, rules, counts and digests.

    Example: manikin verify build/ed-attendances
    """


def command(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A build.")],
    *,
    reproduce: Annotated[bool, typer.Option("--reproduce", help="Build again and compare every byte.")] = False,
    output: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
) -> int:
    """Check a build."""
    report = verify.verify(folder, reproduce=build.differences if reproduce else None)
    say(json.dumps(report.to_json(), indent=2) if output == Format.JSON else report.to_text())
    return ExitStatus.DONE if report.passed else ExitStatus.PROBLEMS
