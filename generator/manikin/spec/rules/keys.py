"""Keys: their columns exist, are written, are never missing, and differ by construction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow.compute as pc

from manikin.columns import vocabulary
from manikin.columns.combinations import has_drawn_key
from manikin.columns.needs import redrawable
from manikin.columns.paths import Route
from manikin.errors import Problem
from manikin.model import Column, EmptyRows, FileRows, Table
from manikin.model.draws import Address
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context
from manikin.spec.rules.together import are_distinct, family_of
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the tables' keys."""
    for table in context.tables:
        yield from _columns(context, table)
    for table in context.tables:
        if not table.key or not _has_key(context, table) or not context.has_order(table):
            continue
        columns = [table.by_name[name] for name in table.key]
        if all(context.is_sound(column.address) for column in columns) and context.is_sound(
            (*table.address, "rows")
        ):
            yield from _missing(context, table, columns)
            if isinstance(table.rows, FileRows):
                yield from _repeated(context, table)
            elif not isinstance(table.rows, EmptyRows) and not _is_unique(context, table, columns):
                yield _not_unique(context, table, columns)


def _has_key(context: Context, table: Table) -> bool:
    """Return whether nothing is wrong with the key's names, nor with those of the parent's key."""
    names = [
        (*other.address, "key") for other in (table, context.spec.tables.get(table.parent or "")) if other
    ]
    return context.is_sound(*names)


def _place(context: Context, table: Table, place: int) -> Address:
    at = (*table.address, "key")
    return (*at, place) if isinstance(context.node(at), list) else at


def _columns(context: Context, table: Table) -> Iterator[Problem]:
    for place, name in enumerate(table.key):
        column = table.by_name.get(name)
        at = _place(context, table, place)
        if column is None:
            near = nearest(name, table.by_name)
            hint = f"; did you mean {near!r}?" if near else ""
            mend = "there are: " + ", ".join([other for other in table.by_name if " " not in other][:12])
            yield context.problem(at, "KEY01", f"{table.name} has no column {name!r}{hint}", mend)
        elif column.hidden:
            message = f"{name} is hidden, so nobody could see the key"
            yield context.problem(at, "KEY01", message, f"show {name}, or choose another key")
        elif name in table.key[:place]:
            yield context.problem(at, "KEY01", f"{name} stands in the key twice", "name it once")


def _missing(context: Context, table: Table, columns: Sequence[Column]) -> Iterator[Problem]:
    for column in columns:
        if not facts.may_be_missing(Route((), table, column), table, context.spec):
            continue
        message = f"{column.name} is in the key of {table.name} and can be missing"
        for role in ("missing", "missing_with"):
            if role in context.keys(column.address):
                yield context.problem((*column.address, role), "KEY04", message, f"remove `{role}`", key=True)
                break
        else:
            mend = "fill every row, or choose another key"
            yield context.problem((*table.address, "key"), "KEY04", message, mend)


def _repeated(context: Context, table: Table) -> Iterator[Problem]:
    texts = [vocabulary.text(table, name, context.spec) for name in table.key]
    seen: dict[tuple[str | None, ...], int] = {}
    if len(texts) == 1 and len(pc.unique(texts[0])) == len(texts[0]):
        return
    for line, cells in enumerate(zip(*(array.to_pylist() for array in texts), strict=True), start=2):
        first = seen.setdefault(cells, line)
        if first != line:
            message = f"lines {first} and {line} of the file have the same key ({', '.join(table.key)})"
            mend = "remove one of the lines, or name a key whose values differ"
            yield context.problem((*table.address, "key"), "KEY03", message, mend)
            return


def _is_unique(context: Context, table: Table, columns: Sequence[Column]) -> bool:
    """Return whether the key differs by construction, or can be kept apart by drawing again."""
    if are_distinct(columns, table, context.spec):
        return True
    if not has_drawn_key(table) or family_of(columns, table, context.spec) is None:
        return False
    return bool(redrawable(table.key, table, context.spec, context.walks.of(table.name)))


def _not_unique(context: Context, table: Table, columns: Sequence[Column]) -> Problem:
    names = " and ".join(column.name for column in columns)
    verb = "does" if len(columns) == 1 else "together do"
    message = f"{names} {verb} not differ by construction, so the key of {table.name} could repeat"
    mend = (
        "use `sequence`, `permutation`, `identifier` or `uuid`, add `unique: true`, or make the key of the parent's "
        "key and an `ordinal`, a reference that is `distinct` or drawn columns"
    )
    return context.problem((*table.address, "key"), "KEY02", message, mend)
