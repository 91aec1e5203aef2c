"""``manikin preview``: a few rows in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from manikin.cli.sizes import Seed
from manikin.engines import local
from manikin.errors import UserError
from manikin.interface import load
from manikin.plan import Sizes, make_plan, revealed
from manikin.run import make, stages
from manikin.text import plain

NAME = "preview"
HELP = """Show the first rows of each table; nothing is written.

    Example: manikin preview specs/ed-attendances --table attendance --rows 5
    """


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    table: Annotated[str, typer.Option("--table", help="Only this table.")] = "",
    rows: Annotated[int, typer.Option("--rows", min=1, max=1000, help="How many rows.")] = 8,
    seed: Seed = None,
) -> None:
    """Print a few rows."""
    loaded = load(spec)
    plan = make_plan(revealed(loaded), Sizes(seed=seed, tables=(table,) if table else ()))
    made = local.world(plan)
    console = Console(markup=False, emoji=False, highlight=False)
    shown = {
        name: batch
        for root, numbers in stages(made)
        for n in numbers[:1]
        for name, batch in make(made, root, n)
    }
    if not shown:
        raise UserError("there are no rows to show: every table asked for is empty")
    console.print(Text("Invented data: any resemblance to real people is coincidental."))
    for plan_table in plan.tables:
        if plan_table.table.name in shown:
            name = plan_table.table.name
            mark = " (hidden)" if loaded.tables[name].hidden else ""
            _print(console, plain(name) + mark, shown[name].slice(0, rows))


def _print(console: Console, name: str, batch: pa.RecordBatch) -> None:
    """Print rows as a table, or on its side where it is wider than the terminal."""
    names = [plain(column) for column in batch.schema.names]
    columns = [
        [_shown(cell) for cell in batch.column(place).to_pylist()] for place in range(batch.num_columns)
    ]
    title = f"{name}, the first {batch.num_rows} rows"
    width = 1 + sum(3 + max(map(len, [head, *cells])) for head, cells in zip(names, columns, strict=True))
    if width <= console.width:
        _grid(console, title, names, list(zip(*columns, strict=True)))
    else:
        heads = ["column", *(f"row {number}" for number in range(1, batch.num_rows + 1))]
        _grid(console, title, heads, [(head, *cells) for head, cells in zip(names, columns, strict=True)])


def _grid(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    grid = Table(title=Text(title), title_justify="left")
    for head in heads:
        grid.add_column(Text(head), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    console.print(grid)


def _shown(cell: object) -> str:
    return "" if cell is None else plain(cell)
