"""``manikin diff``: what changed in meaning, which values move, and who has to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Final

import typer

from manikin.cli.output import say, warn
from manikin.cli.validate import text as problems_text
from manikin.errors import ExitStatus, Severity
from manikin.release.sides import Version, versions
from manikin.review.diff import machine, markdown, text
from manikin.review.diff.change import Grade
from manikin.review.diff.difference import Difference, differences

NAME = "diff"
HELP = """Tell what changed in meaning between two specifications, which values move, and who has to decide.

    OLD and NEW are folders, files or REVISION:path in git; OLD may be approved. A comment, the order of keys or
    another way to write the same is no change. It ends with 0 whatever it finds, unless --fail-on says otherwise.

    Example: manikin diff origin/main:specs/ed-attendances specs/ed-attendances
    """


class Form(StrEnum):
    """How a difference is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """What ends the command with 1."""

    MAJOR = "major"
    APPROVAL = "approval"
    ANY = "any"
    NEVER = "never"


_RENDER: Final[Mapping[Form, Callable[[Difference], str]]] = {
    Form.TEXT: text.text,
    Form.JSON: machine.render,
    Form.MARKDOWN: markdown.markdown,
}


def command(
    old: Annotated[str, typer.Argument(help="A folder, a file, REVISION:path, approved or released.")],
    new: Annotated[str, typer.Argument(help="A folder, a file or REVISION:path.")],
    output: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.TEXT,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            "--fail-on",
            help="End with 1 if a change is major, needs approval, or is there at all; also if the version is not "
            "raised enough.",
        ),
    ] = FailOn.NEVER,
) -> int:
    """Tell what changed."""
    with versions(old, new) as (before, after):
        if before.side is None or after.side is None:
            _refuse(before, after)
            return ExitStatus.PROBLEMS
        rules = after.organisation
        found = differences(before.side, after.side, before.kept, deciding=rules.deciding, asked=rules.policy)
    say(_RENDER[output](found))
    return ExitStatus.PROBLEMS if _fails(found, fail_on) else ExitStatus.DONE


def _refuse(before: Version, after: Version) -> None:
    """Tell what is wrong with either version; what each means cannot be told then."""
    marked = [
        replace(problem, message=f"{which}: {problem.message}")
        for which, version in (("old", before), ("new", after))
        for problem in version.problems
    ]
    warn(problems_text(marked))


def _fails(found: Difference, fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    asked = {
        FailOn.MAJOR: found.grade is Grade.MAJOR,
        FailOn.APPROVAL: bool(found.roles),
        FailOn.ANY: bool(found.changes),
    }
    return asked[fail_on] or any(problem.severity is Severity.ERROR for problem in found.problems)
