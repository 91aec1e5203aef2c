"""How far a date lies after or before another."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.model import Column, Distribution, Spec, Table
from manikin.review.words import draws
from manikin.review.words.form import Subject
from manikin.review.words.kind import named

NAME = "distances"


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each column that lies a drawn distance from another."""
    for column in table.columns:
        if column.kind in {"after", "before"}:
            yield _subject(table, column)


def _subject(table: Table, column: Column) -> Subject:
    given = column.parameters
    ((name, parameters),) = given["by"].items()
    at = (*column.address, column.kind, "by")
    from_ = given.get("column", given.get("value"))
    title = f"{named(table)}.{column.name}, distance {column.kind} {from_}"
    told = draws.of_cases(
        [("", Distribution(name, parameters, (*at, name)))], draws.of_distance(given["unit"]), title
    )
    bound = given.get("until")
    limit = "later" if column.kind == "after" else "earlier"
    rest = f"Never {limit} than {bound}: longer distances are drawn from what fits." if bound else ""
    return Subject(NAME, title, table.name, column.name, at, told.before(rest))
