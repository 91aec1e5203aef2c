"""What the numbers of a view say about the same rows, as lines for the bound audit.

A block is one small question: the smallest groups that some tables tell apart, every number that speaks of them,
and the groups that nobody may be able to work out. Reads the view alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manikin.derive.bins import BINS
from manikin.derive.contents import Calendar, Categories, Conditional, Spreads, profiles
from manikin.derive.known import Range, Ranges, added, ranges
from manikin.derive.permits import (
    CHILDREN,
    GIVEN,
    PRESENCE,
    PROFILE,
    REST,
    ROWS,
    TOGETHER,
    Address,
)
from manikin.derive.view import ColumnView, Depth, ReferenceView, TableView, View
from manikin.disclosure.bounds import Statement


@dataclass(frozen=True)
class Block:
    """One question to the audit.

    Parameters
    ----------
    atoms : int
        How many smallest groups there are.
    statements : tuple of Statement
        Labelled with the addresses of numbers.
    groups : tuple of tuple of int
        The groups to judge.
    """

    atoms: int
    statements: tuple[Statement, ...]
    groups: tuple[tuple[int, ...], ...]


def blocks(view: View, table: TableView, known: Ranges) -> Iterator[Block]:
    """Yield the questions about one table's rows, and about the parents that its rows are counted for."""
    if table.depth is not Depth.STATISTICS:
        return
    for column in table.columns:
        if isinstance(column.content, Conditional):
            yield _conditional(table, column, column.content, known)
        elif isinstance(column.content, Categories):
            yield _categories(table, column, column.content, known)
        elif isinstance(column.content, Spreads):
            yield _spreads(table, column, column.content, known)
        elif isinstance(column.content, Calendar):
            yield _calendar(table, column, column.content, known)
    if table.missing_together:
        yield _patterns(table, known)
    for reference in table.references:
        if reference.children:
            above = view.table(reference.target)
            yield _children(table, reference, above, ranges(view, above, known.wider))


def _patterns(table: TableView, known: Ranges) -> Block:
    """Return what is missing together, and the rows whose pattern is not told."""
    rest = len(table.missing_together)
    statements = [_rows(range(rest + 1), table, known)]
    for place, (names, count) in enumerate(table.missing_together):
        address = (table.name, TOGETHER, *names)
        statements.append(_said([place], known.of(address, count), address))
    return Block(rest + 1, tuple(statements), ((rest,),))


def implied(table: TableView, name: str, known: Ranges, *, is_missing: bool) -> int:
    """Return how many rows the patterns say at least to be without a value of a column, or to have one."""
    return sum(
        known.of((table.name, TOGETHER, *names), count)[0]
        for names, count in table.missing_together
        if (name in names) is is_missing
    )


def _there(atoms: Sequence[int], table: TableView, column: ColumnView, known: Ranges) -> list[Statement]:
    """Return what patterns say of the rows that have a value of a column."""
    if all(column.name not in names for names, _ in table.missing_together):
        return []
    least = implied(table, column.name, known, is_missing=False)
    return [_said(atoms, (least, None), (table.name, TOGETHER))]


def _said(atoms: Sequence[int], range_of: Range, address: Address) -> Statement:
    return Statement(tuple(atoms), *range_of, address)


def _categories(table: TableView, column: ColumnView, content: Categories, known: Ranges) -> Block:
    """Labels, the rest, the missing: no total gives the one hidden part away."""
    here = (table.name, column.name)
    rest = len(content.counts)
    missing = rest + 1
    statements = [
        _rows(range(missing + 1), table, known),
        _missing([missing], table, column, known),
        _said([rest], known.of((*here, REST, "other"), content.other), (*here, REST, "other")),
    ]
    for place, (label, count) in enumerate(content.counts):
        address = (*here, label)
        statements.append(_said([place], known.of(address, count), address))
    statements += _there(range(missing), table, column, known)
    hidden = [rest] * (not content.other) + [missing] * (not column.missing)
    return Block(missing + 1, tuple(statements), _judged([hidden]))


