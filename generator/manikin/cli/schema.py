"""``manikin schema``: prints a JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from manikin import schemas
from manikin.cli.output import say
from manikin.errors import UserError

NAME = "schema"
HELP = """Print a JSON Schema, for editors and other programs.

    Example: manikin schema spec
    """


def command(
    name: Annotated[
        str,
        typer.Argument(
            help="Which: spec, fragment, policy, decision, answer, posted, heard, status, keys, derivation, manifest, coverage, diff, problems or verification."
        ),
    ] = "spec",
) -> None:
    """Print a JSON Schema."""
    there = schemas.all_schemas()
    if name not in there:
        raise UserError(f"there is no schema {name!r}; there are: {', '.join(sorted(there))}")
    say(json.dumps(there[name], indent=2, ensure_ascii=False))
