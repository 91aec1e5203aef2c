"""A table of a draft: its rows, its key, its columns, each with what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from manikin.derive.draft.column import Drafting, typed, write
from manikin.derive.draft.fits import Fit
from manikin.derive.draft.flow import Number
from manikin.derive.draft.layout import Layout
from manikin.derive.draft.looking import unkept
from manikin.derive.draft.rules import rules
from manikin.derive.view import Depth, TableView

Rows = tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]
"""The head and the rows of a file."""


@dataclass
class DraftTable:
    """A table as it will be written.

    Parameters
    ----------
    head : dict
        Its keys but for the columns.
    columns : dict
        The columns.
    tail : dict
        Its keys that stand after the columns.
    notes : list of str
        What a steward is told above the table.
    remarks : dict
        What a steward is told at a key of the table (by its name) or of a column (by ``columns`` and its name).
    files : dict
        Lists beside the specification, by the names of their files: their heads and rows.
    fits : dict
        The families that stand for quantiles, by column.
    """

    head: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    tail: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    files: dict[str, Rows] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)


def draft_table(table: TableView, drafting: Drafting) -> DraftTable:
    """Return the draft of a table whose names are those of the language."""
    layout = drafting.layouts[table.name]
    made = DraftTable(notes=list(layout.notes))
    if table.depth is Depth.VOCABULARY:
        return _vocabulary(table, made)
    made.head["rows"] = _rows(layout, drafting.source)
    if layout.bins.bins and not layout.bins.is_told:
        made.remarks["rows"] = "the average alone"
    if layout.bins.made_up:
        made.remarks["rows"] = (
            f"not told of {layout.bins.made_up:,} rows of {layout.parent.target}, and made up for those"
            if layout.parent
            else ""
        )
    _key(layout, table, made)
    patterns = _patterns(table, layout)
    if patterns:
        told = {"from": drafting.source, "n": sum(pattern["weight"] for pattern in patterns)}
        made.head["missing_patterns"] = {"together": {"patterns": patterns, "source": told}}
    for column in table.columns:
        written = write(column, table, drafting)
        node = dict(written.node)
        if written.file:
            name = file_name(table.name, column.name)
            made.files[name] = ((*written.by, "value", "rows"), written.file)
            listed = {"choice": {"value": "value", "weight": "rows"}}
            if written.by:
                node["cases"] = {"file": name, **listed, **node["cases"]}
            else:
                node = _with_way(node, {"choice": {"file": name, **listed["choice"]}})
        made.columns[column.name] = node
        if written.fit is not None:
            made.fits[column.name] = written.fit
        if written.remark:
            made.remarks[f"columns {column.name}"] = written.remark
    _rules(table, drafting, made)
    return made


def _rules(table: TableView, drafting: Drafting, made: DraftTable) -> None:
    """Write the orders that rows are drawn to keep, and a remark for each that they would hardly ever keep."""
    pairs = [
        (first, column.name)
        for column in table.columns
        for first in unkept(column, table, made.columns[column.name])
    ]
    found = rules(table, drafting.view, drafting.above(table.name), pairs)
    if found.checks:
        made.tail["checks"] = list(found.checks)
    for name, said in (found.remarks or {}).items():
        place = f"columns {name}"
        told = f"in the source {' and '.join(said)}"
        made.remarks[place] = "; ".join(filter(None, [made.remarks.get(place, ""), told]))


def _with_way(node: Mapping[str, Any], way: Mapping[str, Any]) -> dict[str, Any]:
    """Return a column with its distribution after its type, before what is missing."""
    first = {
        name: part for name, part in node.items() if name in {"type", "scale", "precision", "max_length"}
    }
    return {
        **first,
        "distribution": way,
        **{name: part for name, part in node.items() if name not in first},
    }


def _key(layout: Layout, table: TableView, made: DraftTable) -> None:
    if layout.key:
        made.head["key"] = layout.key[0] if len(layout.key) == 1 else list(layout.key)
        made.remarks["key"] = str(table.key_evidence)


def _rows(layout: Layout, source: str) -> Any:
    if layout.parent is None:
        told = {"exactly": layout.rows, "source": {"from": source, "n": layout.rows}}
        return told if layout.is_told else layout.rows
    bins = {_bin(first, last): weight for first, last, weight in layout.bins.bins}
    rows: dict[str, Any] = {"per": layout.parent.target, "distribution": {"histogram": bins}}
    if layout.over:
        rows["even_over"] = layout.over
    return {**rows, "source": {"from": source, "n": layout.bins.n}} if layout.bins.is_told else rows


def _bin(first: int, last: int) -> Number:
    return Number(str(first) if first == last else f"{first}-{last}")


def _patterns(table: TableView, layout: Layout) -> list[Any]:
    """Return the patterns of what is missing together; columns that are never missing by themselves stand in none."""
    fixed = {*layout.key, *(layout.parent.columns if layout.parent else ()), *dict(table.copies)}
    counted: dict[tuple[str, ...], int] = {}
    for names, count in table.missing_together:
        left = tuple(name for name in names if name not in fixed)
        counted[left] = counted.get(left, 0) + count
    if not any(counted):
        return []
    return [{"missing": list(names), "weight": count} for names, count in counted.items()]


def _vocabulary(table: TableView, made: DraftTable) -> DraftTable:
    made.notes.append("copied as it is: stated to be public")
    made.head["file"] = file_name(table.name)
    if table.key:
        made.head["key"] = table.key[0] if len(table.key) == 1 else list(table.key)
        made.remarks["key"] = str(table.key_evidence)
    if any((cell or "")[:1] in {"=", "+", "-", "@"} for row in table.copied for cell in row):
        made.head["formulas"] = "allow"
    made.columns = {column.name: typed(column) for column in table.columns}
    return made


def file_name(*parts: str) -> str:
    """Return the name of a file beside the specification."""
    name = "-".join(parts).lower().replace("_", "-").strip("-")
    return f"{name[:90]}.csv"
