"""Defects: of exactly one kind, in columns that are written and of a type that the kind can do something to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from manikin.defects import KINDS, LARGEST_PART, answers
from manikin.errors import Problem
from manikin.model import Defect, EmptyRows, FileRows, Table
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest
from manikin.text import plain


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the defects."""
    names: dict[str, int] = {}
    for place, defect in enumerate(context.spec.defects):
        if defect.name in names:
            message = f"this name again, first as number {names[defect.name] + 1} of the list"
            yield context.problem((*defect.address, "name"), "DEFECT05", message, "give each its own name")
        names.setdefault(defect.name, place)
        yield from _defect(context, defect)
    if context.spec.defects:
        yield from _clashes(context)
    yield from _sums(context)


def _defect(context: Context, defect: Defect) -> Iterator[Problem]:
    ways = [name for name in KINDS if name in context.keys(defect.address)]
    if not ways:
        mend = "add one kind, such as `typos: [family_name]`; there are: " + ", ".join(KINDS)
        message = f"nothing says what is wrong by {plain(defect.name)!r}"
        yield context.problem(defect.address, "DEFECT05", message, mend)
    elif len(ways) > 1:
        message = f"two kinds together: {' and '.join(f'`{way}`' for way in ways)}"
        yield context.problem(
            (*defect.address, ways[1]), "DEFECT05", message, "make two defects of it", key=True
        )
    yield from _share(context, defect)
    table = context.spec.tables.get(defect.table)
    reason = _unwritten(context, defect, table)
    if reason is not None:
        yield context.problem((*defect.address, "table"), "DEFECT01", *reason)
    elif table is not None and ways:
        found = list(_columns(context, defect, table))
        yield from found
        if not found:
            for fault in KINDS[defect.kind].faults(defect, table):
                yield context.problem((*defect.address, *fault.at), fault.rule, fault.message, fault.mend)


def _unwritten(context: Context, defect: Defect, table: Table | None) -> tuple[str, str] | None:
    """Return why a table can have no defects, and a way out; None if it can."""
    if table is None:
        near = nearest(defect.table, context.spec.tables)
        hint = f"; did you mean {near!r}?" if near else ""
        there = "there are: " + ", ".join(plain(name) for name in list(context.spec.tables)[:12])
        return f"there is no table {plain(defect.table)!r}{hint}", there
    if table.hidden:
        return f"{table.name} is hidden, so it is never written", "name a table that is written"
    if isinstance(table.rows, FileRows):
        mend = "name a generated table; a wrong code can stand in the column that refers here"
        return f"{table.name} is a vocabulary, which is written as it is", mend
    if isinstance(table.rows, EmptyRows):
        return f"{table.name} has no rows", "name a table with rows"
    return None


def _columns(context: Context, defect: Defect, table: Table) -> Iterator[Problem]:
    for name, below in KINDS[defect.kind].columns(defect.parameters):
        at, column = (*defect.address, defect.kind, *below), table.by_name.get(name)
        is_key = below[-1:] == (name,)
        if column is None:
            near = nearest(name, table.by_name)
            hint = f"; did you mean {near!r}?" if near else ""
            mend = "there are: " + ", ".join(list(table.by_name)[:12])
            message = f"{table.name} has no column {plain(name)!r}{hint}"
            yield context.problem(at, "DEFECT01", message, mend, key=is_key)
        elif column.hidden:
            message = f"{table.name}.{name} is hidden, so it is never written"
            yield context.problem(at, "DEFECT01", message, "name a column that is written", key=is_key)
        elif name in table.key and not defect.changes_key and defect.kind != "blank":
            message = f"{name} belongs to the key of {table.name}; other rows find this one by it"
            mend = "name another column, or write `change_key: true` if that is what should be wrong"
            yield context.problem(at, "DEFECT04", message, mend, key=is_key)


def _share(context: Context, defect: Defect) -> Iterator[Problem]:
    parts = Decimal(repr(defect.share)) * LARGEST_PART
    if parts != parts.to_integral_value():
        message = f"the share {Decimal(repr(defect.share)):f} is finer than one row in {LARGEST_PART:,}"
        mend = "write at most four digits after the point, so that it can be met exactly"
        yield context.problem((*defect.address, "share"), "DEFECT03", message, mend)


def _sums(context: Context) -> Iterator[Problem]:
    """Yield the tables that have more defects than rows: a row bears one at most."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for defect in context.spec.defects:
        before = sums[defect.table]
        sums[defect.table] += Decimal(repr(defect.share))
        if before <= 1 < sums[defect.table]:
            message = (
                f"with this one the shares of {plain(defect.table)} come to {sums[defect.table]}, and a row bears "
                "one defect at most"
            )
            yield context.problem(
                (*defect.address, "share"), "DEFECT03", message, "let them come to 1 or less"
            )


def _clashes(context: Context) -> Iterator[Problem]:
    for table in context.tables:
        if table.name.casefold() == answers.NAME:
            message = (
                f"a table called {table.name} beside a section of defects, whose answer key is called so"
            )
            mend = "give the table another name, with `formerly:` if it is to keep its values"
            yield context.problem(table.address, "DEFECT06", message, mend, key=True)
