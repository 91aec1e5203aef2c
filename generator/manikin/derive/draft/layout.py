"""What each table of a draft will be, before any line is written: rows, parent, key; decided from the view alone.

A draft must hold as it stands: rows that others point at must be there, a key must differ by the way it is made, and
the rows of a table come to the number that was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from manikin.derive.draft.room import can_differ, pairs_of, room
from manikin.derive.draft.spread import Bins, at_most_one, spread
from manikin.derive.view import Depth, ReferenceView, TableView, View
from manikin.disclosure.policy import Policy

MADE_UP = 5
"""The rows of a table that has too few for their number to be told, and that others point at."""
MOST_OVER = 10**6
"""The most rows of an uppermost table that rows are spread over, by the language."""
MOST_PARTS = 1_000


@dataclass(frozen=True)
class Layout:
    """What a table will be.

    Parameters
    ----------
    rows : int
        How many rows are expected; exactly so many where there is no parent.
    parent : ReferenceView, optional
        For which rows of another table its rows are counted.
    bins : Bins
        How many rows a parent has.
    key : tuple of str
        The columns of the key; none where none can be promised.
    ways : Mapping of str to str
        Parts of the key that are filled so as to differ: ``ordinal`` or ``distinct``.
    notes : tuple of str
        What a steward is told of it.
    is_told : bool
        Whether the number of rows was told, rather than made up.
    """

    rows: int
    parent: ReferenceView | None = None
    bins: Bins = field(default_factory=Bins)
    key: tuple[str, ...] = ()
    ways: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    over: int = 0
    """In how many rows of the uppermost table the shares are met exactly; 0 where that has so few."""
    made: int = 0
    """How many rows the draft makes, as far as that can be told: nearly `rows`."""
    is_told: bool = False


def layouts(view: View) -> dict[str, Layout]:
    """Return the layout of every table, whose names are those of the language."""
    rows = _rows(view)
    parents = _parents(view, rows)
    found: dict[str, Layout] = {}
    tables = list(view.tables)
    while tables:
        # Those above first, since their rows as drafted are what rows are counted for.
        table = next(one for one in tables if _above(parents[one.name]) in (None, *found))
        tables.remove(table)
        found[table.name] = _layout(table, parents[table.name], rows, found, view.policy)
    return {table.name: found[table.name] for table in view.tables}


def _above(parent: ReferenceView | None) -> str | None:
    return None if parent is None else parent.target


def _rows(view: View) -> dict[str, int]:
    """Return how many rows each table has; a few where others point at one of which no number may be told."""
    rows = {
        table.name: 0
        if table.depth is Depth.EMPTY
        else len(table.copied)
        if table.depth is Depth.VOCABULARY
        else max(table.rows, 1)
        for table in view.tables
    }
    asked = [table for table in view.tables if rows[table.name]]
    while asked:
        table = asked.pop()
        for reference in table.references:
            if not rows[reference.target] and _has_values(table, reference):
                rows[reference.target] = MADE_UP
                asked.append(view.table(reference.target))
    return rows


def _has_values(table: TableView, reference: ReferenceView) -> bool:
    """Return whether rows may point at the other table: all but where every one is known to point nowhere."""
    if table.depth is not Depth.STATISTICS:
        return True
    columns = {column.name: column for column in table.columns}
    return not any(columns[name].missing and not columns[name].present for name in reference.columns)


def _parents(view: View, rows: Mapping[str, int]) -> dict[str, ReferenceView | None]:
    """Return the reference to the parent of each table; one that extends another has that for its parent."""
    generated = {
        table.name for table in view.tables if rows[table.name] and table.depth is not Depth.VOCABULARY
    }
    found: dict[str, ReferenceView | None] = {}
    for table in view.tables:
        parent = table.parent
        usable = parent is not None and parent.target in generated and table.name in generated
        found[table.name] = parent if usable else None
    for table in view.tables:
        extended = next((r for r in table.references if table.key and set(r.columns) == set(table.key)), None)
        if extended is None or {extended.target, table.name} - generated:
            continue
        if extended != found[table.name] and not _leads_to(extended.target, table.name, found):
            found[table.name] = extended
    return found


def _leads_to(table: str, wanted: str, parents: Mapping[str, ReferenceView | None]) -> bool:
    seen: set[str] = set()
    while table != wanted and table not in seen:
        seen.add(table)
        above = parents.get(table)
        if above is None:
            return False
        table = above.target
    return True


def _layout(
    table: TableView,
    parent: ReferenceView | None,
    rows: Mapping[str, int],
    found: Mapping[str, Layout],
    policy: Policy,
) -> Layout:
    own = rows[table.name]
    notes = tuple(_told(table, own))
    if parent is None:
        is_told = own == table.rows > 0
        return _keyed(table, Layout(own, notes=notes, over=_block(own), made=own, is_told=is_told), rows)
    told = parent.children if parent.is_parent else ()
    above = found[parent.target]
    if set(table.key) <= set(parent.columns) and table.key:
        bins = at_most_one(min(own, above.made), above.made, told)
    else:
        bins = spread(told, own, above.made, policy.base, policy.threshold)
    made = max(1, round(above.made * bins.average))
    return _keyed(table, Layout(own, parent, bins, notes=notes, over=above.over, made=made), rows)


def _block(rows: int) -> int:
    """Return over how many rows of a table the rows below are spread: over all, or over a part of which there are several."""
    if rows <= MOST_OVER:
        return rows if rows > 1 else 0
    parts = range(-(-rows // MOST_OVER), MOST_PARTS)
    return next((rows // part for part in parts if rows % part == 0), MOST_OVER)


def _told(table: TableView, rows: int) -> list[str]:
    if table.depth is Depth.STRUCTURE:
        return ["structure alone: too few people for more"]
    if table.depth is Depth.EMPTY and rows:
        return [f"too few rows for their number to be told; {rows} are made up, since others point at them"]
    return ["no rows, or too few for their number to be told"] if table.depth is Depth.EMPTY else []


def _keyed(table: TableView, layout: Layout, rows: Mapping[str, int]) -> Layout:
    """Return a layout with a key that differs by the way it is made, or with a note of why there is none."""
    if not table.key or table.depth is Depth.VOCABULARY:
        return replace(layout, key=table.key)
    parent = layout.parent
    single = len(table.key) == 1
    pointing = next((r for r in table.references if set(table.key) <= set(r.columns)), None)
    if parent is not None and set(table.key) == set(parent.columns):
        return replace(layout, key=table.key)
    if single and pointing is None:
        can = can_differ(next(c for c in table.columns if c.name == table.key[0]), layout.rows)
        return replace(layout, key=table.key) if can else _unpromised(table, layout)
    if parent is None:  # only rows below a parent are drawn until their combinations differ
        return _unpromised(table, layout)
    return _joined(table, layout, parent, rows)


def _unpromised(table: TableView, layout: Layout) -> Layout:
    note = f"in the source {' and '.join(table.key)} tell all rows apart; a draft cannot promise that"
    return replace(layout, notes=(*layout.notes, note))


def _joined(table: TableView, layout: Layout, parent: ReferenceView, rows: Mapping[str, int]) -> Layout:
    """Return a layout with a key of the parent's key and what tells its rows apart."""
    missing = tuple(name for name in parent.columns if name not in table.key)
    key = (*missing, *table.key)
    given = {*parent.columns, *(name for name, _ in table.copies)}
    others = [column for column in table.columns if column.name in table.key and column.name not in given]
    if not others:
        return _unpromised(table, layout)
    ways = _ways(table, layout, {column.name for column in others}, rows)
    free = [column for column in others if column.name not in ways]
    if not ways and pairs_of(free, table, rows) < room(layout.bins.most):
        return _unpromised(table, layout)
    notes = layout.notes
    if missing:
        notes = (*notes, f"in the source {' and '.join(table.key)} alone tell all rows apart")
    return replace(layout, key=key, ways=ways, notes=notes)


def _ways(table: TableView, layout: Layout, names: set[str], rows: Mapping[str, int]) -> dict[str, str]:
    """Return the one part of a key that tells the rows of a parent apart by the way it is made, if there is one."""
    pointing = {
        name: reference.target
        for reference in table.references
        for name in reference.columns
        if name in names and len(reference.columns) == 1 and reference.target != table.name
    }
    if len(names) == 1:
        for name, target in pointing.items():
            if rows[target] >= room(layout.bins.most):
                return {name: "distinct"}
    numbers = [c for c in table.columns if c.name in names and c.type == "integer" and c.name not in pointing]
    # A number of the row within its parent is told by its labels: 1, 2, 3 ...; others are left as they are drawn.
    counting = [c for c in numbers if _is_counting(c.content)]
    if counting:
        return {counting[0].name: "ordinal"}
    return {numbers[0].name: "ordinal"} if len(numbers) == len(names) == 1 else {}


def _is_counting(content: object) -> bool:
    counts = getattr(content, "counts", ())
    labels = [label for label, _ in counts]
    return len(labels) > 1 and labels in (
        [str(n) for n in range(1, len(labels) + 1)],
        [str(n) for n in range(len(labels))],
    )
