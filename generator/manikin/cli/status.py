"""``manikin status``: what is approved, what is missing, and who may give it; one line a dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.circumstances import Author, On, PolicyFrom, circumstances
from manikin.cli.output import Format, say, warn
from manikin.errors import ExitStatus
from manikin.release import state
from manikin.release.gate import Look, looks
from manikin.release.wording import lines, needs, obstacles
from manikin.text import plain

NAME = "status"
HELP = """Tell which datasets are approved, what is missing, and who may give it.

    Example: manikin status specs
    """


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, help="Datasets' folders, or a folder of them; specs if not said."),
    ] = None,
    on: On = "",
    policy_from: PolicyFrom = "",
    author: Author = None,
    output: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
    *,
    details: Annotated[bool, typer.Option("--details", help="Also what each role has decided.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 if any dataset is not approved.")
    ] = False,
) -> int:
    """Tell what is approved."""
    given = circumstances(on, policy_from, author)
    found = looks(paths or [Path("specs")], given)
    if output == Format.JSON:
        say(json.dumps(state.report(found, given.today), indent=2))
    else:
        say(text(found, given.today, details=details))
        for note in dict.fromkeys(note for look in found for note in look.notes):
            warn(f"{plain(note.file, 200)}: note {note.rule}: {plain(note.message, 400)}")
    is_open = all(look.is_open for look in found)
    return ExitStatus.DONE if is_open or not exit_code else ExitStatus.PROBLEMS


def text(found: list[Look], today: state.Day, *, details: bool = False) -> str:
    """Return a table of the datasets, a line each."""
    rows = [("dataset", "version", "class", "state", "needs")]
    rows += [state.row(look, today) for look in found]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    told = []
    for place, row in enumerate(rows):
        told.append("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
        if details and place:
            look = found[place - 1]
            told += [f"   {line}" for line in lines(look)]
            told += [f"   {problem.rule}: {plain(problem.message, 400)}" for problem in obstacles(look)]
            told += [f"   {words}" for words in needs(look)]
    return "\n".join(told)
