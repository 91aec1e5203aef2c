"""The view: all that ever leaves real data, and all that a draft is written from.

Read this to know what can leak: a value of a view is a name from the database's own catalogue, a permitted
count (`Policy.permit`), a label that enough people share, a place on a public grid, or a word from a fixed
list. Nothing here can hold a row, an identifier, free text, an extreme or a true count. Two databases with
the same view give the same draft, to the byte.

Holds no Arrow table and no connection; `to_json` and `from_json` carry it from the process that sees the
data to the one that writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Final

from manikin.derive.contents import CONTENTS, Conditional, Content, Distance, Nothing, Spreads
from manikin.disclosure.policy import Policy

TOO_FEW: Final = "Too few people have a value, or too few different ones, for more than its type to be told."
"""The note of a column of which nothing is told, whatever the reason: none may be told from another."""


class Evidence(StrEnum):
    """How a key or a reference came to be believed."""

    STATED = "stated"
    """By the person who derives, in a file of keys."""
    DECLARED = "declared"
    """By the database's catalogue."""
    GUESSED = "guessed"
    """From names, types and which values occur; for a steward to confirm."""


class Depth(StrEnum):
    """How much is told of a table."""

    EMPTY = "empty"
    """It has no rows, or too few people for that to be told apart."""
    STRUCTURE = "structure"
    """Names, types and keys: too few people for more, or asked for no more."""
    STATISTICS = "statistics"
    """Counts and quantiles of its columns too."""
    VOCABULARY = "vocabulary"
    """Stated to be public: its rows are copied as they are, beside the draft."""


@dataclass(frozen=True)
class ColumnView:
    """What is told of a column.

    Parameters
    ----------
    name, type, scale, precision, max_length
        As the catalogue or the file's format has them; a type is a word of the language.
    present, missing : int
        Permitted counts of rows with and without a value.
    is_unique : bool
        Whether no value stands twice.
    note : str
        A sentence of a fixed form for the steward, such as why nothing was learnt.
    """

    name: str
    type: str
    scale: int = 0
    precision: str = "s"
    max_length: int | None = None
    present: int = 0
    missing: int = 0
    is_unique: bool = False
    content: Content = field(default_factory=Nothing)
    note: str = ""


@dataclass(frozen=True)
class ReferenceView:
    """A reference: columns of this table that hold the key of a row of another.

    Parameters
    ----------
    columns, target, target_columns
        From where to where, in the same order.
    evidence : Evidence
        How it came to be believed.
    is_parent : bool
        Whether the rows of this table are counted per row of the other.
    is_distinct : bool
        Whether no row of the other is pointed at twice.
    within : str
        The ancestor that both rows always share, if any.
    children : tuple of (int, int or None, int)
        For the parent: how many of its rows have so many here; from, to (None for any number), permitted count.
    """

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    evidence: Evidence = Evidence.GUESSED
    is_parent: bool = False
    is_distinct: bool = False
    within: str = ""
    children: tuple[tuple[int, int | None, int], ...] = ()


