"""Differences of the tables: which there are, and of those that both versions have, key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from manikin.columns import claims, combinations
from manikin.columns.correlation import groups
from manikin.columns.needs import redrawable
from manikin.columns.parts import elsewhere, part_name, parts
from manikin.model import Column, EmptyRows, FileRows, FixedRows, PerRows, Spec, Table
from manikin.model.datatype import DataType
from manikin.model.draws import Address
from manikin.review.diff import alike, columns, promises
from manikin.review.diff.change import Direction, Grade
from manikin.review.diff.draws import Drawn
from manikin.review.diff.graph import ROWS, Node
from manikin.review.diff.lines import compare_lines
from manikin.review.diff.spots import ColumnSpot, TableSpot, fixed_rows
from manikin.review.diff.walk import Walk, differing
from manikin.spec.parts import OF_THE_TABLE

Handler = Callable[[TableSpot, str], None]
_INTEGER = DataType("integer")


def compare(walk: Walk) -> None:
    """Add what differs in the tables."""
    matched = walk.matched
    for name, table in walk.new.spec.tables.items():
        if name not in matched.tables and table.part_of is None:
            tree = walk.new.tree["tables"][name]
            walk.add("DIFF-TABLE-ADDED", (name,), None, tree, at=(("tables",), table.address))
    gone = set(walk.old.spec.tables) - set(matched.tables.values())
    for name in sorted(gone):
        table = walk.old.spec.tables[name]
        if table.part_of is None:
            tree = walk.old.tree["tables"][name]
            walk.add("DIFF-TABLE-REMOVED", (name,), tree, None, at=(table.address, ("tables",)))
    for new, old in matched.tables.items():
        _table(walk, walk.old.spec.tables[old], walk.new.spec.tables[new])


def _table(walk: Walk, old: Table, new: Table) -> None:
    spot = TableSpot(
        walk,
        (new.name,),
        old.address,
        new.address,
        _at(walk.old.tree, old.address),
        _at(walk.new.tree, new.address),
        frozenset({(new.name, ROWS)}),
        tables=(old, new),
    )
    if old.name != new.name and new.part_of is None:
        walk.add(
            "DIFF-TABLE-RENAMED", (new.name,), old.name, new.name, at=(old.address, new.address), touches=()
        )
    if old.stream != new.stream:
        everything = {(new.name, column.name) for column in new.columns} | {(new.name, ROWS)}
        spot.add("DIFF-STREAM", "formerly", touches=everything)
    for key in differing(spot.old, spot.new, but=("columns", "parts", "formerly")):
        HANDLERS[key](spot, key)
    if isinstance(old.rows, FileRows) and isinstance(new.rows, FileRows):
        compare_lines(spot)
    _columns(spot)
    _parts(spot)


def _at(tree: Any, address: Address) -> Any:
    for step in address:
        tree = tree[step]
    return tree


def _columns(spot: TableSpot) -> None:
    old, new = spot.tables
    matched = spot.walk.matched
    both = {
        node[1]: was[1] for node, was in matched.columns.items() if node[0] == new.name and node[1] != ROWS
    }
    for column in _own(new):
        if column.name not in both:
            tree = spot.new.get("columns", {}).get(column.name, {})
            name = f"{new.name}.{column.name}"
            rule = "DIFF-COLUMN-ADDED"
            at = ((*old.address, "columns"), column.address)
            grade = Grade.PATCH if column.hidden else None
            spot.walk.add(rule, (name,), None, tree, at=at, grade=grade)
    left = set(old.by_name) - set(both.values())
    for column in _own(old):
        if column.name in left:
            tree = spot.old.get("columns", {}).get(column.name, {})
            at = (column.address, (*new.address, "columns"))
            grade = Grade.PATCH if column.hidden else None
            spot.walk.add(
                "DIFF-COLUMN-REMOVED", (f"{old.name}.{column.name}",), tree, None, at=at, grade=grade
            )
    for name, was in both.items():
        _column(spot, old.by_name[was], new.by_name[name])
    kept = [both[column.name] for column in new.columns if column.name in both]
    if new.part_of is None and kept != [column.name for column in old.columns if column.name in set(kept)]:
        _order_of_columns(spot)


def _own(table: Table) -> Iterator[Column]:
    """Yield the columns that somebody wrote; what fills others in a table of parts is told there."""
    return (column for column in table.columns if " " not in column.name)


def _order_of_columns(spot: TableSpot) -> None:
    old, new = spot.tables
    names = [[column.name for column in _own(table)] for table in (old, new)]
    at = ((*old.address, "columns"), (*new.address, "columns"))
    spot.walk.add("DIFF-COLUMN-ORDER", (new.name, "columns"), names[0], names[1], at=at)


def _column(table: TableSpot, old: Column, new: Column) -> None:
    if " " in new.name:
        return
    walk, (before, after) = table.walk, table.tables
    trees = [side.get("columns", {}).get(c.name, {}) for side, c in ((table.old, old), (table.new, new))]
    name = f"{after.name}.{new.name}"
    touches = {(after.name, new.name)}
    if elsewhere(new.name) in after.by_name:
        touches.add((after.name, elsewhere(new.name)))
    spot = ColumnSpot(
        walk,
        (name,),
        old.address,
        new.address,
        trees[0],
        trees[1],
        frozenset(touches),
        tables=(before, after),
        columns=(old, new),
    )
    if old.name != new.name and after.part_of is None:
        walk.add("DIFF-COLUMN-RENAMED", (name,), old.name, new.name, at=(old.address, new.address))
    if after.part_of is not None:
        # What is said of the column once, for all parts, is told there.
        said = dict.fromkeys(OF_THE_TABLE)
        spot = replace(spot, old={**_less(trees[0], said)}, new={**_less(trees[1], said)})
    columns.compare(spot)


def _less(tree: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if key not in keys}


def _parts(spot: TableSpot) -> None:
    old, new = spot.tables
    walk = spot.walk
    both = {part.name for part in parts(new, walk.new.spec) if part.name in walk.matched.tables}
    known = {walk.matched.tables[name] for name in both}
    for part in parts(new, walk.new.spec):
        if part.name not in both:
            tree = spot.new["parts"][part_name(part)]
            at = ((*old.address, "parts"), part.address)
            walk.add(
                "DIFF-PART",
                (part.name,),
                None,
                tree,
                at=at,
                direction=Direction.LOOSENS,
                touches=spot.touches,
            )
    for part in parts(old, walk.old.spec):
        if part.name not in known:
            tree = spot.old["parts"][part_name(part)]
            at = (part.address, (*new.address, "parts"))
            walk.add(
                "DIFF-PART", (part.name,), tree, None, at=at, direction=Direction.BOTH, touches=spot.touches
            )


def _rows(spot: TableSpot, key: str) -> None:
    old, new = (table.rows for table in spot.tables)
    was, now = spot.old.get(key), spot.new.get(key)
    if isinstance(old, FixedRows | EmptyRows) and isinstance(new, FixedRows | EmptyRows):
        (many, said), (other, told) = fixed_rows(was), fixed_rows(now)
        if many != other:
            spot.add("DIFF-ROWS", key)
        if said != told:
            spot.add("DIFF-SOURCE", key, touches=())
    elif isinstance(old, PerRows) and isinstance(new, PerRows):
        assert isinstance(was, Mapping)
        assert isinstance(now, Mapping)
        inner = spot.below(key)
        if spot.walk.matched.tables.get(new.parent) != old.parent:
            inner.add("DIFF-PARENT", "per")
        if was.get("until") != now.get("until"):
            inner.add("DIFF-CHILDREN", "until", direction=Direction.UNDETERMINED)
        if was.get("even_over") != now.get("even_over"):
            inner.add("DIFF-EVEN", "even_over", direction=Direction.NONE)
        if was.get("source") != now.get("source"):
            inner.add("DIFF-SOURCE", "source", touches=())
        Drawn(inner, old.draw, new.draw, (_INTEGER, _INTEGER), "DIFF-CHILDREN").compare()
    else:
        spot.add("DIFF-PARENT", key, direction=Direction.UNDETERMINED)


def _key(spot: TableSpot, key: str) -> None:
    old, new = spot.tables
    renamed = {was[1]: node[1] for node, was in spot.walk.matched.columns.items() if node[0] == new.name}
    if [renamed.get(name) for name in old.key] == list(new.key):
        return
    spot.add("DIFF-KEY", key, direction=Direction.UNDETERMINED, touches=redrawn(spot, combined=True))


def _hidden(spot: TableSpot, key: str) -> None:
    alike.hidden(spot, key, is_hidden=spot.tables[1].hidden)


def _file(spot: TableSpot, key: str) -> None:
    spot.add("DIFF-FILE", key, touches=())


def _formulas(spot: TableSpot, key: str) -> None:
    spot.add("DIFF-SETTING", key, direction=Direction.NONE, touches=())


def _order_of_rows(spot: TableSpot, key: str) -> None:
    new = spot.tables[1]
    spot.add("DIFF-ORDER", key, touches={(new.name, column.name) for column in new.columns} | spot.touches)


def _together(spot: TableSpot, key: str) -> None:
    spot.add("DIFF-PARENT", key, direction=Direction.UNDETERMINED)


def _checks(spot: TableSpot, key: str) -> None:
    promises.checks(spot, key, redrawn(spot))


def _unique(spot: TableSpot, key: str) -> None:
    promises.unique(spot, key, redrawn(spot, combined=True))


def _correlations(spot: TableSpot, key: str) -> None:
    promises.correlations(spot, key, _grouped(spot))


def _patterns(spot: TableSpot, key: str) -> None:
    promises.patterns(spot, key)


def redrawn(spot: TableSpot, *, combined: bool = False) -> frozenset[Node]:
    """Return the columns that the rules of a table may have drawn again, in either version, by new names."""
    walk, (old, new) = spot.walk, spot.tables
    forward = walk.matched.forward
    before = {(old.name, name) for name in _redrawn(old, walk.old.spec, combined=combined)}
    after = {(new.name, name) for name in _redrawn(new, walk.new.spec, combined=combined)}
    return frozenset(after | {forward[node] for node in before if node in forward})


def _redrawn(table: Table, spec: Spec, *, combined: bool) -> set[str]:
    looked = [tuple(claims.looks_at(check)) for check in table.redrawing]
    if combined:
        looked += [tuple(combinations.looks_at(each)) for each in combinations.declared(table)]
    return {name for paths in looked for name in redrawable(paths, table, spec)}


def _grouped(spot: TableSpot) -> frozenset[Node]:
    walk, (old, new) = spot.walk, spot.tables
    forward = walk.matched.forward
    before = {(old.name, column.name) for group in groups(old) for column in group.columns}
    after = {(new.name, column.name) for group in groups(new) for column in group.columns}
    return frozenset(after | {forward[node] for node in before if node in forward})


HANDLERS: Final[Mapping[str, Handler]] = {
    "rows": _rows,
    "key": _key,
    "hidden": _hidden,
    **dict.fromkeys(("file", "digest", "licence"), _file),
    "formulas": _formulas,
    "description": alike.description,
    "source": alike.source,
    "order": _order_of_rows,
    "together": _together,
    **dict.fromkeys(("checks", "pairs"), _checks),
    "unique": _unique,
    "correlations": _correlations,
    "missing_patterns": _patterns,
}
"""What adds the difference of each key of a table, but of its columns, its parts and its old name."""
