"""Facts that hold for all rows, but for fewer than may be told: orders of dates, copies, shared ancestors.

Each is one yes or no, decided by the permitted number of people against it, so that a few people cannot turn it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from manikin.derive.rows import PERSON, Rows
from manikin.derive.structure.lineage import chain
from manikin.derive.view import ReferenceView
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DATES = frozenset({"date", "datetime"})


def orders(rows: Rows, table: str, policy: Policy, always: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of dates of a row of which the first is never after the second.

    `always` are the columns that are never missing; only through them does one pair follow from two others.
    """
    names = [name for name, typed in rows.types[table].items() if typed.name in _DATES]
    pairs = [(a, b) for a in names for b in names if a != b]
    if not pairs:
        return ()
    there, has_person = rows.with_person(table)
    days = {name: there[name].cast("date") if _mixed(rows, table, names) else there[name] for name in names}
    counts = {}
    for place, (a, b) in enumerate(pairs):
        counts[f"against{place}"] = people_with(there, days[a] > days[b], has_person=has_person)
        counts[f"for{place}"] = people_with(there, days[a] < days[b], has_person=has_person)
    answer = rows.database.door.ask(there.aggregate(**counts)).to_pylist()[0]
    kept = [
        pair
        for place, pair in enumerate(pairs)
        if not policy.permit(answer[f"against{place}"]) and policy.permit(answer[f"for{place}"])
    ]
    return tuple(_reduced(kept, always))


def _mixed(rows: Rows, table: str, names: Sequence[str]) -> bool:
    return len({rows.types[table][name].name for name in names}) > 1


def _reduced(pairs: Sequence[tuple[str, str]], always: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that do not follow from others."""
    known = set(pairs)
    for a, c in pairs:
        between = [b for b in sorted(always) if (a, b) in known and (b, c) in known and (b, a) not in known]
        if not between or (c, a) in known:
            yield a, c


def copies(rows: Rows, table: str, policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return columns that repeat one of an ancestor, with its path: of the same name, or pointing at the same row."""
    found: dict[str, str] = {}
    up = chain(table, rows.references)
    own = {column: r for r in rows.references[table] for column in r.columns if len(r.columns) == 1}
    there, has_person = rows.with_person(table)
    skipped = set(up[0].columns) if up else set()
    for step, reference in enumerate(up):
        prefix = f"above{step}_"
        via = reference if not step else prefixed(reference, f"above{step - 1}_")
        there = rows.joined(there, via, rows.typed(reference.target), prefix)
        pairs = [
            (name, other)
            for name in rows.types[table]
            if name not in found and name not in skipped
            for other in _same(name, own, rows, reference.target)
            if rows.types[table][name].name == rows.types[reference.target][other].name
        ]
        if not pairs:
            continue
        counts = {
            f"against{place}": people_with(
                there, ~there[name].identical_to(there[prefix + other]), has_person=has_person
            )
            for place, (name, other) in enumerate(pairs)
        }
        answer = rows.database.door.ask(there.aggregate(**counts, rows=there.count())).to_pylist()[0]
        for place, (name, other) in enumerate(pairs):
            if (
                name not in found
                and policy.permit(answer["rows"])
                and not policy.permit(answer[f"against{place}"])
            ):
                found[name] = f"{reference.target}.{other}"
    return tuple(found.items())


def prefixed(reference: ReferenceView, prefix: str) -> ReferenceView:
    """Return a reference whose own columns have got a prefix."""
    return ReferenceView(
        tuple(prefix + column for column in reference.columns), reference.target, reference.target_columns
    )


def _same(name: str, own: Mapping[str, ReferenceView], rows: Rows, above: str) -> Iterator[str]:
    """Yield the columns of an ancestor that may hold the same."""
    types = rows.types[above]
    here = own.get(name)
    for reference in rows.references[above]:
        if here is not None and len(reference.columns) == 1 and reference.target == here.target:
            yield reference.columns[0]
    if here is not None and here.target == above and len(here.target_columns) == 1:
        yield here.target_columns[0]
    elif here is None and name in types:
        yield name


def people_with(there: ir.Table, where: Any, *, has_person: bool) -> Any:
    """Return the number of people with a row for which something holds; of rows where they are no people."""
    return there[PERSON].nunique(where=where) if has_person else where.ifelse(1, 0).sum().coalesce(0)
