"""A table of a draft: its rows, its key, its columns, each with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from manikin.derive.contents import Conditional, Distance, Nothing, Shape
from manikin.derive.draft.cases import cases
from manikin.derive.draft.fill import Filled, fill
from manikin.derive.draft.flow import Number
from manikin.derive.view import ColumnView, Depth, Evidence, ReferenceView, TableView, View

_OPEN: Final = 2
"""The open last bin of a histogram ends at this many times where it begins."""
_BY_EVIDENCE: Final = {
    Evidence.STATED: "stated when this was derived",
    Evidence.DECLARED: "declared by the database",
    Evidence.GUESSED: "guessed from names and values: please confirm",
}


@dataclass
class DraftTable:
    """A table as it will be written.

    Parameters
    ----------
    head : dict
        Its keys but for the columns.
    columns : dict
        The columns, with notes of their own.
    notes : dict
        What a steward is told at the line of a column, or of the table under an empty name.
    files : dict
        Lists of labels with counts, by the names of their files.
    """

    head: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def draft_table(table: TableView, view: View, source: str) -> DraftTable:
    """Return the draft of a table whose names are those of the language.

    Parameters
    ----------
    table : TableView
        The table.
    view : View
        The whole, for what is referred to.
    source : str
        The name of the source that its numbers come from.
    """
    made = DraftTable()
    made.head["rows"] = _rows(table, view, source)
    if table.key:
        made.head["key"] = table.key[0] if len(table.key) == 1 else list(table.key)
        made.notes[""] = f"key {_BY_EVIDENCE[table.key_evidence]}"
    if table.depth is Depth.STRUCTURE:
        made.notes[""] = "; ".join(
            [*filter(None, [made.notes.get("")]), "structure alone: too few people for more"]
        )
    if table.depth is Depth.EMPTY:
        made.notes[""] = "; ".join(
            [*filter(None, [made.notes.get("")]), "no rows, or too few for their number to be told"]
        )
    for column in table.columns:
        made.columns[column.name] = _column(column, table, view, source, made)
    return made


def _rows(table: TableView, view: View, source: str) -> Any:
    parent = _parent(table, view)
    if table.depth is Depth.EMPTY:
        return 0
    if parent is None:
        return max(table.rows, 1)
    if not parent.children:
        return {"per": parent.target, "distribution": {"histogram": {"0-2": 1}}}
    bins = {_bin(first, last): count for first, last, count in parent.children}
    n = sum(bins.values())
    return {"per": parent.target, "distribution": {"histogram": bins}, "source": {"from": source, "n": n}}


def _parent(table: TableView, view: View) -> ReferenceView | None:
    """Return the reference to the parent, where that table has rows of its own to count for."""
    parent = table.parent
    if parent is None or view.table(parent.target).depth in {Depth.VOCABULARY, Depth.EMPTY}:
        return None
    return parent


def _bin(first: int, last: int | None) -> Any:
    if last is None:
        return f"{first}-{first * _OPEN - 2}"
    return Number(str(first)) if first == last else f"{first}-{last}"


def _column(
    column: ColumnView, table: TableView, view: View, source: str, made: DraftTable
) -> dict[str, Any]:
    written: dict[str, Any] = {"type": column.type}
    if column.type == "decimal":
        written["scale"] = column.scale
    if column.max_length is not None:
        written["max_length"] = column.max_length
    reference = next((r for r in table.references if column.name in r.columns), None)
    copied = dict(table.copies).get(column.name)
    if copied is not None and _parent(table, view) is not None:
        return {**written, "copy": copied}
    if reference is not None and view.table(reference.target).depth is not Depth.EMPTY:
        made.notes[column.name] = f"reference {_BY_EVIDENCE[reference.evidence]}"
        return {**written, **_reference(column, reference, table, view, source)}
    if reference is not None and column.name not in table.key:
        made.notes[column.name] = f"{reference.target} has no rows, so there is nothing to point at"
        return {**written, **fill(column, Nothing()).way, "missing": 1}
    filled = _key(column, table, view) if column.name in table.key else _plain(column, table, view)
    if column.note:
        made.notes[column.name] = column.note
    written |= filled.way
    if filled.file:
        name = f"{table.name}-{column.name}.csv".lower().replace("_", "-")
        made.files[name] = filled.file
        written["distribution"] = {"choice": {"file": name, "value": "value", "weight": "rows"}}
    if column.name not in table.key:
        written |= _missing(column)
    if filled.n:
        written["source"] = {"from": source, "n": filled.n}
    return written


def _plain(column: ColumnView, table: TableView, view: View) -> Filled:
    content = column.content
    if isinstance(content, Conditional):
        return cases(column, content, table, view)
    if isinstance(content, Distance) and not _comes_before(content.column, column.name, table):
        content = Nothing()
    return fill(column, content)


def _comes_before(start: str, end: str, table: TableView) -> bool:
    """Return whether following distances back from a column never meets it again."""
    seen = {end}
    while start not in seen:
        seen.add(start)
        content = next(column.content for column in table.columns if column.name == start)
        if not isinstance(content, Distance):
            return True
        start = content.column
    return False


def _key(column: ColumnView, table: TableView, view: View) -> Filled:
    """Return a way to fill a part of the key, distinct by construction."""
    if len(table.key) > 1:
        if _parent(table, view) is not None and column.type == "integer":
            return Filled({"ordinal": {}})
        return fill(column, column.content)
    if column.type == "uuid":
        return Filled({"uuid": {}})
    if column.type == "string" and isinstance(column.content, Shape):
        return Filled({"pattern": column.content.pattern, "unique": True})
    if column.type == "string":
        return Filled({"pattern": "[A-Z]{3}[0-9]{7}", "unique": True})
    digits = (
        fill(column, column.content).way["distribution"]["uniform"]
        if isinstance(column.content, Shape)
        else None
    )
    if digits and digits["max"] > 20 * max(table.rows, 1):
        return Filled({"permutation": {"start": max(1, digits["min"]), "max": digits["max"]}})
    return Filled({"sequence": {"start": 1}})


def _reference(
    column: ColumnView, reference: ReferenceView, table: TableView, view: View, source: str
) -> Mapping[str, Any]:
    place = reference.columns.index(column.name)
    target: Any = reference.target
    if len(reference.columns) > 1:
        if place:
            return {"copy": f"{reference.columns[0]}.{reference.target_columns[place]}"}
        target = {"table": reference.target, "column": reference.target_columns[0]}
    if reference is _parent(table, view):
        return {"references": target}
    asked: dict[str, Any] = {"within": reference.within} if reference.within else {}
    if column.name in table.key and len(table.key) > 1 and _parent(table, view) is not None:
        # Of a table that joins two others no pair may come twice.
        return {"references": {"table": reference.target, **asked, "distinct": True}}
    if asked:
        target = {"table": reference.target, **asked}
    way: dict[str, Any] = {"references": target, **_missing(column)}
    if column.missing:
        way["source"] = {"from": source, "n": column.present + column.missing}
    return way


def _missing(column: ColumnView) -> dict[str, Any]:
    """Return the share of rows without a value, of the permitted counts."""
    if not column.missing:
        return {}
    if not column.present:
        return {"missing": 1}
    share = f"{column.missing / (column.missing + column.present):.4f}".rstrip("0").rstrip(".")
    return {"missing": Number(share)} if share not in {"0", "1"} else {}


def renamed(
    view: View, tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]
) -> Iterator[TableView]:
    """Yield the tables of a view with names of the language everywhere."""
    for table in view.tables:
        own = columns[table.name]
        yield replace(
            table,
            name=tables[table.name],
            key=tuple(own[name] for name in table.key),
            columns=tuple(
                replace(column, name=own[column.name], content=_content(column.content, own, tables, columns))
                for column in table.columns
            ),
            references=tuple(
                replace(
                    reference,
                    columns=tuple(own[name] for name in reference.columns),
                    target=tables[reference.target],
                    target_columns=tuple(
                        columns[reference.target][name] for name in reference.target_columns
                    ),
                    within=tables.get(reference.within, ""),
                )
                for reference in table.references
            ),
            orders=tuple((own[a], own[b]) for a, b in table.orders),
            copies=tuple((own[name], _path(path, tables, columns)) for name, path in table.copies),
        )


def _content(
    content: Any, own: Mapping[str, str], tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]
) -> Any:
    if isinstance(content, Conditional):
        given = content.given
        return replace(content, given=own[given] if given in own else _path(given, tables, columns))
    return replace(content, column=own[content.column]) if isinstance(content, Distance) else content


def _path(path: str, tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]) -> str:
    table, _, column = path.partition(".")
    return f"{tables[table]}.{columns[table][column]}"
