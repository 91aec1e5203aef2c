"""Missing together: which columns of a row have no value at once, as patterns that enough people share.

The patterns are told if they are few, if nearly all rows have one of them, and if some is commoner than columns that
go missing each by itself would make it; all three by permitted counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any, Final

from manikin.derive.permits import TOGETHER
from manikin.derive.rows import Rows
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import cells
from manikin.derive.view import ColumnView, TableView
from manikin.disclosure.policy import Policy

MOST_PATTERNS: Final = 20
MOST_COLUMNS: Final = 60
"""More columns than this have no whole number for each of their patterns."""
LEAST_SHOWN: Final = 0.95
"""The share of rows whose pattern must be told."""
LIFT: Final = 1.5
"""How many times as often as by chance a pattern must occur to be one."""
_TRIES: Final = 3


def together(table: TableView, about: Subject, rows: Rows, policy: Policy) -> TableView:
    """Return a table with the patterns of what is missing together; with none where there are none to tell."""
    for names in _sets(table):
        there = rows.with_person(table.name, names)[0]
        here = replace(about, rows=there)
        bits: Any = sum(there[name].isnull().ifelse(2**place, 0) for place, name in enumerate(names))
        told = cells(here, bits.cast("int64"), policy.at(TOGETHER)).told
        patterns = {
            tuple(name for place, name in enumerate(names) if int(str(code)) >> place & 1): count
            for code, count in sorted(told.items(), key=lambda pair: int(str(pair[0])))
        }
        if _is_worth_telling(patterns, names, table.rows):
            return replace(table, missing_together=tuple(patterns.items()))
    return table


def _sets(table: TableView) -> Iterator[list[str]]:
    """Yield the sets of columns to look at: all that may be missing, then those that are missing equally often."""
    filled = {name for reference in table.references if reference.is_parent for name in reference.columns}
    filled |= {*table.key, *(name for name, _ in table.copies)}
    may = [c for c in table.columns if c.missing and c.present and c.name not in filled]
    if 2 <= len(may) <= MOST_COLUMNS:
        yield [column.name for column in may]
    alike: dict[int, list[ColumnView]] = {}
    for column in may:
        alike.setdefault(column.missing, []).append(column)
    sets = [some for some in alike.values() if 2 <= len(some) <= MOST_COLUMNS and len(some) < len(may)]
    for some in sorted(sets, key=lambda some: (-len(some), -some[0].missing))[:_TRIES]:
        yield [column.name for column in some]


def _is_worth_telling(patterns: Mapping[tuple[str, ...], int], names: Sequence[str], rows: int) -> bool:
    total = sum(patterns.values())
    if not 2 <= len(patterns) <= MOST_PATTERNS or total < LEAST_SHOWN * rows:
        return False
    shares = {name: sum(n for some, n in patterns.items() if name in some) / total for name in names}
    return any(
        len(some) > 1
        and count >= LIFT * total * prod(shares[name] if name in some else 1 - shares[name] for name in names)
        for some, count in patterns.items()
    )
