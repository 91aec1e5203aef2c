"""Which tables refer to each other, directly or through others, and in which order they can be told.

Reads the model alone. References are row numbers, so such circles can be made in any order; a database
that enforces keys has to take all rows of a circle before it looks at the keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from manikin.columns.needs import in_order
from manikin.columns.paths import target_table
from manikin.model import PartRows, Spec, Table

Edges = Mapping[str, Sequence[str]]


def circles(spec: Spec) -> tuple[tuple[str, ...], ...]:
    """Return the sets of written tables whose keys lead from each to each other; of two tables or more."""
    written = {name: replace(t, columns=t.written) for name, t in spec.tables.items() if not t.hidden}
    seen = replace(spec, tables=written)
    pointed = {name: _pointed_at(table, seen) for name, table in written.items()}
    return tuple(group for group in _groups(pointed) if len(group) > 1)


def table_order(spec: Spec) -> tuple[str, ...]:
    """Return the tables, each after its parent and after those its references point at.

    Within a circle only parents come first.
    """
    wanted = {name: [*_parent(table, spec), *_pointed_at(table, spec)] for name, table in spec.tables.items()}
    number = {name: at for at, group in enumerate(_groups(wanted)) for name in group}
    return tuple(
        in_order(
            {
                name: [
                    other
                    for other in others
                    if number[other] != number[name] or other in _parent(spec.tables[name], spec)
                ]
                for name, others in wanted.items()
            }
        )
    )


def _parent(table: Table, spec: Spec) -> list[str]:
    above = (table.parent, *(table.rows.parts if isinstance(table.rows, PartRows) else ()))
    return [name for name in above if name is not None and name in spec.tables]


def _pointed_at(table: Table, spec: Spec) -> list[str]:
    found = {target_table(column) or "" for column in table.columns} - {table.name, table.part_of}
    return sorted(name for name in found if name in spec.tables)


def _groups(edges: Edges) -> Iterator[tuple[str, ...]]:
    """Yield the names in groups that lead to each other, by going through them forwards and then backwards.

    Sharir's algorithm ("A strong-connectivity algorithm and its applications in data flow analysis", 1981).
    """
    back: dict[str, list[str]] = {name: [] for name in edges}
    for name, others in edges.items():
        for other in others:
            back[other].append(name)
    seen: set[str] = set()
    left: list[str] = []
    for name in edges:
        left.extend(_left(name, edges, seen))
    seen.clear()
    for name in reversed(left):
        group = list(_left(name, back, seen))
        if group:
            yield tuple(sorted(group))


def _left(start: str, edges: Edges, seen: set[str]) -> Iterator[str]:
    """Yield what can be reached from `start` and was not seen, each name after those it leads to."""
    if start in seen:
        return
    seen.add(start)
    way = [(start, iter(edges[start]))]
    while way:
        name, others = way[-1]
        step = next((other for other in others if other not in seen), None)
        if step is None:
            yield name
            way.pop()
        else:
            seen.add(step)
            way.append((step, iter(edges[step])))
