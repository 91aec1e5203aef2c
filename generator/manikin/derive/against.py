"""Versions: a new view against the one that was approved.

The approved draft's folder holds its view (`view.json`), which is made of permitted numbers alone, so nothing more
about people is kept than what was released. Who joined and who left is therefore not known; how many is judged by
the number of people, which changes by no more than joined or left. Until that shows five thresholds of them
(or the person who derives states so many, from a register of their own), the approved view is returned whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from manikin.derive.contents import (
    Calendar,
    Categories,
    Conditional,
    Content,
    Distance,
    Knots,
    Nothing,
    Spreads,
    profiles,
)
from manikin.derive.permits import (
    CHILDREN,
    GIVEN,
    PEOPLE,
    PRESENCE,
    PROFILE,
    REST,
    ROWS,
    TOGETHER,
    Address,
    Points,
    Sticky,
    sticky,
)
from manikin.derive.pooling import pooled
from manikin.derive.view import ColumnView, Depth, ReferenceView, TableView, View, from_json
from manikin.disclosure.policy import Policy
from manikin.errors import UserError

FILE: Final = "view.json"
"""What the view is called beside the draft."""
THRESHOLDS: Final = 5
"""How many thresholds of people must have joined or left before anything is derived again."""
_LARGEST: Final = 64_000_000
_BY_CELL: Final = (Calendar, Categories, Conditional, Distance, Knots, Spreads)
"""Contents of which each number is judged by itself; any other stays as it was approved."""


@dataclass(frozen=True)
class Approved:
    """What was approved before.

    Parameters
    ----------
    view : View
        All that was told.
    version : str
        What the approved specification is called, such as its version.
    """

    view: View
    version: str = ""


def read(folder: Path, policy: Policy, version: str = "") -> Approved:
    """Return what was approved, from the folder of its draft.

    Raises
    ------
    UserError
        If there is no view, if it is not one, or if its numbers do not keep the rules asked for.
    """
    path = folder / FILE
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise UserError(
            f"{folder} has no {FILE} to derive against; give the folder of an approved draft as derive wrote it"
        )
    try:
        view = from_json(path.read_bytes())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{path} is not what derive wrote") from None
    if view.policy != policy:
        raise UserError(
            f"{path} was derived under the policy {view.policy.name} with other rules than now; numbers may only be kept "
            "under the same rules, so derive without --against and have the result approved afresh"
        )
    strange = sum(1 for _, count in numbers(view) if not _is_told(count, policy))
    if strange:
        raise UserError(f"{path} has {strange} numbers that the policy {policy.name} never lets out")
    return Approved(view, version)


def _is_told(count: object, policy: Policy) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and policy.is_permitted(count)


def numbers(view: View) -> Iterator[tuple[Address, int]]:
    """Yield every number of a view with the address that `Policy.at` and `Policy.tell` know its cell by."""
    yield (PEOPLE, "people"), view.people
    for table in view.tables:
        yield (ROWS, table.name), table.rows
        for column in table.columns:
            here = (table.name, column.name)
            yield (*here, PRESENCE, "present"), column.present
            yield (*here, PRESENCE, "missing"), column.missing
            yield from _of_content(here, column.content)
        for names, count in table.missing_together:
            yield (table.name, TOGETHER, *names), count
        for reference in table.references:
            for first, _, count in reference.children:
                yield (table.name, *reference.columns, CHILDREN, str(first)), count


def _of_content(here: Address, content: Content) -> Iterator[tuple[Address, int]]:
    match content:
        case Categories(counts, other):
            yield from (((*here, label), count) for label, count in counts)
            yield (*here, REST, "other"), other
        case Calendar():
            for name, profile in profiles(content).items():
                first = 1 if name == "months" else 0
                yield from (((*here, PROFILE, name, str(n)), count) for n, count in enumerate(profile, first))
        case Conditional(_, cases):
            for when, counts_there in cases:
                yield from _of_content((*here, GIVEN, when), counts_there)
        case Spreads(_, spread):
            yield from (((*here, GIVEN, when, PRESENCE, "present"), count) for when, count, _ in spread)


def permits(approved: Approved) -> Sticky:
    """Return the rules that a new version's numbers are told by."""
    told = {address: count for address, count in numbers(approved.view) if count}
    points: dict[Address, Points] = {}
    given: dict[Address, str] = {}
    for table in approved.view.tables:
        for column in table.columns:
            content = column.content.knots if isinstance(column.content, Distance) else column.content
            if isinstance(content, Knots):
                points[table.name, column.name] = content.points
            if isinstance(content, Spreads):
                given[table.name, column.name] = content.given
                here = (table.name, column.name, GIVEN)
                points |= {(*here, when): knots.points for when, _, knots in content.cases}
            if isinstance(content, Conditional):
                given[table.name, column.name] = content.given
                # Which labels there are is settled by the column itself, told before its cases.
                told |= {a: n for a, n in _of_content((table.name, column.name), content.otherwise) if n}
    return sticky(approved.view.policy, told, points, given)


