"""What stands in a column that is drawn: shares of listed values, bands of numbers and dates, rhythms of calendars."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.model import Column, FileRows, Spec, Table
from manikin.review.words import draws
from manikin.review.words.form import Subject
from manikin.review.words.kind import named

NAME = "values"


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each column that a distribution fills."""
    if isinstance(table.rows, FileRows):
        return
    for column in table.columns:
        if column.kind != "references" and column.draw is not None and column.draw.distributions:
            yield _subject(table, column)


def _subject(table: Table, column: Column) -> Subject:
    draw = column.draw
    assert draw is not None
    reading = draws.of_column(column.type, column.order)
    title = f"{named(table)}.{column.name}"
    told = draws.words(draw, reading, title)
    hidden = "Never written to the data; other columns depend on it." if column.hidden else ""
    return Subject(
        NAME, title, table.name, column.name, draw.address or column.address, told.before(hidden), draw.given
    )
