"""What a dotted path means: a column of this row, of an ancestor, or of a referenced row."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from manikin.model import Column, Spec, Table

PREVIOUS = "previous"
"""The word for the row before, under the same parent."""


@dataclass(frozen=True)
class Step:
    """One step away from a row: to its ancestor `table`, along the reference `column`, or to the row before."""

    table: str
    column: str | None
    """The reference column that is followed; None for the parent or the row before."""
    previous: bool = False
    """Whether it leads to the row before under the same parent; the first row has none."""


@dataclass(frozen=True)
class Route:
    """A resolved path: the steps, the table they end in, and the column there."""

    steps: tuple[Step, ...]
    table: Table
    column: Column


class UnknownPathError(Exception):
    """A path that leads nowhere; `message` and `mend` say why and what there is."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


def target_table(column: Column) -> str | None:
    """Return the table that a reference column points at."""
    if column.kind != "references":
        return None
    parameters = column.parameters
    return parameters if isinstance(parameters, str) else str(parameters["table"])


def ancestors(table: Table, spec: Spec) -> Iterator[Table]:
    """Yield the parent of `table`, its parent, and so on; stops at a cycle."""
    seen = {table.name}
    while (name := table.parent) is not None and name in spec.tables and name not in seen:
        seen.add(name)
        table = spec.tables[name]
        yield table


def is_ancestor_reference(column: Column, table: Table, spec: Spec) -> bool:
    """Return whether a reference column holds the key of the row's own parent or a further ancestor."""
    if is_restricted(column):
        return False
    return any(ancestor.name == target_table(column) for ancestor in ancestors(table, spec))


def is_restricted(column: Column) -> bool:
    """Return whether a reference column picks among some rows only, or no row twice."""
    parameters = column.parameters
    if column.kind != "references" or isinstance(parameters, str):
        return False
    return any(parameters.get(role) for role in ("within", "earlier", "distinct", "part", "levels"))


def first_steps(table: Table, spec: Spec) -> dict[str, tuple[Step, ...]]:
    """Return every name that may stand before the first dot of a path, with where it leads.

    A reference column's name comes first, then an ancestor's, then the name of a table that exactly
    one reference column points at, then the word for the row before.
    """
    found: dict[str, tuple[Step, ...]] = {}
    by_target: dict[str, list[Column]] = {}
    climb: list[Step] = []
    for ancestor in ancestors(table, spec):
        climb.append(Step(ancestor.name, None))
        found[ancestor.name] = tuple(climb)
    for column in table.columns:
        target = target_table(column)
        if target is not None and target in spec.tables:
            if is_ancestor_reference(column, table, spec):
                found.setdefault(column.name, found[target])
            else:
                by_target.setdefault(target, []).append(column)
    for target, columns in by_target.items():
        if len(columns) == 1:
            found.setdefault(target, (Step(target, columns[0].name),))
    for columns in by_target.values():
        for column in columns:
            found[column.name] = (Step(target_table(column) or "", column.name),)
    if table.parent is not None:
        found.setdefault(PREVIOUS, (Step(table.name, None, previous=True),))
    return found


def resolve(path: str, table: Table, spec: Spec) -> Route:
    """Return where `path` leads from a row of `table`.

    Raises
    ------
    UnknownPathError
        If a name on the way is neither a reference, an ancestor nor a column.
    """
    *way, name = path.split(".")
    steps: list[Step] = []
    here = table
    for word in way:
        doors = first_steps(here, spec)
        if word not in doors and word == PREVIOUS:
            raise UnknownPathError(
                f"`previous` is the row before under the same parent, and {here.name} has no parent",
                "give the table `rows: {per: PARENT, …}`, or leave it out",
            )
        if word not in doors:
            raise UnknownPathError(
                f"{word!r} is neither a reference column of {here.name}, nor one of its ancestors, nor a table "
                "that exactly one of its references points at",
                _suggest(word, doors),
            )
        steps.extend(doors[word])
        here = spec.tables[steps[-1].table]
    # What fills a column in other parts has a name that none can write.
    if name not in here.by_name or " " in name:
        mend = _suggest(name, here.by_name)
        if here.part_of is not None:
            mend = f"a part sees the columns that it fills, and its ancestors'; {mend}"
        raise UnknownPathError(f"{here.name} has no column {name!r}", mend)
    return Route(tuple(steps), here, here.by_name[name])


def first_column(path: str, table: Table, spec: Spec) -> str | None:
    """Return the column of this very table that `path` depends on; None if it climbs to a parent."""
    first, _, rest = path.partition(".")
    if not rest:
        return first
    step = first_steps(table, spec).get(first, (Step("", None),))[0]
    return step.column


def scope(table: Table, spec: Spec, depth: int = 3) -> Iterator[tuple[str, Column]]:
    """Yield every path that may be used in a row of `table`, with its column, up to `depth` dots."""
    for column in table.columns:
        if " " not in column.name:
            yield column.name, column
    if depth == 0:
        return
    for word, steps in first_steps(table, spec).items():
        there = spec.tables[steps[-1].table]
        if there.name != table.name:
            for path, column in scope(there, spec, depth - 1):
                yield f"{word}.{path}", column
        else:
            for column in there.columns:
                if " " not in column.name:
                    yield f"{word}.{column.name}", column


def _suggest(word: str, names: object) -> str:
    known = sorted(name for name in names if " " not in name)  # type: ignore[attr-defined]
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    return (
        "there are: " + ", ".join(known[:12]) if known else "this table has neither a parent nor references"
    )
