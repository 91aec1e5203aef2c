"""Defects undone by the answer key alone, row by row: the oracle of the tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pcsv

from manikin.sinks.as_text import as_text

Rows = list[dict[str, Any]]


def as_texts(table: pa.Table) -> Rows:
    """Return rows with every value as it would be written without a format."""
    plain = []
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        plain.append(as_text(column).to_pylist())
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*plain, strict=True)]


def read(path: Path) -> Rows:
    """Return the rows of a CSV file, every value text."""
    names = pcsv.open_csv(path).schema.names
    options = pcsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        null_values=[""],
        quoted_strings_can_be_null=False,
    )
    return pcsv.read_csv(path, convert_options=options).to_pylist()


def mended(name: str, rows: Rows, key: Rows) -> Rows:
    """Return the rows of a table without the defects that the answer key tells, all of which must be there."""
    lines = [line for line in key if line["table"] == name]
    found: list[dict[str, Any] | None] = [dict(row) for row in rows]
    copied, late = set(), {}
    for line in lines:
        row = found[int(line["row"]) - 1]
        assert row is not None
        if line["column"] is not None:
            assert row[line["column"]] == line["stands"] != line["should_be"]
            row[line["column"]] = line["should_be"]
        elif line["kind"] == "duplicate":
            copied.add(int(line["row"]) - 1)
        else:
            assert line["kind"] == "late"
            late[int(line["row"]) - 1] = int(line["clean_row"]) - 1
    for place in copied:
        assert found[place] == found[place - 1]
    kept = [row for place, row in enumerate(found) if place not in copied and place not in late]
    for place in sorted(late, key=late.__getitem__):
        kept.insert(late[place], found[place])
    for line in lines:
        assert _key(kept[int(line["clean_row"]) - 1], line["key"])
    return kept


def _key(row: Mapping[str, Any] | None, told: str | None) -> bool:
    if told is None:
        return True
    assert row is not None
    pairs = (pair.partition("=") for pair in told.split("; "))
    return all(row[name] == value for name, _, value in pairs)
