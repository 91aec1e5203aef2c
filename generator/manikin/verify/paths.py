"""What a dotted path of the specification means, worked out anew from the language's page.

Knows nothing of files: whether the way can be walked in a build is the business of `rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from manikin.model import Column, PartRows, Spec, Table

_ROLES = ("within", "earlier", "distinct", "part", "levels")
_BEFORE = "previous"


PARTS = "parts"
"""The kind of a column that the parts of a table fill; its parameters name what fills it in all others."""


class UnavailableError(Exception):
    """Something that the files alone cannot tell; the message says what is lacking."""


@dataclass(frozen=True)
class Step:
    """One step away from a row: along the reference `via`, to the row before, or else up to the parent."""

    table: str
    via: str | None = None
    before: bool = False


def target(column: Column) -> str | None:
    """Return the table a reference column points at; None for other kinds."""
    if column.kind != "references":
        return None
    return column.parameters if isinstance(column.parameters, str) else str(column.parameters["table"])


def target_key(column: Column, spec: Spec) -> str:
    """Return the key column whose value a reference column takes."""
    if not isinstance(column.parameters, str) and "column" in column.parameters:
        return str(column.parameters["column"])
    key = spec.tables[target(column) or ""].key
    if not key:
        raise UnavailableError(f"{target(column)} has no key")
    return key[0]


def ancestors(table: Table, spec: Spec) -> Iterator[str]:
    """Yield the names of the parent, the grandparent and so on."""
    seen = {table.name}
    while table.parent is not None and table.parent in spec.tables and table.parent not in seen:
        seen.add(table.parent)
        yield table.parent
        table = spec.tables[table.parent]


def is_ancestral(column: Column, table: Table, spec: Spec) -> bool:
    """Return whether a reference column holds the key of the row's own ancestor."""
    return not any(asks(column, role) for role in _ROLES) and target(column) in set(ancestors(table, spec))


def asks(column: Column, role: str) -> bool:
    """Return whether a reference column asks for rows `within` a row, `earlier`, `distinct` ones or `levels`."""
    return (
        column.kind == "references"
        and not isinstance(column.parameters, str)
        and bool(column.parameters.get(role))
    )


def shared(column: Column, table: Table) -> str | None:
    """Return what means the row that a reference's row and the row it points at share; None if none is asked for."""
    if asks(column, "within"):
        return str(column.parameters["within"])
    return (table.together or table.parent) if asks(column, "earlier") or asks(column, "levels") else None


def is_own(column: Column, table: Table) -> bool:
    """Return whether a reference points at rows of its own table, which may be one that its own is a part of."""
    return target(column) == (table.part_of or table.name)


def is_to_part(column: Column) -> bool:
    """Return whether a reference points at rows of one part of a table only."""
    return asks(column, "part")


def pointed_at(column: Column, spec: Spec) -> Table:
    """Return the table whose rows a reference points at; that of the part, where it names one."""
    union = str(target(column))
    return spec.tables[f"{union}.{column.parameters['part']}" if is_to_part(column) else union]


def parts(table: Table, spec: Spec) -> tuple[Table, ...]:
    """Return the tables of the parts of a table."""
    names = table.rows.parts if isinstance(table.rows, PartRows) else ()
    return tuple(spec.tables[name] for name in names)


def to_shared(within: str, table: Table, spec: Spec) -> tuple[Step, ...]:
    """Return the steps to the row that `within` means: the row itself, an ancestor, or what a reference leads to."""
    if within == table.name:
        return ()
    if within in set(ancestors(table, spec)):
        return climb(table, within, spec)
    steps, there, column = resolve(within, table, spec)
    if target(column) is None:
        raise UnavailableError(f"{within} is no reference")
    return (*steps, *door(column.name, there, spec))


def climb(table: Table, ancestor: str, spec: Spec) -> tuple[Step, ...]:
    """Return the steps up to an ancestor."""
    steps: list[Step] = []
    for name in ancestors(table, spec):
        steps.append(Step(name))
        if name == ancestor:
            return tuple(steps)
    raise UnavailableError(f"{ancestor} is no ancestor of {table.name}")


def door(word: str, table: Table, spec: Spec) -> tuple[Step, ...]:
    """Return where the first word of a path leads.

    A reference column comes first, then an ancestor, then a table that exactly one reference points at,
    then the word for the row before under the same parent.
    """
    column = table.by_name.get(word)
    if column is not None and target(column) is not None:
        there = str(target(column))
        return climb(table, there, spec) if is_ancestral(column, table, spec) else (Step(there, word),)
    if word in set(ancestors(table, spec)):
        return climb(table, word, spec)
    pointing = [c.name for c in table.columns if target(c) == word and not is_ancestral(c, table, spec)]
    if len(pointing) == 1:
        return (Step(word, pointing[0]),)
    if word == _BEFORE and table.parent is not None and not pointing:
        return (Step(table.name, before=True),)
    raise UnavailableError(f"{word!r} leads from {table.name} to no single table")


def resolve(path: str, table: Table, spec: Spec) -> tuple[tuple[Step, ...], Table, Column]:
    """Return the steps of a path, the table they end in, and the column there.

    Raises
    ------
    UnavailableError
        If the path leads nowhere.
    """
    *way, last = path.split(".")
    steps: list[Step] = []
    for word in way:
        steps.extend(door(word, table, spec))
        table = spec.tables[steps[-1].table]
    if last not in table.by_name:
        raise UnavailableError(f"{table.name} has no column {last!r}")
    return tuple(steps), table, table.by_name[last]
