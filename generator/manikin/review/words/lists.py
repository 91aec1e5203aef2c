"""Lists that are loaded as they are: vocabularies, with every row that they have."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.model import FileRows, Spec, Table
from manikin.review.words import numbers
from manikin.review.words.form import Subject, Words
from manikin.review.words.kind import named

NAME = "lists"


def subjects(table: Table, spec: Spec, /) -> Iterator[Subject]:
    """Yield the list that a table is loaded from."""
    if not isinstance(table.rows, FileRows):
        return
    file = spec.files[table.rows.file]
    told = (
        f"A list of {numbers.plural(file.num_rows, 'row')}, loaded as it is from {table.rows.file} and not generated.",
        "It is written into the data."
        if not table.hidden
        else "It is drawn on and never written into the data.",
    )
    at = (*table.address, "file")
    yield Subject(NAME, f"{named(table)}, a list", table.name, "", at, Words(told))