def is_due(approved: Approved, people: int, rows: Mapping[str, int], stated: int = 0) -> bool:
    """Return whether five thresholds of people joined or left for certain.

    Parameters
    ----------
    people : int
        The true number of people now.
    rows : Mapping of str to int
        Where rows count as people: the true number of rows of each table, of which the most changed counts.
    stated : int
        How many joined or left, as the person who derives knows it from elsewhere; 0 where that is not known.
    """
    view = approved.view
    needed = THRESHOLDS * view.policy.threshold
    if view.people_table:
        moved = _moved(view.policy, view.people, people)
    else:
        known = {table.name: table.rows for table in view.tables}
        moved = max((_moved(view.policy, known.get(name, 0), n) for name, n in rows.items()), default=0)
    return max(moved, stated) >= needed


def _moved(policy: Policy, told: int, now: int) -> int:
    """Return the fewest people who joined or left since a number of people was told."""
    least, most = policy.could_be(told)
    return max(least - now, now - most, 0)


def settled(approved: Approved, fresh: View) -> View:
    """Return a new view with what stays as it was approved: keys, references, depths, sorts of contents, grids.

    Numbers that stayed are marked with the version they were kept from.
    """
    before = {table.name: table for table in approved.view.tables}
    tables = tuple(_table(before[t.name], t) if t.name in before else t for t in fresh.tables)
    view = replace(
        fresh,
        tables=tables,
        grids=tuple({**dict(fresh.grids), **dict(approved.view.grids)}.items()),
    )
    return marked(approved, view)


def marked(approved: Approved, view: View) -> View:
    """Return a view with the numbers that it has from the approved version marked."""
    told = dict(numbers(approved.view))
    kept = tuple(address for address, count in numbers(view) if count and told.get(address) == count)
    return replace(view, kept_from=approved.version or "the approved version", kept=kept)


def _table(before: TableView, now: TableView) -> TableView:
    there = {column.name for column in now.columns}
    old = {column.name: column for column in before.columns}
    fresh_references = {(r.columns, r.target): r for r in now.references}
    references = tuple(
        _reference(reference, fresh_references.get((reference.columns, reference.target)))
        for reference in before.references
        if there.issuperset(reference.columns)
    )
    known = {(r.columns, r.target) for r in references}
    has_key = there.issuperset(before.key)
    return replace(
        now,
        depth=before.depth if before.depth is Depth.STATISTICS else now.depth,
        key=before.key if has_key else now.key,
        key_evidence=before.key_evidence if has_key else now.key_evidence,
        references=references
        + tuple(
            replace(r, is_parent=r.is_parent and not any(k.is_parent for k in references))
            for pair, r in fresh_references.items()
            if pair not in known
        ),
        missing_together=tuple(
            pattern for pattern in before.missing_together if there.issuperset(pattern[0])
        ),
        orders=tuple(pair for pair in before.orders if there.issuperset(pair)),
        orders_above=tuple(order for order in before.orders_above if order[0] in there),
        copies=tuple(pair for pair in before.copies if pair[0] in there),
        columns=tuple(_column(old[c.name], c) if c.name in old else c for c in now.columns),
    )


def _reference(before: ReferenceView, now: ReferenceView | None) -> ReferenceView:
    return replace(before, children=now.children) if now and now.children else before


def _column(before: ColumnView, now: ColumnView) -> ColumnView:
    """Return a column with the type and the sort of content that were approved."""
    if isinstance(before.content, Nothing) and before.type == now.type:
        return replace(now, is_unique=before.is_unique)
    same = type(before.content) is type(now.content) and before.type == now.type
    shape = {
        part.name: getattr(before, part.name)
        for part in fields(ColumnView)
        if part.name not in {"present", "missing", "content"}
    }
    content = now.content if same and isinstance(now.content, _BY_CELL) else before.content
    if (
        isinstance(content, Conditional | Spreads)
        and isinstance(before.content, Conditional | Spreads)
        and content.given != before.content.given
    ):
        content = before.content
    if isinstance(content, Spreads) and isinstance(before.content, Spreads):
        content = _spreads(before.content, content)
    if isinstance(content, Calendar) and isinstance(before.content, Calendar):
        content = _calendar(before.content, content)
    return replace(now, **shape, content=content)


def _spreads(before: Spreads, now: Spreads) -> Spreads:
    """Return new cases, with those that were told and have too few people now as they were: none goes because it fell."""
    fresh = {when: (count, knots) for when, count, knots in now.cases}
    cases = [(when, *fresh.pop(when, (count, knots))) for when, count, knots in before.cases]
    cases += [(when, *found) for when, found in fresh.items()]
    return Spreads(
        now.given, tuple(cases), Knots(pooled([(count, knots.points) for _, count, knots in cases]))
    )


def _calendar(before: Calendar, now: Calendar) -> Calendar:
    """Return new counts for the period and the profiles that were approved."""
    told = profiles(now)
    left = {name: told[name] if profile else () for name, profile in profiles(before).items()}
    return Calendar(before.first, before.last, left["months"], left["weekdays"], left["hours"])
