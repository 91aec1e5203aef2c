"""The options that change the size of a dataset, shared by the commands that make rows."""

from __future__ import annotations

from typing import Annotated

import typer

from manikin.errors import UserError
from manikin.plan import Sizes

Rows = Annotated[
    list[str] | None,
    typer.Option("--rows", metavar="TABLE=N", help="Another number of rows; may be repeated."),
]
Scale = Annotated[float, typer.Option("--scale", help="A factor for all tables with a fixed number of rows.")]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**53 - 1, help="Another seed than the specification's.")
]
Tables = Annotated[
    str, typer.Option("--tables", metavar="A,B", help="Only these tables; their keys stay right.")
]
Coverage = Annotated[
    bool,
    typer.Option("--coverage", help="Few rows that reach every branch; their shares mean nothing."),
]
Defects = Annotated[
    bool,
    typer.Option("--defects", help="Put in the defects that the specification declares, with an answer key."),
]


def sizes(rows: list[str] | None, scale: float, seed: int | None, tables: str) -> Sizes:
    """Return what was asked for.

    Raises
    ------
    UserError
        If `rows` is not of the form ``TABLE=N``.
    """
    asked = {}
    for word in (part for text in rows or () for part in text.split(",")):
        name, _, count = word.partition("=")
        if not (count.isascii() and count.isdigit()):
            raise UserError(f"--rows {word}: write a table and a number, such as --rows patient=100")
        asked[name] = int(count)
    wanted = tuple(name.strip() for name in tables.split(",") if name.strip())
    return Sizes(tuple(sorted(asked.items())), scale, seed, wanted)