@dataclass(frozen=True)
class TableView:
    """What is told of a table.

    Parameters
    ----------
    rows : int
        The permitted number of rows.
    key : tuple of str
        The columns of the key; none where there is none.
    orders : tuple of (str, str)
        Pairs of columns of which the first is never after the second, but for fewer rows than may be told.
    orders_above : tuple of (str, str, str)
        Dates that are never before, or never after, one of a row above: the column, ``after`` or ``before``, and the path.
    copies : tuple of (str, str)
        Columns that repeat one of an ancestor or a referenced row, with the path there.
    missing_together : tuple of (tuple of str, int)
        Sets of columns that are missing together, with permitted counts of rows.
    copied : tuple of tuple of (str or None)
        The rows themselves, as text, of a table that was stated to be public; of any other none.
    """

    name: str
    depth: Depth
    rows: int = 0
    columns: tuple[ColumnView, ...] = ()
    key: tuple[str, ...] = ()
    key_evidence: Evidence = Evidence.GUESSED
    references: tuple[ReferenceView, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    orders_above: tuple[tuple[str, str, str], ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    missing_together: tuple[tuple[tuple[str, ...], int], ...] = ()
    copied: tuple[tuple[str | None, ...], ...] = ()

    @property
    def columns_by_name(self) -> Mapping[str, ColumnView]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @property
    def parent(self) -> ReferenceView | None:
        """The reference to the row that rows of this table are counted for, if any."""
        return next((reference for reference in self.references if reference.is_parent), None)


@dataclass(frozen=True)
class View:
    """What is told of a whole database.

    Parameters
    ----------
    policy : Policy
        The rules it keeps.
    people : int
        The permitted number of people.
    people_table, people_column : str
        Where each person is told apart: a table and its column; empty where each row counts as a person.
    people_evidence : Evidence
        How that came to be believed.
    tables : tuple of TableView
        In the order of their names.
    fidelity : str
        ``marginal`` or ``dependent``.
    grids : tuple of (str, tuple of str)
        The public cuts of each conditioning column (``table.column``).
    suppressed : tuple of (str, str, int)
        What was left out, by table, rule and permitted number; never which.
    kept_from : str
        The approved version that numbers were kept from; empty where there is none.
    kept : tuple of tuple of str
        The addresses of the numbers that were kept: the truth may be further from these.
    """

    policy: Policy
    people: int
    tables: tuple[TableView, ...]
    people_table: str = ""
    people_column: str = ""
    people_evidence: Evidence = Evidence.GUESSED
    fidelity: str = "marginal"
    grids: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suppressed: tuple[tuple[str, str, int], ...] = ()
    kept_from: str = ""
    kept: tuple[tuple[str, ...], ...] = ()

    def table(self, name: str) -> TableView:
        """Return a table by its name."""
        return next(table for table in self.tables if table.name == name)

    def to_json(self) -> bytes:
        """Return the view as JSON: the same bytes for the same view, keys sorted, only ASCII."""
        return (json.dumps(_plain(self), indent=1, sort_keys=True) + "\n").encode("ascii")


def from_json(data: bytes) -> View:
    """Return the view that `View.to_json` wrote."""
    tree = json.loads(data)
    return View(
        **{
            **_made(View, tree),
            "policy": Policy(**tree["policy"]),
            "people_evidence": Evidence(tree["people_evidence"]),
            "tables": tuple(_table(table) for table in tree["tables"]),
        }
    )


def _plain(node: Any) -> Any:
    if isinstance(node, Policy):
        return asdict(node)
    if hasattr(node, "__dataclass_fields__"):
        plain = {part.name: _plain(getattr(node, part.name)) for part in fields(node)}
        return {"kind": node.KIND, **plain} if type(node) in CONTENTS.values() else plain
    return [_plain(part) for part in node] if isinstance(node, tuple) else node


def _table(tree: Mapping[str, Any]) -> TableView:
    return TableView(
        **{
            **_made(TableView, tree),
            "depth": Depth(tree["depth"]),
            "key_evidence": Evidence(tree["key_evidence"]),
            "columns": tuple(
                ColumnView(**{**_made(ColumnView, column), "content": _content(column["content"])})
                for column in tree["columns"]
            ),
            "references": tuple(
                ReferenceView(**{**_made(ReferenceView, one), "evidence": Evidence(one["evidence"])})
                for one in tree["references"]
            ),
        }
    )


def _content(tree: Mapping[str, Any]) -> Content:
    kind = CONTENTS[tree["kind"]]
    parts = _made(kind, {key: value for key, value in tree.items() if key != "kind"})
    if kind is Distance:
        parts["knots"] = _content(tree["knots"])
    if kind is Conditional:
        parts["cases"] = tuple((when, _content(counts)) for when, counts in tree["cases"])
        parts["otherwise"] = _content(tree["otherwise"])
    if kind is Spreads:
        parts["cases"] = tuple((when, count, _content(knots)) for when, count, knots in tree["cases"])
        parts["otherwise"] = _content(tree["otherwise"])
    made: Content = kind(**parts)
    return made


def _made(kind: type, tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a part, lists as tuples."""
    return {part.name: _tuple(tree[part.name]) for part in fields(kind) if part.name in tree}


def _tuple(node: Any) -> Any:
    return tuple(_tuple(part) for part in node) if isinstance(node, list) else node
