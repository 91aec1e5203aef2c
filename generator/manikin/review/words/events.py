"""The times of the rows of one parent: how far apart, how long, how late the first and the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from manikin.model import Column, Distribution, Spec, Table
from manikin.review.words import draws
from manikin.review.words.form import Subject, Words
from manikin.review.words.kind import named

NAME = "events"
PARTS = {
    "first": "distance of the first time",
    "gap": "distance from one time to the next",
    "length": "length of each interval",
    "last": "length of the last interval",
}
DWELL = "dwell_of"


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each distance that is drawn between ordered times."""
    for column in table.columns:
        if column.kind == "events":
            for part, said in PARTS.items():
                if isinstance(column.parameters.get(part), Mapping):
                    yield _subject(table, column, part, said)


def _subject(table: Table, column: Column, part: str, said: str) -> Subject:
    ((name, parameters),) = column.parameters[part].items()
    at = (*column.address, "events", part)
    title = f"{named(table)}.{column.name}, {said}"
    if name == DWELL:
        told = Words((f"As long as the state in {parameters} lasts.",))
    else:
        unit = column.parameters.get("unit") or _unit(column, table)
        told = draws.of_cases(
            [("", Distribution(name, parameters, (*at, name)))], draws.of_distance(unit), title
        )
    return Subject(NAME, title, table.name, column.name, at, told)


def _unit(column: Column, table: Table) -> str:
    start = table.by_name.get(column.parameters.get("end_of", ""))
    return str(start.parameters.get("unit", "days")) if start is not None else "days"