def _rows(atoms: Sequence[int], table: TableView, known: Ranges) -> Statement:
    address = (ROWS, table.name)
    return _said(atoms, known.of(address, table.rows), address)


def _missing(atoms: Sequence[int], table: TableView, column: ColumnView, known: Ranges) -> Statement:
    address = (table.name, column.name, PRESENCE, "missing")
    return _said(atoms, known.of(address, column.missing), address)


def _judged(sets: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return each hidden group, and those of one set together."""
    singles = [(atom,) for hidden in sets for atom in hidden]
    return tuple(dict.fromkeys([*singles, *(tuple(hidden) for hidden in sets if len(hidden) > 1)]))


def _calendar(table: TableView, column: ColumnView, content: Calendar, known: Ranges) -> Block:
    statements = [_rows([0, 1], table, known), _missing([1], table, column, known)]
    for name, profile in profiles(content).items():
        if profile:
            address = (table.name, column.name, PROFILE, name)
            first = 1 if name == "months" else 0
            parts = [known.of((*address, str(n)), count) for n, count in enumerate(profile, first)]
            statements.append(_said([0], added(parts), address))
    statements += _there([0], table, column, known)
    return Block(2, tuple(statements), ((1,),) if not column.missing else ())


def _children(table: TableView, reference: ReferenceView, above: TableView, known: Ranges) -> Block:
    told = {first: count for first, _, count in reference.children}
    statements = [_rows(range(len(BINS)), above, known)] if above.rows else []
    hidden = []
    for place, (first, _) in enumerate(BINS):
        address = (table.name, *reference.columns, CHILDREN, str(first))
        statements.append(_said([place], known.of(address, told.get(first, 0)), address))
        if not told.get(first):
            hidden.append(place)
    return Block(len(BINS), tuple(statements), _judged([hidden]))


def _conditional(table: TableView, column: ColumnView, content: Conditional, known: Ranges) -> Block:
    """Cases by labels, with the rest and the missing of each, and the rows of no told case."""
    labels = list(dict.fromkeys(label for _, some in content.cases for label, _ in some.counts))
    wide = len(labels) + 2
    cases = [when for when, _ in content.cases]
    atoms = wide * (len(cases) + 1)
    last = range(wide - 1, atoms, wide)
    statements = [_rows(range(atoms), table, known), _missing(last, table, column, known)]
    groups: list[list[int]] = []
    for row, (when, some) in enumerate(content.cases):
        here = (table.name, column.name, GIVEN, when)
        told = dict(some.counts)
        hidden = []
        for place, label in enumerate(labels):
            address = (*here, label)
            statements.append(_said([row * wide + place], known.of(address, told.get(label, 0)), address))
            hidden += [row * wide + place] * (not told.get(label))
        at_rest = row * wide + wide - 2
        statements.append(_said([at_rest], _rest(here, some, content, known), (*here, REST, "other")))
        hidden += [at_rest] * (not some.other and not content.otherwise.other)
        groups.append(hidden)
    in_order = [hidden for when, hidden in zip(cases, groups, strict=True) if is_range(when)]
    for row, when in enumerate(cases):
        across = range(row * wide, (row + 1) * wide)
        statements += [
            _said(across, *line) for line in totals(table, content.given, when, column.name, known)
        ]
    for place, label in enumerate(labels):
        down = range(place, atoms, wide)
        statements += [_said(down, *line) for line in totals(table, column.name, label, column.name, known)]
    return Block(atoms, tuple(statements), tuple(dict.fromkeys((*_judged(groups), *_runs(in_order, wide)))))


def _spreads(table: TableView, column: ColumnView, content: Spreads, known: Ranges) -> Block:
    """Return the rows of each case with a value and without one, and those of no told case.

    What the quantiles say of a case needs no line: between any two, below and above lie as many rows as the threshold, so
    that what is known of a stretch is never within less than that.
    """
    atoms = 2 * (len(content.cases) + 1)
    statements = [
        _rows(range(atoms), table, known),
        _missing(range(1, atoms, 2), table, column, known),
    ]
    for row, (when, count, _) in enumerate(content.cases):
        address = (table.name, column.name, GIVEN, when, PRESENCE, "present")
        statements.append(_said([2 * row], known.of(address, count), address))
        both = (2 * row, 2 * row + 1)
        statements += [_said(both, *line) for line in totals(table, content.given, when, column.name, known)]
    statements += _there(range(0, atoms, 2), table, column, known)
    return Block(atoms, tuple(statements), _judged([[atom] for atom in (*range(1, atoms, 2), atoms - 2)]))


def _rest(here: Address, some: Categories, content: Conditional, known: Ranges) -> Range:
    """Return what is known of the rows of a case whose label is told nowhere: many, if they are many in the whole."""
    if content.otherwise.other and not some.other:
        return 0, None
    return known.of((*here, REST, "other"), some.other)


def is_range(when: str) -> bool:
    """Return whether a case is a range of a grid, and not a value."""
    return ".." in when or when.startswith(">=")


def _runs(groups: Sequence[Sequence[int]], wide: int) -> Iterator[tuple[int, ...]]:
    """Yield the runs of neighbouring cases in which one label is hidden."""
    open_at = {atom for hidden in groups for atom in hidden}
    for atom in sorted(open_at):
        run = [atom]
        while run[-1] + wide in open_at:
            run.append(run[-1] + wide)
            yield tuple(run)


def totals(
    table: TableView, name: str, cell: str, apart_from: str, known: Ranges
) -> Iterator[tuple[Range, Address]]:
    """Yield what other numbers of a table say of the rows in which a column has a value, or lies in a range."""
    for column in table.columns:
        content = column.content
        here = (table.name, column.name)
        if column.name == name and isinstance(content, Categories):
            count = dict(content.counts).get(cell)
            if count is not None:
                yield known.of((*here, cell), count), (*here, cell)
            elif not cell:
                yield known.of((*here, PRESENCE, "missing"), column.missing), (*here, PRESENCE, "missing")
        if isinstance(content, Spreads) and content.given == name and column.name != apart_from:
            yield from _spread_total(column, content, cell, here, known)
        if not isinstance(content, Conditional) or column.name == apart_from:
            continue
        if column.name == name:
            parts = [
                known.of((*here, GIVEN, when, cell), dict(some.counts).get(cell, 0))
                for when, some in content.cases
            ]
            # Rows of no told case may have the value too.
            yield (added(parts)[0], None), (*here, GIVEN)
        elif content.given == name and cell in dict(content.cases):
            yield _case_total(table, column, content, cell, known), (*here, GIVEN, cell)


def _case_total(
    table: TableView, column: ColumnView, content: Conditional, when: str, known: Ranges
) -> Range:
    """Return what the cells of one case say of all its rows, hidden ones and missing ones included."""
    here = (table.name, column.name, GIVEN, when)
    some = dict(content.cases)[when]
    told = dict(some.counts)
    labels = dict.fromkeys(label for _, each in content.cases for label, _ in each.counts)
    parts = [known.of((*here, label), told.get(label, 0)) for label in labels]
    parts.append(_rest(here, some, content, known))
    missing = known.of((table.name, column.name, PRESENCE, "missing"), column.missing)
    return added([*parts, (0, missing[1])])


def _spread_total(
    column: ColumnView, content: Spreads, when: str, here: Address, known: Ranges
) -> Iterator[tuple[Range, Address]]:
    """Yield what the number of one case says of all its rows, missing ones included."""
    for case, count, _ in content.cases:
        if case == when:
            address = (*here, GIVEN, when, PRESENCE, "present")
            missing = known.of((*here, PRESENCE, "missing"), column.missing)
            yield added([known.of(address, count), (0, missing[1])]), address
