"""``manikin plan``: what will be made, before anything is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.output import Format, say
from manikin.cli.sizes import Rows, Scale, Seed, Tables, sizes
from manikin.columns.circles import circles
from manikin.defects import rows_with
from manikin.engines import local
from manikin.interface import load
from manikin.plan import make_plan
from manikin.plan.description import describe
from manikin.run import shares

NAME = "plan"
HELP = """Show the order of tables and columns, their rows and what depends on what.

    Rows per parent are counted exactly. How often a rule is kept is measured on a thousand draws; no other cell
    is drawn.

    Example: manikin plan specs/ed-attendances
    """


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    rows: Rows = None,
    scale: Scale = 1.0,
    seed: Seed = None,
    tables: Tables = "",
    output: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
) -> None:
    """Print the plan."""
    plan = make_plan(load(spec), sizes(rows, scale, seed, tables))
    world = local.world(plan)
    counted, kept = world.rows, shares(world)
    if output == Format.TEXT:
        say(describe(plan, counted, kept))
        return
    listed = [
        {
            "table": p.table.name,
            "rows": counted[p.table.name],
            "parent": p.table.parent,
            "columns": [name for name in p.columns if " " not in name],
            "hidden": p.table.hidden,
            "kept": {rule: round(share, 4) for (table, rule), share in kept.items() if table == p.table.name},
            **({"part_of": p.table.part_of} if p.table.part_of else {}),
            "defects": {
                defect.name: rows_with(defect.share, counted[p.table.name])
                for defect in plan.spec.defects
                if defect.table == p.table.name
            },
        }
        for p in plan.tables
    ]
    told = {
        "dataset": plan.spec.dataset,
        "version": plan.spec.version,
        "tables": listed,
        "circles": [list(names) for names in circles(plan.spec)],
    }
    say(json.dumps(told, indent=2))
