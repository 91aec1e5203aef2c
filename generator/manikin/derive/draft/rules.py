"""Rules of a draft: orders of dates that hold in the source, and that no other key of the draft makes hold.

A row that breaks a rule is drawn again, so a rule is written only where enough draws keep it, whatever the row above has;
how many do is worked out from what is told of both dates. Any other order is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from manikin.derive.draft.spans import Span, span
from manikin.derive.view import ColumnView, TableView, View

LEAST_KEPT: Final = 0.1
"""The share of first draws that must keep all rules of a table together."""
LEAST_ANYWHERE: Final = 0.03
"""The same of rows under the least fitting row above; the language asks for 1 in 100."""


@dataclass(frozen=True)
class Order:
    """One order: the date that is never before the other, and by whom it is so."""

    first: str
    last: str
    column: str

    @property
    def name(self) -> str:
        """What the rule is called."""
        return f"{self.last} not before {self.first}"


@dataclass(frozen=True)
class Rules:
    """The rules of a table, and the orders that remain remarks, by column."""

    checks: tuple[Mapping[str, str], ...] = ()
    remarks: Mapping[str, Sequence[str]] | None = None


def rules(table: TableView, view: View, above: Sequence[str], unkept: Sequence[tuple[str, str]]) -> Rules:
    """Return the rules of a table.

    Parameters
    ----------
    above : sequence of str
        The tables above it in the draft.
    unkept : sequence of (str, str)
        Orders of dates of one row that the way they are filled does not keep.
    """
    checks: list[Mapping[str, str]] = []
    remarks: dict[str, list[str]] = {}
    everywhere = anywhere = 1.0
    for order, own, other, is_above in (*_own(table, unkept), *_above(table, view, above)):
        kept, least = _share(order, own, other, table, view, is_above=is_above)
        if everywhere * kept < LEAST_KEPT or anywhere * least < LEAST_ANYWHERE:
            is_after = order.last == order.column
            said = f"never before {order.first}" if is_after else f"never after {order.last}"
            remarks.setdefault(order.column, []).append(said)
            continue
        everywhere, anywhere = everywhere * kept, anywhere * least
        first, last = _compared(order, own, other)
        checks.append({"name": order.name, "sql": f"{last} >= {first}"})
    return Rules(tuple(checks), remarks)


Found = tuple[Order, ColumnView, ColumnView, bool]


def _own(table: TableView, unkept: Sequence[tuple[str, str]]) -> Iterator[Found]:
    for first, last in unkept:
        columns = table.columns_by_name
        yield Order(first, last, last), columns[last], columns[first], False


def _above(table: TableView, view: View, above: Sequence[str]) -> Iterator[Found]:
    copied = dict(table.copies)
    for name, word, path in table.orders_above:
        there, _, other = path.partition(".")
        if there not in above or name in copied or name in table.key:
            continue
        own = table.columns_by_name[name]
        far = view.table(there).columns_by_name[other]
        yield Order(*((path, name) if word == "after" else (name, path)), name), own, far, True


def _share(
    order: Order, own: ColumnView, other: ColumnView, table: TableView, view: View, *, is_above: bool
) -> tuple[float, float]:
    """Return the share of rows that keep an order as drawn, and that of rows under the least fitting row above."""
    here = span(own, table)
    if is_above:
        path = order.first if order.column == order.last else order.last
        there = span(other, view.table(path.partition(".")[0]), turn=2)
    else:
        there = span(other, table, turn=2)
    if here is None or there is None:
        return 0.0, 0.0
    is_after = order.column == order.last
    kept = _kept(here, there.points, is_after=is_after)
    if not is_above:
        return kept, kept
    worst = there.last if is_after else there.first
    return kept, _kept(here, [worst] * len(here.points), is_after=is_after)


def _kept(here: Span, there: Sequence[float], *, is_after: bool) -> float:
    pairs = zip(here.points, there, strict=True)
    return sum(a >= b if is_after else a <= b for a, b in pairs) / len(here.points)


def _compared(order: Order, own: ColumnView, other: ColumnView) -> tuple[str, str]:
    """Return both sides of a comparison, as days where only one of them has a time."""
    is_after = order.last == order.column
    types = (other.type, own.type) if is_after else (own.type, other.type)
    sides = [_quoted(order.first), _quoted(order.last)]
    if types[0] != types[1]:
        sides = [
            f"CAST({side} AS DATE)" if kind == "datetime" else side
            for side, kind in zip(sides, types, strict=True)
        ]
    return sides[0], sides[1]


def _quoted(path: str) -> str:
    return ".".join(
        part if part.isidentifier() and part.lower() not in _WORDS else f'"{part}"'
        for part in path.split(".")
    )


_WORDS: Final = frozenset(
    "all and as at between by case cast cross date day desc distinct else end exists false from full group having hour if in "
    "inner interval into is join left like limit minute month not null offset on or order outer right second select set "
    "some start table then time timestamp to true union using values when where with year".split()
)
"""Words that SQL takes for its own."""
