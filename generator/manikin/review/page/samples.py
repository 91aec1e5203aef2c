"""A few rows of each table as they will be made, marked as invented."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from manikin.engines import local
from manikin.errors import InfeasibleError
from manikin.model import FileRows, Spec
from manikin.plan import make_plan
from manikin.review.page.markup import Html, grid, tag
from manikin.review.page.review import Review
from manikin.run import make, stages

ROWS = 3
_MOST_LETTERS = 60


def samples(review: Review) -> Html:
    """Return the first rows of each table, a line for each column, so that wide tables can be read."""
    parts = [
        tag("h2", "Sample rows, all invented", id="samples"),
        tag(
            "p",
            "The first rows that this specification makes. Any resemblance to real people is coincidental.",
        ),
    ]
    try:
        made = first_rows(review.spec)
    except InfeasibleError:
        parts.append(tag("p", "No rows can be made of this specification as it stands."))
        made = {}
    for name, batch in made.items():
        heads = ("column", *(f"invented row {n}" for n in range(1, batch.num_rows + 1)))
        rows = [
            (column, *(_shown(cell) for cell in batch.column(place).to_pylist()))
            for place, column in enumerate(batch.schema.names)
        ]
        parts += [tag("h3", name), grid(f"{name}: invented rows", heads, rows, f"Invented rows of {name}")]
    return Html("".join(parts))


def first_rows(spec: Spec) -> Mapping[str, pa.RecordBatch]:
    """Return the first rows of each table that is made and written."""
    world = local.world(make_plan(spec))
    found: dict[str, pa.RecordBatch] = {}
    for root, pieces in stages(world):
        for n in pieces[:1]:
            found.update({name: batch.slice(0, ROWS) for name, batch in make(world, root, n)})
    is_made = {name for name, t in spec.tables.items() if not t.hidden and not isinstance(t.rows, FileRows)}
    return {name: batch for name, batch in sorted(found.items()) if name in is_made and batch.num_rows}


def _shown(cell: object) -> str:
    if cell is None:
        return "missing"
    said = str(cell).lower() if isinstance(cell, bool) else str(cell)
    return said if len(said) <= _MOST_LETTERS else f"{said[:_MOST_LETTERS]}…"
