"""Rows per parent that are spread evenly: by one table of shares, down from the uppermost table."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.evenness import DISTRIBUTIONS
from manikin.errors import Problem
from manikin.model import PartRows, PerRows, Table
from manikin.spec.rules.context import Context

_MEND = "draw for each parent by itself: remove `even_over`"


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with `even_over` under `rows`."""
    for table in context.tables:
        if isinstance(table.rows, PerRows) and table.rows.even_over and context.has_rows(table):
            for message, mend in _faults(context, table.rows):
                at = (*table.address, "rows", "even_over")
                yield context.problem(at, "ROWS05", message, mend, key=True)


def _faults(context: Context, rows: PerRows) -> Iterator[tuple[str, str]]:
    draw = rows.draw
    if draw.distribution is None:
        message = "how many parents each case has is not known, so that no share of them can be met exactly"
        yield message, f"give one distribution for all, or {_MEND}"
    elif draw.distribution.name not in DISTRIBUTIONS:
        message = (
            f"`{draw.distribution.name}` tells no share for each number that so many rows could meet exactly"
        )
        yield message, f"tell the numbers as a `histogram`, or {_MEND}"
    if rows.until:
        message = "where `until` ends the rows of a parent, fewer are there than were drawn"
        yield message, f"remove `until`, or {_MEND}"
    yield from _above(context.spec.tables[rows.parent], rows)


def _above(above: Table, rows: PerRows) -> Iterator[tuple[str, str]]:
    if isinstance(above.rows, PartRows):
        message = f"{above.name} is made of parts, of which no even number is known"
        yield message, f"count the rows per row of another table, or {_MEND}"
    elif isinstance(above.rows, PerRows) and above.rows.even_over != rows.even_over:
        own = f"over {above.rows.even_over:,}" if above.rows.even_over else "over none"
        message = f"the rows of {above.name} are spread evenly {own}, and those below them cannot be over {rows.even_over:,}"
        yield message, f"write `even_over: {rows.even_over}` under the rows of {above.name} too, or {_MEND}"
