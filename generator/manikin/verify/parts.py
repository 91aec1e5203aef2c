"""Rows of one part of a table told from those of its other parts, by what written columns can hold in each.

A constant, a list of values or none at all in one part, and others in the rest, tell them apart. What can be
told apart is looked at as a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from manikin.model import Column, FileRows, PartRows, Spec, Table
from manikin.verify.build import Build, Loaded
from manikin.verify.nulls import is_declared, may_be_null
from manikin.verify.paths import PARTS, UnavailableError, parts, target, target_key
from manikin.verify.sqltext import literal, parse, select
from manikin.verify.support import is_list, listed

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Held:
    """What a column can hold in the rows of a part: literals, or any if None, and whether nothing at all."""

    literals: frozenset[str] | None = None
    nothing: bool = True

    def excludes(self, other: Held) -> bool:
        """Return whether no row could hold what both can."""
        if self.nothing and other.nothing:
            return False
        if self.literals is None or other.literals is None:
            return _NONE in {self.literals, other.literals}
        return not self.literals & other.literals

    def condition(self, value: str) -> str:
        """Return the SQL, true or false and never null, of a value being one of these."""
        found = [f"{value} IS NULL"] if self.nothing else []
        if self.literals is None:
            found.append(f"{value} IS NOT NULL")
        elif self.literals:
            found.append(f"coalesce({value} IN ({', '.join(sorted(self.literals))}), false)")
        return f"({' OR '.join(found)})"


def told_apart(build: Build) -> dict[str, Loaded]:
    """Return the parts of the build's tables whose rows can be told from all others, by the parts' names.

    Also, by the name of `rest`, the rows of the parts that leave a column to the table.
    """
    found: dict[str, Loaded] = {}
    for table in build.spec.tables.values():
        loaded = build.tables.get(table.name)
        if not isinstance(table.rows, PartRows) or loaded is None:
            continue
        conditions = {
            part.name: _condition(part, table, build.spec, loaded) for part in parts(table, build.spec)
        }
        wanted: dict[str, Sequence[str]] = {name: (name,) for name in conditions}
        wanted |= {
            rest(table, column): [
                part.name for part in parts(table, build.spec) if column.name not in part.by_name
            ]
            for column in table.columns
            if column.kind == PARTS and column.parameters is not None
        }
        for name, members in wanted.items():
            told = [conditions[member] for member in members]
            if told and all(told):
                rows = select("*", loaded.name, f"WHERE {' OR '.join(f'({sql})' for sql in told)}")
                found[name] = replace(loaded, name=f"({rows})", of=loaded.name)
    return found


def rest(table: Table, column: Column) -> str:
    """Return the name of the rows of the parts that leave a column to the table."""
    return f"{table.name}.{column.parameters}"


def seen(part: Table, table: Table) -> Table:
    """Return a part as a table that also has the columns of the whole, to find its way by; these are not judged."""
    others = (
        replace(c, hidden=True) for c in table.columns if c.kind != PARTS and c.name not in part.by_name
    )
    return replace(part, hidden=False, columns=(*part.columns, *others))


def seen_rest(table: Table, column: Column) -> Table:
    """Return the rows of the parts that leave a column to the table, as a table of which that column is judged."""
    ours = replace(table.by_name[column.parameters], name=column.name, hidden=column.hidden)
    others = (
        replace(c, hidden=True) for c in table.columns if c.name not in {column.name, column.parameters}
    )
    return replace(
        table,
        name=rest(table, column),
        columns=(ours, *others),
        key=(),
        part_of=table.name,
        together=table.parent,
    )


def _condition(part: Table, table: Table, spec: Spec, loaded: Loaded) -> str:
    """Return the SQL of a row being one of a part; nothing where the columns do not tell."""
    columns = [c for c in table.written if c.kind == PARTS and c.name in loaded.columns]
    chosen: dict[str, str] = {}
    for other in parts(table, spec):
        if other.name == part.name:
            continue
        for column in columns:
            mine = _held(column, part, table, spec)
            if mine.excludes(_held(column, other, table, spec)):
                chosen[column.name] = mine.condition(loaded.columns[column.name])
                break
        else:
            return ""
    return " AND ".join(chosen.values()) or "true"


def _held(column: Column, part: Table, table: Table, spec: Spec) -> Held:
    way, home = part.by_name.get(column.name), part
    if way is None:
        if column.parameters is None:
            return Held(_NONE)
        way, home = table.by_name[column.parameters], table
    try:
        literals = _literals(way, spec)
    except (ValueError, UnavailableError):
        literals = None
    return Held(literals, nothing=is_declared(way) or may_be_null(way, home, spec))


def _literals(way: Column, spec: Spec) -> frozenset[str] | None:
    if way.kind == "constant":
        text = way.parameters
        if isinstance(text, str) and not way.type.is_text and text in spec.constants:
            text = spec.constants[text]
        return frozenset({literal(way.type, parse(way.type, text))})
    if way.kind == "distribution" and way.draw is not None and all(map(is_list, way.draw.distributions)):
        return frozenset(_listed(way))
    if way.kind == "references":
        return _weighed(way, spec)
    if way.kind == "lookup":
        there = spec.tables[str(way.parameters["table"])]
        return _cells(way, there, str(way.parameters["column"]), spec)
    return None


def _cells(way: Column, there: Table, name: str, spec: Spec) -> frozenset[str] | None:
    """Return the values of a vocabulary's column."""
    if not isinstance(there.rows, FileRows):
        return None
    cells = spec.files[there.rows.file].column(name).to_pylist()
    return frozenset(literal(way.type, parse(way.type, cell)) for cell in cells if cell is not None)


def _weighed(way: Column, spec: Spec) -> frozenset[str] | None:
    """Return the keys of a vocabulary that a reference picks by weight; None of other references."""
    distribution = way.draw.distribution if way.draw else None
    there = spec.tables[str(target(way))]
    if distribution is None or distribution.name != "weights" or not isinstance(there.rows, FileRows):
        return None
    file = spec.files[there.rows.file]
    keys, weights = (
        file.column(name).to_pylist() for name in (target_key(way, spec), distribution.parameters)
    )
    picked = (
        key for key, weight in zip(keys, weights, strict=True) if key is not None and float(weight or 0) > 0
    )
    return frozenset(literal(way.type, parse(way.type, key)) for key in picked)


def _listed(way: Column) -> Iterator[str]:
    for distribution in way.draw.distributions if way.draw else ():
        yield from listed(distribution, way.type)[1]
