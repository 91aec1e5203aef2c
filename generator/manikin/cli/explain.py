"""``manikin explain``: the page of a rule."""

from __future__ import annotations

from typing import Annotated

import typer

from manikin.cli.output import say
from manikin.review.diff import explaining
from manikin.spec import explain

NAME = "explain"
HELP = """Explain a rule: why, an example that fails and one that passes.

    Example: manikin explain KEYS01
    """


def command(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, such as KEYS01.")],
) -> None:
    """Print the page of a rule."""
    name = rule.upper()
    say(explaining.page(name) if name.startswith(explaining.PREFIX) else explain.page(name))
