"""Orders towards the dates of rows above: no visit before the birth of its patient, none after the death.

Like an order within a row each is one yes or no, decided by the permitted number of people against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from manikin.derive.rows import Rows
from manikin.derive.structure.facts import people_with, prefixed
from manikin.derive.structure.lineage import chain
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DATES = frozenset({"date", "datetime"})
Orders = tuple[tuple[str, str], ...]
Around = tuple[tuple[str, str, str], ...]
"""A column, ``after`` or ``before``, and ``table.column`` of an ancestor."""


def orders_above(
    rows: Rows, table: str, policy: Policy, own_orders: Mapping[str, Orders], copied: Sequence[str]
) -> Around:
    """Return which dates of a table are never before, or never after, a date of a row above.

    Each date has the nearest ancestor that bounds it on a side; what follows from an order that is told already is left
    out.

    Parameters
    ----------
    own_orders : Mapping
        The orders within the rows of each table.
    copied : sequence of str
        The columns that repeat others, of which nothing is asked.
    """
    dates = [n for n, typed in rows.types[table].items() if typed.name in _DATES and n not in copied]
    found: list[tuple[str, str, str]] = []
    there, has_person = rows.with_person(table)
    for step, reference in enumerate(chain(table, rows.references) if dates else ()):
        prefix = f"above{step}_"
        via = reference if not step else prefixed(reference, f"above{step - 1}_")
        there = rows.joined(there, via, rows.typed(reference.target), prefix)
        bounded = {(name, word) for name, word, _ in found}
        asked = [
            (name, word, above)
            for name in dates
            for word in ("after", "before")
            if (name, word) not in bounded
            for above, typed in rows.types[reference.target].items()
            if typed.name in _DATES
        ]
        kept = _kept(rows, there, prefix, asked, policy, has_person=has_person) if asked else []
        needed = _needed(kept, own_orders[table], own_orders[reference.target])
        found += [(name, word, f"{reference.target}.{above}") for name, word, above in needed]
    return tuple(found)


def _kept(
    rows: Rows,
    there: ir.Table,
    prefix: str,
    asked: Sequence[tuple[str, str, str]],
    policy: Policy,
    *,
    has_person: bool,
) -> list[tuple[str, str, str]]:
    """Return the orders that enough people show, and that not so many are against that it could be told."""
    counts = {}
    for place, (name, word, above) in enumerate(asked):
        here, other = there[name].cast("date"), there[prefix + above].cast("date")
        first, last = (other, here) if word == "after" else (here, other)
        counts[f"against{place}"] = people_with(there, first > last, has_person=has_person)
        counts[f"for{place}"] = people_with(there, first < last, has_person=has_person)
    answer = rows.database.door.ask(there.aggregate(**counts), 1).to_pylist()[0]
    return [
        order
        for place, order in enumerate(asked)
        if not policy.permit(answer[f"against{place}"]) and policy.permit(answer[f"for{place}"])
    ]


def _needed(
    kept: Sequence[tuple[str, str, str]], own: Orders, above: Orders
) -> Iterator[tuple[str, str, str]]:
    """Yield the orders that do not follow from another one, through dates of the row or of the row above."""
    known = set(kept)
    for name, word, other in kept:
        nearer = {(first, last) if word == "after" else (last, first) for first, last in above}
        mine = {(first, last) if word == "after" else (last, first) for first, last in own}
        through_above = any(
            (name, word, b) in known for a, b in nearer if a == other and (b, a) not in nearer
        )
        through_own = any((a, word, other) in known for a, b in mine if b == name and (b, a) not in mine)
        if not through_above and not through_own:
            yield name, word, other
