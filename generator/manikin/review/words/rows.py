"""How many rows a table has: a declared number, or so many for each row of its parent."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.paths import ancestors
from manikin.model import FixedRows, PerRows, Spec, Table
from manikin.review.words import conditions, draws, numbers
from manikin.review.words.form import Subject, Words
from manikin.review.words.kind import named

NAME = "rows"


def subjects(table: Table, spec: Spec, /) -> Iterator[Subject]:
    """Yield the number of rows of a table."""
    rows = table.rows
    if isinstance(rows, FixedRows):
        told = Words((f"{numbers.plural(rows.count, 'row')}, as declared.",))
        at = (*table.address, "rows")
        yield Subject(NAME, f"{named(table)}, number of rows", table.name, "", at, told)
    if not isinstance(rows, PerRows) or not rows.draw.distributions:
        return
    title = f"{named(table)}, rows for each {rows.parent}"
    told = draws.words(rows.draw, draws.of_rows("rows"), title)
    means = [draws.of_rows("").sampler(one).mean for one in rows.draw.distributions]
    if len(means) == 1 and rows.draw.distributions[0].name == "histogram":
        told = told.before(f"On average {numbers.significant(means[0])}.")
    if rows.even_over:
        told = told.before(_evenly(table, rows, spec))
    if rows.until:
        told = told.before(f"No row follows the first for which {conditions.all_of(rows.until)}.")
    at = (*table.address, "rows")
    yield Subject(NAME, title, table.name, "", at, told, rows.draw.given)


def _evenly(table: Table, rows: PerRows, spec: Spec) -> str:
    top = list(ancestors(table, spec))[-1]
    return f"The shares hold in every {numbers.plural(rows.even_over, 'row')} of {named(top)}, not on average alone."
