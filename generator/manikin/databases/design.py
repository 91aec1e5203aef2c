"""What the tables of a database are: columns, keys and references, in an order in which they can be loaded.

Knows no engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from manikin.manifest import STATEMENT
from manikin.model import Column, Spec, Table
from manikin.text import plain

_ALWAYS_FILLED: Final = frozenset(
    "distribution sequence permutation identifier uuid ordinal pattern faker constant states".split()
)
"""Ways to fill a column that leave no cell out, unless the column says that values may be missing."""


@dataclass(frozen=True)
class Reference:
    """Columns whose values are found in the key of another table, or of the same."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class DatabaseTable:
    """A table of a database.

    `unique` are the combinations that no two rows share, `filled` the columns NOT NULL, and `said` what it says of itself.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    filled: frozenset[str]
    references: tuple[Reference, ...]
    description: str
    said: str = STATEMENT


class Database(Protocol):
    """An engine whose file holds all tables."""

    NAME: str
    """The word of ``--format``."""
    SUFFIX: str
    """The end of the file's name."""
    STABLE: bool
    """Whether the same rows give the same bytes."""

    def version(self) -> str:
        """Return the engine's version."""

    def load(self, path: Path, tables: Sequence[DatabaseTable], staged: Mapping[str, Path]) -> None:
        """Make the file, and load each table from its Parquet file."""

    def export(self, path: Path, table: DatabaseTable, to: Path) -> None:
        """Write a table of the file as Parquet, its rows in their order."""


def quoted(name: str) -> str:
    """Return an identifier as SQL."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Sequence[str]) -> str:
    """Return identifiers as SQL, in brackets."""
    return f"({', '.join(map(quoted, names))})"


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def design(spec: Spec, names: Sequence[str], said: str = "") -> tuple[DatabaseTable, ...]:
    """Return the tables of a build, those that others point at before them; `said` is whether it is a draft.

    No two names differ in capitals alone, which databases do not tell apart: a specification with such is refused.
    """
    words = plain(f"{STATEMENT} {said}".strip(), 2_000)
    found = {name: replace(_table(spec.tables[name], spec, frozenset(names)), said=words) for name in names}
    return tuple(found[name] for name in _in_order(found))


def _table(table: Table, spec: Spec, names: frozenset[str]) -> DatabaseTable:
    written = {column.name for column in table.written}
    key = table.key if written.issuperset(table.key) else ()
    unique: list[tuple[str, ...]] = [(column.name,) for column in table.written if column.unique]
    unique += [
        found.columns for found in table.unique if not found.where and written.issuperset(found.columns)
    ]
    references = tuple(
        found
        for column in table.written
        if (found := _reference(column, table, spec, names)) is not None and written.issuperset(found.columns)
    )
    filled = {column.name for column in table.written if _is_filled(column, table)} | set(key)
    return DatabaseTable(
        table.name,
        table.written,
        key,
        tuple(dict.fromkeys(columns for columns in unique if columns != key)),
        frozenset(filled),
        references,
        table.description,
    )


def _is_filled(column: Column, table: Table) -> bool:
    """Return whether a column has a value in every row by what it says itself."""
    if column.missing is not None or column.missing_with or column.missing_by is not None:
        return False
    return column.kind in _ALWAYS_FILLED or (
        column.kind == "references" and _target(column) == table.parent and table.parent != table.name
    )


def _target(column: Column) -> str:
    parameters: Any = column.parameters
    return parameters if isinstance(parameters, str) else str(parameters["table"])


def _reference(column: Column, table: Table, spec: Spec, names: frozenset[str]) -> Reference | None:
    """Return the reference that a column brings, where it is to a whole key that is written."""
    if column.kind != "references" or (target := _target(column)) not in names:
        return None
    there = spec.tables[target]
    key = there.key if {found.name for found in there.written}.issuperset(there.key) else ()
    own = column.parameters if isinstance(column.parameters, dict) else {}
    taken = str(own.get("column", there.key[0] if there.key else ""))
    if taken in there.by_name and there.by_name[taken].unique and not there.by_name[taken].hidden:
        return Reference((column.name,), target, (taken,))
    if taken not in key:
        return None
    ways = {f"{column.name}.", f"{target}."}
    copies = {str(found.parameters): found.name for found in table.columns if found.kind == "copy"}
    columns = tuple(
        column.name
        if part == taken
        else next((copies[way + part] for way in sorted(ways) if way + part in copies), "")
        for part in key
    )
    return None if "" in columns else Reference(columns, target, key)


def _in_order(tables: Mapping[str, DatabaseTable]) -> Iterator[str]:
    """Yield tables after those that they point at; of a circle the first comes before what it points at."""
    left = dict(tables)
    while left:
        ready = [
            name
            for name, table in left.items()
            if not any(found.table in left and found.table != name for found in table.references)
        ]
        for name in ready or [next(iter(left))]:
            del left[name]
            yield name
