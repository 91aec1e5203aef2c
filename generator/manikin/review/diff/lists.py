"""The rows of a vocabulary by their key, so that two versions of a file can be put side by side."""

from __future__ import annotations

from dataclasses import dataclass

from manikin.model import FileRows, Spec

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Lines:
    """The lines of a file, in order.

    Parameters
    ----------
    columns : tuple of str
        The columns of the file.
    key : tuple of str
        Those that tell its lines apart; where none do, it is the whole line.
    rows : Mapping of Key to tuple
        The cells of each line, as text; the second of two lines with one key has its number with it.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: dict[Key, tuple[str | None, ...]]


def lines_of(spec: Spec, table: str) -> Lines:
    """Return the lines of a table that stands in a file."""
    found = spec.tables[table]
    assert isinstance(found.rows, FileRows)
    file = spec.files[found.rows.file]
    columns = tuple(file.column_names)
    key = found.key or columns
    cells = [file.column(name).to_pylist() for name in columns]
    rows: dict[Key, tuple[str | None, ...]] = {}
    places = [columns.index(name) for name in key]
    for line in zip(*cells, strict=True):
        told: Key = tuple(line[place] for place in places)
        again = 1
        while told in rows:
            again += 1
            told = (*(line[place] for place in places), f"#{again}")
        rows[told] = line
    return Lines(columns, key, rows)
