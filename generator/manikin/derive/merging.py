"""Merging: two neighbouring ranges of a public grid become one, in all tables on that grid at once."""

from __future__ import annotations

from dataclasses import replace

from manikin.derive.blocks import is_range
from manikin.derive.contents import Categories, Conditional, Content, Knots, Spreads
from manikin.derive.known import Range, added, ranges
from manikin.derive.permits import CHILDREN, GIVEN, PRESENCE, REST, ROWS, TOGETHER, Address
from manikin.derive.pooling import pooled
from manikin.derive.view import ColumnView, TableView, View

Wider = dict[Address, Range]
"""What a reader may still know of numbers that stand for others."""


def column_of(view: View, address: Address) -> ColumnView | None:
    """Return the column that the number of an address is about, if it is about one."""
    if address[0] == ROWS or CHILDREN in address or address[1:2] == (TOGETHER,):
        return None
    return next((c for c in view.table(address[0]).columns if c.name == address[1]), None)


def content_of(view: View, address: Address) -> Content | None:
    """Return what is told of the column that the number of an address is about."""
    column = column_of(view, address)
    return column.content if column is not None else None


def is_case(view: View, address: Address) -> bool:
    """Return whether a number stands in a range that has a neighbour to be merged with."""
    content = content_of(view, address)
    return (
        GIVEN in address
        and isinstance(content, Conditional | Spreads)
        and len(address) > 3
        and _pair(content, address[3]) is not None
    )


def _pair(content: Conditional | Spreads, when: str) -> tuple[str, str] | None:
    """Return a range and its neighbour: the next, or of the last the one before."""
    ranged = [case[0] for case in content.cases if is_range(case[0])]
    if when not in ranged or len(ranged) < 3:
        return None
    place = min(ranged.index(when), len(ranged) - 2)
    return ranged[place], ranged[place + 1]


def merge(view: View, address: Address, wider: Wider) -> View:
    """Join two neighbouring ranges of a grid, in all tables on that grid at once."""
    content = content_of(view, address)
    assert isinstance(content, Conditional | Spreads)
    pair = _pair(content, address[3])
    assert pair is not None
    grid = grid_of(address[0], content.given)
    tables = []
    for table in view.tables:
        columns = []
        for column in table.columns:
            there = column.content
            if isinstance(there, Conditional) and grid_of(table.name, there.given) == grid:
                there = _joined(view, table, column, pair, wider)
            elif isinstance(there, Spreads) and grid_of(table.name, there.given) == grid:
                there = _spread(view, table, column, pair, wider)
            columns.append(replace(column, content=there))
        tables.append(replace(table, columns=tuple(columns)))
    cut = pair[1].removeprefix(">=").partition("..")[0].strip()
    grids = tuple((name, tuple(c for c in cuts if name != grid or c != cut)) for name, cuts in view.grids)
    return replace(view, tables=tuple(tables), grids=grids)


def grid_of(table: str, given: str) -> str:
    """Return what the grid of a conditioning column is called: ``table.column``."""
    return given if "." in given else f"{table}.{given}"


def _joined(
    view: View, table: TableView, column: ColumnView, pair: tuple[str, str], wider: Wider
) -> Conditional:
    content = column.content
    assert isinstance(content, Conditional)
    cases = dict(content.cases)
    if not set(pair) <= set(cases):
        return content
    first, second = (cases[when] for when in pair)
    name = _named(pair)
    known = ranges(view, table, wider)
    here = (table.name, column.name, GIVEN)
    counts = []
    for label in sorted({**dict(first.counts), **dict(second.counts)}):
        parts = [dict(first.counts).get(label, 0), dict(second.counts).get(label, 0)]
        wider[*here, name, label] = added(
            [known.of((*here, when, label), count) for when, count in zip(pair, parts, strict=True)]
        )
        counts.append((label, sum(parts)))
    wider[*here, name, REST, "other"] = added(
        [known.of((*here, when, REST, "other"), cases[when].other) for when in pair]
    )
    merged = Categories(tuple(counts), first.other + second.other)
    return replace(
        content,
        cases=tuple(
            (name, merged) if when == pair[0] else (when, some)
            for when, some in content.cases
            if when != pair[1]
        ),
    )


def _named(pair: tuple[str, str]) -> str:
    begin = pair[0].partition("..")[0]
    return f">= {begin}" if pair[1].startswith(">=") else f"{begin}..{pair[1].partition('..')[2]}"


def _spread(view: View, table: TableView, column: ColumnView, pair: tuple[str, str], wider: Wider) -> Spreads:
    """Return quantiles of two neighbouring ranges as one, worked out from those of both."""
    content = column.content
    assert isinstance(content, Spreads)
    parts = [case for case in content.cases if case[0] in pair]
    if not parts:
        return content
    name = _named(pair)
    known = ranges(view, table, wider)
    counts = {when: count for when, count, _ in parts}
    here = (table.name, column.name, GIVEN)
    wider[*here, name, PRESENCE, "present"] = added(
        [known.of((*here, when, PRESENCE, "present"), counts.get(when, 0)) for when in pair]
    )
    merged = (
        name,
        sum(counts.values()),
        Knots(pooled([(count, knots.points) for _, count, knots in parts])),
    )
    place = content.cases.index(parts[0])
    left = [case for case in content.cases if case not in parts]
    return replace(content, cases=(*left[:place], merged, *left[place:]))
