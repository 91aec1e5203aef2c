"""Tables of several parts, written out as one table and a hidden one for each part.

Works on the canonical form. Judges nothing, which `manikin.spec.rules.parts` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from manikin.columns import KINDS
from manikin.columns.parts import PARTS, elsewhere, table_of
from manikin.model.draws import Address

OF_THE_TABLE: Final = (
    "type",
    "scale",
    "max_length",
    "precision",
    "timezone",
    "format",
    "hidden",
    "unique",
    "formerly",
)
"""What is said of a column once, for all parts."""

Tree = Mapping[str, Any]


def column_trees(table: Tree) -> Iterator[tuple[Address, Tree]]:
    """Yield every column of a table as written, also those of its parts, with its address below the table."""
    for name, column in table.get("columns", {}).items():
        yield ("columns", name), column
    for part, tree in table.get(PARTS, {}).items():
        for name, column in tree.get("columns", {}).items():
            yield (PARTS, part, "columns", name), column


def written_out(tables: Tree) -> Iterator[tuple[str, Tree, Address]]:
    """Yield every table of the canonical form with its name and address; those of parts too."""
    for name, tree in tables.items():
        address: Address = ("tables", name)
        if PARTS not in tree:
            yield name, tree, address
            continue
        together = _together(tree, tables, frozenset({name}))
        yield name, _union(name, tree, together), address
        for part, own in tree[PARTS].items():
            made = _part(name, part, own, tree)
            yield table_of(name, part), {**made, "together": together}, (*address, PARTS, part)


def _union(name: str, tree: Tree, together: str | None) -> Tree:
    filled = {column for part in tree[PARTS].values() for column in part.get("columns", {})}
    columns = [made for column in tree.get("columns", ()) for made in _columns(column, filled)]
    names = sorted(tree[PARTS])
    rows = {
        "together": together,
        "order": tree.get("order", ()),
        PARTS: [table_of(name, part) for part in names],
    }
    return {**tree, "columns": columns, PARTS: rows}


def _columns(column: Tree, filled: set[str]) -> Iterator[Tree]:
    """Yield a column of the whole; where parts fill it and the table too, what fills the others on its own."""
    name = column["name"]
    if name not in filled:
        yield column
        return
    plain = {key: column[key] for key in ("name", *OF_THE_TABLE, "description", "source") if key in column}
    has_way = "cases" in column or any(kind in column for kind in KINDS)
    yield {**plain, PARTS: elsewhere(name) if has_way else None}
    if has_way:
        yield {
            **column,
            "name": elsewhere(name),
            "of": name,
            "hidden": True,
            "formerly": column.get("formerly", name),
        }


def _part(name: str, part: str, own: Tree, tree: Tree) -> Tree:
    declared = {column["name"]: column for column in tree.get("columns", ())}
    columns = []
    for column, way in own.get("columns", {}).items():
        there = declared.get(column, {})
        said = {key: there[key] for key in OF_THE_TABLE if key in there}
        ours = {key: value for key, value in way.items() if key not in OF_THE_TABLE}
        columns.append({"name": column, **said, **ours})
    return {
        "rows": own.get("rows", 0),
        "columns": columns,
        "hidden": True,
        "part_of": name,
        "formerly": table_of(tree.get("formerly", name), own.get("formerly", part)),
        **{key: own[key] for key in ("description", "source") if key in own},
    }


def _together(tree: Tree, tables: Tree, seen: frozenset[str]) -> str | None:
    """Return the table that is named, or the nearest one that the rows of every part descend from."""
    if "together" in tree:
        return str(tree["together"])
    lines = [list(_above(part, tables, seen)) for part in tree[PARTS].values()]
    return next((name for name in lines[0] if all(name in line for line in lines)), None)


def _above(tree: Tree, tables: Tree, seen: frozenset[str]) -> Iterator[str]:
    """Yield the parent, its parent, and so on; stops where a table comes again."""
    while True:
        rows = tree.get("rows")
        name = rows.get("per") if isinstance(rows, Mapping) else None
        if PARTS in tree:
            name = _together(tree, tables, seen)
        if name is None or name not in tables or name in seen:
            return
        seen |= {name}
        yield name
        tree = tables[name]
