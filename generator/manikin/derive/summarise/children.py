"""How many rows each parent has: permitted counts of parents in fixed bins, the last one open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from manikin.derive.bins import BINS
from manikin.derive.rows import Rows, alike
from manikin.derive.summarise.subjects import subject
from manikin.derive.summarise.tally import cells
from manikin.derive.view import ReferenceView
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir


def children(
    rows: Rows, table: str, reference: ReferenceView, policy: Policy
) -> tuple[tuple[int, int | None, int], ...]:
    """Return how many rows of the parent have how many rows here.

    Parameters
    ----------
    table : str
        The table of the children.
    reference : ReferenceView
        Its reference to the parent.
    """
    parents, has_people = rows.with_person(reference.target, reference.target_columns)
    here = rows.typed(table, reference.columns)
    counted = here.group_by(list(reference.columns)).agg(manikin_n=here.count())
    renamed = counted.select(
        **{f"manikin_{i}": counted[c] for i, c in enumerate(reference.columns)}, manikin_n=counted.manikin_n
    )
    pairs = [
        alike(parents[name], renamed[f"manikin_{place}"])
        for place, name in enumerate(reference.target_columns)
    ]
    joined = parents.left_join(renamed, pairs)
    about = subject(rows.database.door, joined, has_people=has_people)
    found = cells(about, _bin(joined.manikin_n.coalesce(0)), policy)
    return tuple((first, last, found.told[first]) for first, last in BINS if first in found.told)


def _bin(count: ir.Value) -> Any:
    """Return where the bin of a count begins."""
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    return ibis.cases(
        *((count <= last, first) for first, last in BINS if last is not None),
        else_=BINS[-1][0],
    )
