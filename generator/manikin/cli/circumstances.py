"""Options of the commands that ask who has decided: the day, the protected branch, who asked for the change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from manikin.errors import UserError
from manikin.release.gate import Circumstances
from manikin.text import plain

On = Annotated[
    str,
    typer.Option("--on", metavar="DATE", help="The day that it is, such as 2026-11-24; today if not said."),
]
PolicyFrom = Annotated[
    str,
    typer.Option(
        "--policy-from",
        metavar="BRANCH",
        help="The protected branch that rules and keys are read from; origin/HEAD, origin/main, origin/master, main or "
        "master if not said.",
    ),
]
Author = Annotated[
    list[str] | None,
    typer.Option(
        "--author",
        metavar="NAME",
        help="Somebody who made the change, as the git host says; may be repeated.",
    ),
]


def circumstances(on: str, policy_from: str, author: list[str] | None = None) -> Circumstances:
    """Return what was asked for."""
    return Circumstances(day(on), policy_from, tuple(author or ()))


def day(text: str) -> date:
    """Return a day, today where none is given.

    Raises
    ------
    UserError
        If it is none.
    """
    if not text:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{plain(text, 40)!r} is no day; write it as 2026-11-24") from None
