"""Drafts: from a view to the files of a specification that a steward reads line by line.

Reads the view alone; has seen no data and cannot.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from manikin.derive.draft.cases import grids
from manikin.derive.draft.flow import entry, scalar
from manikin.derive.draft.names import names
from manikin.derive.draft.table import DraftTable, draft_table, renamed
from manikin.derive.view import View

SOURCE = "extract"
"""The name of the one source that a draft's numbers come from."""


@dataclass(frozen=True)
class Heading:
    """What a draft says above its tables, from the person who derives.

    Parameters
    ----------
    dataset, title : str
        The dataset's name and title.
    source_title : str
        What the data are called.
    owner, contact : str
        Who answers for it.
    """

    dataset: str
    title: str
    source_title: str
    owner: str = "Data team"
    contact: str = "data-stewards@example.org"


def draft(view: View, heading: Heading) -> dict[str, bytes]:
    """Return the files of a draft by name: ``spec.yaml``, lists of labels, ``derivation.json`` and ``view.json``."""
    tables = names(table.name for table in view.tables)
    columns = {table.name: names(column.name for column in table.columns) for table in view.tables}
    plain = replace(
        view,
        tables=tuple(renamed(view, tables, columns)),
        people_table=tables.get(view.people_table, ""),
        grids=tuple(_renamed_grids(view, tables, columns)),
        people_column=columns.get(view.people_table, {}).get(view.people_column, ""),
    )
    drafted = {table.name: draft_table(table, plain, SOURCE) for table in plain.tables}
    lines = [*_head(plain, heading), "tables:"]
    for name, table in drafted.items():
        lines += _table(name, table)
    files = {"spec.yaml": ("\n".join(lines) + "\n").encode()}
    for table in drafted.values():
        for name, pairs in table.files.items():
            files[name] = _csv(pairs)
    files["derivation.json"] = _derivation(view)
    # All that a next version is derived against: permitted numbers alone, as the view has them.
    files["view.json"] = view.to_json()
    return files


def _renamed_grids(
    view: View, tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, cuts in view.grids:
        table = next(t for t in tables if name.startswith(f"{t}.") and name[len(t) + 1 :] in columns[t])
        yield f"{tables[table]}.{columns[table][name[len(table) + 1 :]]}", cuts


def _head(view: View, heading: Heading) -> Iterator[str]:
    people = f"{view.people:,} people" if view.people else "rows, each taken for a person"
    yield f"# A draft, derived from real data under the policy {view.policy.name}. {view.policy.wording}"
    yield f"# It was learnt from {people}. Read every line, correct what is wrong, and have it reviewed before it is used."
    yield from entry(0, "language", 1)
    yield from entry(0, "dataset", heading.dataset)
    yield "version: 0.1.0"
    yield from entry(0, "title", heading.title)
    yield from entry(0, "owner", {"name": heading.owner, "contact": heading.contact})
    yield "class: privately-sourced"
    yield "seed: 1"
    yield "sources:"
    details: dict[str, Any] = {"kind": "private", "title": heading.source_title, "policy": view.policy.name}
    details["people"] = view.people or max((table.rows for table in view.tables), default=0)
    yield from entry(2, SOURCE, details)
    if cuts := grids(view):
        yield from entry(0, "grids", cuts)
    yield ""


def _table(name: str, table: DraftTable) -> Iterator[str]:
    note = f"  # {table.notes['']}" if table.notes.get("") else ""
    yield f"  {scalar(name)}:{note}"
    for key, node in table.head.items():
        yield from entry(4, key, node)
    yield "    columns:"
    for column, node in table.columns.items():
        first, *rest = entry(6, column, node)
        remark = table.notes.get(column)
        yield f"{first}  # {remark}" if remark else first
        yield from rest
    yield ""


def _csv(pairs: tuple[tuple[str, int], ...]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["value", "rows"])
    writer.writerows(pairs)
    return stream.getvalue().encode()


def _derivation(view: View) -> bytes:
    told: Mapping[str, Any] = {
        "policy": vars(view.policy),
        "fidelity": view.fidelity,
        "people": view.people,
        "people_from": f"{view.people_table}.{view.people_column}" if view.people_table else "rows",
        "tables": {
            table.name: {
                "told": str(table.depth),
                "rows": table.rows,
                "key": {"columns": list(table.key), "evidence": str(table.key_evidence)},
                "references": [
                    {
                        "columns": list(r.columns),
                        "to": r.target,
                        "evidence": str(r.evidence),
                        "parent": r.is_parent,
                    }
                    for r in table.references
                ],
            }
            for table in view.tables
        },
        "kept": {"from": view.kept_from, "numbers": len(view.kept)},
        "suppressed": [{"table": t, "rule": rule, "rows": rows} for t, rule, rows in view.suppressed],
    }
    return (json.dumps(told, indent=2, sort_keys=True) + "\n").encode("ascii")
