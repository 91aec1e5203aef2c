"""``manikin new``: a first dataset's folder, valid as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.output import say
from manikin.spec import new
from manikin.text import plain

NAME = "new"
HELP = """Write a first specification, valid as it stands, to start from.

    Example: manikin new specs/outpatients
    """


def command(
    folder: Annotated[Path, typer.Argument(help="The new dataset's folder; its name is the dataset's.")],
) -> None:
    """Write a first specification."""
    written = new.create(folder)
    shown = plain(folder.as_posix(), 200)
    say(f"{shown}/{written.name}: edit it, then run: manikin validate {shown}")
