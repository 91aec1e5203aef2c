"""Drafts: from a view to the files of a specification that a steward reads line by line.

Reads the view alone; has seen no data and cannot.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from manikin.derive.draft.column import Drafting
from manikin.derive.draft.flow import entry, remarked, scalar
from manikin.derive.draft.follows import MADE_UP
from manikin.derive.draft.heading import Heading, heading_lines
from manikin.derive.draft.layout import layouts
from manikin.derive.draft.record import SCHEMA, record
from manikin.derive.draft.renaming import renamed
from manikin.derive.draft.table import DraftTable, draft_table, file_name
from manikin.derive.view import Depth, View

SOURCE = "extract"
"""The name of the one source that a draft's numbers come from."""

__all__ = ["SCHEMA", "SOURCE", "Heading", "draft"]


def draft(view: View, heading: Heading, *, fits: bool = False) -> dict[str, bytes]:
    """Return the files of a draft by name: ``spec.yaml``, lists of labels, ``derivation.json`` and ``view.json``.

    Parameters
    ----------
    fits : bool
        Whether numbers are told by the family that fits their quantiles best, where one comes near.
    """
    plain, called = renamed(view)
    drafting = Drafting(plain, layouts(plain), SOURCE, fits)
    drafted = {table.name: draft_table(table, drafting) for table in plain.tables}
    body = [line for name, table in drafted.items() for line in _table(name, table, called.changed)]
    has_made_up = any(f"source: {MADE_UP}" in line for line in body)
    lines = [*heading_lines(plain, heading, SOURCE, MADE_UP if has_made_up else ""), "tables:", *body]
    while lines[-1] == "":
        lines.pop()
    files = {"spec.yaml": ("\n".join(lines) + "\n").encode()}
    for table in drafted.values():
        for name, (head, rows) in table.files.items():
            files[name] = _csv(head, rows)
    for original in plain.tables:
        if original.depth is Depth.VOCABULARY:
            names = [column.name for column in original.columns]
            files[file_name(original.name)] = _csv(names, original.copied)
    found = {
        (called.changed.get((name, ""), name), called.changed.get((name, column), column)): fit
        for name, table in drafted.items()
        for column, fit in table.fits.items()
    }
    files["derivation.json"] = record(view, found)
    # All that a next version is derived against: permitted numbers alone, as the view has them.
    files["view.json"] = view.to_json()
    return files


def _table(name: str, table: DraftTable, changed: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for note in (*_called(changed.get((name, ""))), *table.notes):
        yield f"  # {note}"
    yield f"  {scalar(name)}:"
    for key, node in table.head.items():
        yield from remarked(entry(4, key, node), table.remarks.get(key, ""))
    yield "    columns:"
    for column, node in table.columns.items():
        remarks = [*_called(changed.get((name, column))), table.remarks.get(f"columns {column}", "")]
        yield from remarked(entry(6, column, node), "; ".join(filter(None, remarks)))
    for key, node in table.tail.items():
        yield from entry(4, key, node)
    yield ""


def _called(there: str | None) -> tuple[str, ...]:
    return () if there is None else (f"in the source {quoted(there)}",)


def quoted(name: str) -> str:
    """Return a name of the source in quotes, on one line."""
    return '"' + "".join(sign if sign.isprintable() else "?" for sign in name[:80]) + '"'


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return stream.getvalue().encode()
