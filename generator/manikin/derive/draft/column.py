"""One column of a draft: its type, one way to fill it, and a remark where a steward must look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from manikin.derive.contents import Nothing, Shape, Words
from manikin.derive.draft.cases import is_condition
from manikin.derive.draft.fill import Filled, fill
from manikin.derive.draft.fits import Fit
from manikin.derive.draft.fitting import fitted, has_quantiles
from manikin.derive.draft.layout import Layout
from manikin.derive.draft.looking import plain
from manikin.derive.draft.shapes import wide_enough
from manikin.derive.draft.shares import missing
from manikin.derive.view import ColumnView, Depth, ReferenceView, TableView, View
from manikin.derive.words import words

SPARE: Final = 20
"""A permutation is drawn from this many times as many numbers as there are rows."""
LEVELS: Final = 8
"""The most levels of a hierarchy; of the data it is not told."""


@dataclass(frozen=True)
class Drafting:
    """A view whose names are those of the language, what each table will be, and the name of the source.

    With `fits` numbers are told by families where one comes near.
    """

    view: View
    layouts: Mapping[str, Layout]
    source: str
    fits: bool = False

    def above(self, table: str) -> tuple[str, ...]:
        """Return the parent of a table, its parent, and so on."""
        found: list[str] = []
        while (parent := self.layouts[table].parent) is not None:
            table = parent.target
            found.append(table)
        return tuple(found)

    def column(self, table: str, name: str) -> ColumnView:
        """Return a column."""
        return next(column for column in self.view.table(table).columns if column.name == name)

    def typed(self, table: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> ColumnView:
        """Return the column whose type another has: of what it points at, or of what it repeats, to the end."""
        own = self.view.table(table)
        reference = _pointing(own, name)
        copied = dict(own.copies).get(name) if reference is None else None
        if (table, name) in seen or (reference is None and copied is None):
            return self.column(table, name)
        if reference is not None:
            place = reference.columns.index(name)
            return self.typed(reference.target, reference.target_columns[place], seen | {(table, name)})
        assert copied is not None
        there, _, column = copied.partition(".")
        return self.typed(there, column, seen | {(table, name)})


@dataclass(frozen=True)
class Written:
    """A column as it will be written.

    Parameters
    ----------
    node : Mapping
        Its keys.
    remark : str
        What a steward is told beside it.
    file : tuple
        Labels and counts for a file of its own.
    by : tuple of str
        The columns that stand before them in the file.
    fit : Fit, optional
        The family that its numbers are told by.
    """

    node: Mapping[str, Any]
    remark: str = ""
    file: tuple[tuple[str | int, ...], ...] = ()
    by: tuple[str, ...] = ()
    fit: Fit | None = None


def write(column: ColumnView, table: TableView, drafting: Drafting) -> Written:
    """Return a column of a table that is generated."""
    layout = drafting.layouts[table.name]
    type_of = drafting.typed(table.name, column.name)
    column = replace(
        column,
        type=type_of.type,
        scale=type_of.scale,
        precision=type_of.precision,
        max_length=type_of.max_length,
    )
    written = typed(column)
    reference = _pointing(table, column.name)
    if layout.ways.get(column.name) == "ordinal":
        return Written({**written, "ordinal": {}}, "numbered within its parent")
    copied = _copied(column, table, drafting)
    if copied:
        return Written({**written, "copy": copied})
    if reference is not None and layout.rows:
        return _referring(column, reference, table, drafting, written)
    return _filled(column, table, drafting, written)


def typed(column: ColumnView) -> dict[str, Any]:
    """Return the keys of a column's type."""
    written: dict[str, Any] = {"type": column.type}
    if column.type == "decimal":
        written["scale"] = column.scale
    if column.type in {"datetime", "time"} and column.precision != "s":
        written["precision"] = column.precision
    if column.type == "string" and column.max_length is not None:
        written["max_length"] = column.max_length
    return written


def _pointing(table: TableView, name: str) -> ReferenceView | None:
    """Return the reference that a column is part of; of several the one to the parent, then the longest."""
    found = [reference for reference in table.references if name in reference.columns]
    return max(found, key=lambda one: (one.is_parent, len(one.columns)), default=None)


def _copied(column: ColumnView, table: TableView, drafting: Drafting) -> str:
    """Return the path of what a column repeats; empty where it does not, or the path leads nowhere in the draft."""
    path = dict(table.copies).get(column.name, "")
    parent = drafting.layouts[table.name].parent
    if not path or parent is None or column.name in parent.columns or table.key == (column.name,):
        return ""
    return path if path.partition(".")[0] in drafting.above(table.name) else ""


