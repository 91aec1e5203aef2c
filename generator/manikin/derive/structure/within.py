"""Shared ancestors: references whose two rows always belong to the same row further up, such as the same patient.

Decided, like other facts, by the permitted number of people against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from manikin.derive.rows import Rows, alike
from manikin.derive.structure.facts import people_with, prefixed
from manikin.derive.structure.lineage import chain
from manikin.derive.view import ReferenceView
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

_OTHER = "other_"


def within(rows: Rows, table: str, policy: Policy) -> tuple[ReferenceView, ...]:
    """Return the references of a table, each with the nearest ancestor that both of its rows share, if any."""
    return tuple(
        replace(reference, within=_shared(rows, table, reference, policy))
        for reference in rows.references[table]
    )


def _shared(rows: Rows, table: str, reference: ReferenceView, policy: Policy) -> str:
    here = chain(table, rows.references)
    there = chain(reference.target, rows.references)
    above = [step.target for step in there]
    # What points at an ancestor itself is its parent, or repeats one.
    if reference.is_parent or reference.target in {table, *(step.target for step in here)}:
        return ""
    for number, step in enumerate(here):
        if step.target in above:
            other = there[: above.index(step.target) + 1]
            if _holds(rows, table, reference, (here[: number + 1], other), policy):
                return step.target
    return ""


def _holds(
    rows: Rows,
    table: str,
    reference: ReferenceView,
    ways: tuple[Sequence[ReferenceView], Sequence[ReferenceView]],
    policy: Policy,
) -> bool:
    """Return whether both ways up lead to the same row, but for fewer people than may be told."""
    start, has_person = rows.with_person(table)
    mine, names = _up(rows, start, ways[0], "mine")
    theirs, others = _up(rows, rows.typed(reference.target), ways[1], "theirs")
    both = rows.joined(mine, reference, theirs, _OTHER)
    same = alike(both[names[0]], both[_OTHER + others[0]])
    for name, other in zip(names[1:], others[1:], strict=True):
        same &= alike(both[name], both[_OTHER + other])
    asked = both.aggregate(
        against=people_with(both, ~same, has_person=has_person),
        agreed=people_with(both, same, has_person=has_person),
    )
    answer = rows.database.door.ask(asked).to_pylist()[0]
    return not policy.permit(answer["against"]) and bool(policy.permit(answer["agreed"]))


def _up(
    rows: Rows, there: ir.Table, way: Sequence[ReferenceView], name: str
) -> tuple[ir.Table, tuple[str, ...]]:
    """Return rows joined to those above them, and the columns that hold the key at the way's end."""
    first, *more = way
    held = first
    for number, step in enumerate(more):
        prefix = f"{name}{number}_"
        there = rows.joined(
            there, held, rows.typed(held.target, {*held.target_columns, *step.columns}), prefix
        )
        held = prefixed(step, prefix)
    return there, held.columns
