"""``manikin review``: the page that those who approve a specification read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from manikin import spec
from manikin.cli.output import say, warn
from manikin.cli.validate import text
from manikin.disclosure.lint import judge
from manikin.disclosure.organisation import organisation
from manikin.errors import ExitStatus, SpecError
from manikin.review import codes
from manikin.review.page import gather, render
from manikin.spec.folder import open_folder
from manikin.text import plain

NAME = "review"
HELP = """Write the page that a reviewer reads: what is to be decided, every number as a sentence and a table.

    One HTML file that loads and runs nothing, to be opened in any browser, sent by mail or printed. With --against it
    begins with what changed. With --brief it holds the first page, the changes and a decision form, for print.

    Example: manikin review specs/ed-attendances --out review.html
    """


def command(
    path: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    brief: Annotated[
        bool, typer.Option("--brief", help="Only the first page, the changes and the form.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path("review.html"),
) -> int:
    """Write a review page."""
    checked = spec.check(path)
    if checked.spec is None or checked.document is None:
        raise SpecError(checked.problems)
    rules = organisation(open_folder(path))
    if rules.problems:
        warn(text(rules.problems))
        return ExitStatus.PROBLEMS
    verdict = judge(checked.spec, checked.document, rules.policy)
    review = gather(checked.spec, checked.document, verdict)
    out.write_bytes(render(review, brief=brief))
    say(f"{plain(out.as_posix(), 200)}: {codes.code(review.digests.spec)}")
    return ExitStatus.DONE