def _referring(
    column: ColumnView,
    reference: ReferenceView,
    table: TableView,
    drafting: Drafting,
    written: Mapping[str, Any],
) -> Written:
    layout = drafting.layouts[table.name]
    evidence = str(reference.evidence)
    place = reference.columns.index(column.name)
    if not drafting.layouts[reference.target].rows:
        if column.name in layout.key:
            return _filled(column, table, drafting, written)
        made_up = fill(column, Nothing()).way
        return Written(
            {**written, **made_up, "missing": 1}, f"{evidence}, but {reference.target} has no rows"
        )
    if place:
        return Written(
            {**written, "copy": f"{reference.columns[0]}.{reference.target_columns[place]}"}, evidence
        )
    way = {**written, "references": _target(column.name, reference, table, drafting)}
    if column.name not in (*layout.key, *(layout.parent.columns if layout.parent else ())):
        way |= missing(column, table)
    if way.get("missing", 1) != 1:
        way["source"] = {"from": drafting.source, "n": column.present + column.missing}
    return Written(way, evidence)


def _target(name: str, reference: ReferenceView, table: TableView, drafting: Drafting) -> Any:
    """Return what a reference points at, as a specification says it."""
    layout = drafting.layouts[table.name]
    target = drafting.view.table(reference.target)
    asked: dict[str, Any] = {}
    if len(reference.columns) > 1 or reference.target_columns != target.key:
        asked["column"] = reference.target_columns[0]
    if layout.parent is None or name not in layout.parent.columns:
        there = (*drafting.above(target.name), target.name)
        if reference.within in drafting.above(table.name) and reference.within in there:
            asked["within"] = reference.within
        if target.name == table.name:
            asked["levels"] = LEVELS
        if layout.ways.get(name) == "distinct":
            asked["distinct"] = True
    return {"table": target.name, **asked} if asked else target.name


def _filled(column: ColumnView, table: TableView, drafting: Drafting, written: Mapping[str, Any]) -> Written:
    layout = drafting.layouts[table.name]
    node = dict(written)
    filled = key(column, layout) if layout.key == (column.name,) else plain(column, table, drafting)
    found = None
    if drafting.fits and has_quantiles(filled) and not is_condition(column, table, drafting.view):
        filled, found = fitted(column, filled)
    node |= filled.way
    if column.name not in layout.key:
        node |= missing(column, table)
    if filled.n:
        node["source"] = {"from": drafting.source, "n": filled.n}
    return Written(node, _remark(column, table, filled), filled.file, filled.by, found)


def _remark(column: ColumnView, table: TableView, filled: Filled) -> str:
    """Return what a steward is told: where nothing was learnt, what is left out, which orders a draft does not keep."""
    said = [filled.remark] if filled.remark else []
    learnt = bool(filled.n) or not {"sequence", "permutation", "uuid"}.isdisjoint(filled.way)
    if column.note and not isinstance(column.content, Nothing | Words):
        said.append(column.note)
    elif not learnt and table.depth is Depth.STATISTICS and not said:
        is_empty = column.missing and not column.present
        text = "made-up text" if isinstance(column.content, Words) else "type alone"
        if column.content == Words("text") and {"date", "time"} & _ends(column.name):
            text += "; called a date or a time, and written in no way that is read"
        said.append("no values" if is_empty else text)
    return "; ".join(said)


def _ends(name: str) -> set[str]:
    """Return the last word of a name, and what stands in it for a time."""
    last = words(name)[-1:]
    return {*last, *(part for part in ("date", "time") for word in last if word.endswith(part))}


def key(column: ColumnView, layout: Layout) -> Filled:
    """Return a way to fill a key of one column, so that it differs by the way it is made."""
    rows = max(1, layout.rows)
    if column.type == "uuid":
        return Filled({"uuid": {}})
    if column.type == "string":
        shape = column.content.pattern if isinstance(column.content, Shape) else "[A-Z]{3}[0-9]{7}"
        if column.max_length is not None and column.max_length < 10 and not isinstance(column.content, Shape):
            shape = ""
        return Filled({"pattern": wide_enough(shape, rows, column.max_length), "unique": True})
    if column.type in {"date", "datetime"}:
        return Filled({**fill(column, Nothing()).way, "unique": True})
    if isinstance(column.content, Shape):
        digits = fill(column, column.content).way["distribution"]["uniform"]
        if digits["max"] > SPARE * rows:
            return Filled({"permutation": {"start": max(1, digits["min"]), "max": digits["max"]}})
    return Filled({"sequence": {"start": 1}})
