"""Tables of several parts: an ancestor for all, columns said once, an order that can be made, parts that are there."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.parts import PARTS, part_name, parts, target_part
from manikin.columns.paths import ancestors, target_table
from manikin.columns.relation import lineage, relation
from manikin.errors import Problem
from manikin.model import Column, PartRows, PerRows, Table
from manikin.spec.parts import OF_THE_TABLE
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest

_ELSEWHERE = ("missing", "missing_with", "given")
_WITH_PARTS = ("together", "order")


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with tables of parts, and with references to parts."""
    for table in context.tables:
        if isinstance(table.rows, PartRows):
            found = [*_rows(context, table), *_filled(context, table)]
            yield from found
            yield from _order(context, table, table.rows)
        elif table.part_of is None:
            yield from _without(context, table)
    for table, column in context.columns:
        if column.kind == "references":
            yield from _reference(context, table, column)


def _without(context: Context, table: Table) -> Iterator[Problem]:
    for key in _WITH_PARTS:
        if key in context.keys(table.address):
            message = f"`{key}` belongs to a table with `parts`, and {table.name} has none"
            yield context.problem((*table.address, key), "TABLE02", message, f"remove `{key}`", key=True)


def _rows(context: Context, table: Table) -> Iterator[Problem]:
    """Yield parts whose rows do not descend from one ancestor."""
    odd = [part for part in parts(table, context.spec) if not isinstance(part.rows, PerRows)]
    for part in odd:
        message = f"the rows of the part {part_name(part)} are not counted per row of a table"
        mend = "write `rows: {per: PARENT, distribution: {exactly: 1}}`"
        yield context.problem((*part.address, "rows"), "PARTS01", message, mend)
    if odd or not all(part.parent in context.spec.tables for part in parts(table, context.spec)):
        return
    if table.parent is None:
        counted = ", ".join(f"{part_name(part)} per {part.parent}" for part in parts(table, context.spec))
        message = f"the parts of {table.name} share no ancestor: {counted}"
        mend = "count all of them per one table, or per tables below one"
        yield context.problem((*table.address, PARTS), "PARTS01", message, mend, key=True)
        return
    for part in parts(table, context.spec):
        if lineage(part, table.parent, context.spec) is None:
            message = f"{table.parent!r} is no ancestor of the part {part_name(part)}"
            shared = [
                above.name
                for above in ancestors(part, context.spec)
                if all(lineage(other, above.name, context.spec) for other in parts(table, context.spec))
            ]
            mend = f"write `together: {shared[0]}`" if shared else "count all parts below one table"
            yield context.problem((*table.address, "together"), "PARTS01", message, mend)
            return


def _filled(context: Context, table: Table) -> Iterator[Problem]:
    """Yield what parts say of columns that is not theirs to say, and the table of columns that parts fill."""
    for part in parts(table, context.spec):
        for name, way in context.keys((*part.address, "columns")).items():
            at = (*part.address, "columns", name)
            if name not in table.by_name:
                near = nearest(name, table.by_name)
                hint = f"; did you mean {near!r}?" if near else ""
                message = f"the part {part_name(part)} fills a column that {table.name} does not have{hint}"
                mend = f"add {name} to the `columns` of {table.name} with its type, or remove it here"
                yield context.problem(at, "PARTS02", message, mend, key=True)
                continue
            for key in OF_THE_TABLE:
                if key in way:
                    message = f"`{key}` of {name} is said once for all parts of {table.name}"
                    mend = f"move it to tables.{table.name}.columns.{name}"
                    yield context.problem((*at, key), "PARTS03", message, mend, key=True)
    for column in table.columns:
        if column.kind == PARTS:
            yield from _said(context, table, column)


def _said(context: Context, table: Table, column: Column) -> Iterator[Problem]:
    keys = context.keys(column.address)
    if column.unique:
        message = f"several parts fill {column.name}, so values of one may be those of another"
        mend = f"remove `unique`, or fill {column.name} for the whole table"
        yield context.problem((*column.address, "unique"), "PARTS03", message, mend, key=True)
    for key in _ELSEWHERE if column.parameters is None else ():
        if key in keys:
            message = f"`{key}` goes with a way to fill {column.name}, and its parts fill it"
            mend = f"move it into the parts of {table.name}"
            yield context.problem((*column.address, key), "PARTS03", message, mend, key=True)


def _order(context: Context, table: Table, rows: PartRows) -> Iterator[Problem]:
    for place, name in enumerate(rows.order):
        at = (*table.address, "order", place)
        column = table.by_name.get(name)
        if column is None:
            near = nearest(name, table.by_name)
            hint = f"; did you mean {near!r}?" if near else ""
            mend = "name columns of this table"
            yield context.problem(at, "PARTS04", f"{table.name} has no column {name!r}{hint}", mend)
        elif name in rows.order[:place]:
            message = f"{name} stands in the order twice"
            yield context.problem(at, "PARTS04", message, "name it once")
        elif not column.type.is_ordered:
            message = f"{name} is {column.type.name}, which rows cannot be put in order by"
            mend = "name a number, a date or a time"
            yield context.problem(at, "PARTS04", message, mend)
        elif column.kind != PARTS or column.parameters is not None:
            message = f"{name} is filled for the whole table, once its rows are in order"
            mend = f"fill {name} in the parts, and there alone; rows of parts that do not fill it come last"
            yield context.problem(at, "PARTS04", message, mend)


def _reference(context: Context, table: Table, column: Column) -> Iterator[Problem]:
    target, part = context.spec.tables.get(target_table(column) or ""), target_part(column)
    if target is None or target.part_of is not None:
        return
    at = (*column.address, "references")
    known = [part_name(other) for other in parts(target, context.spec)]
    is_own = target.name in {table.name, table.part_of}
    if part is not None and part not in known:
        near = nearest(part, known)
        hint = f"; did you mean {near!r}?" if near else ""
        message = f"{target.name} has no part {part!r}{hint}"
        mend = f"there are: {', '.join(known)}" if known else "remove `part`"
        yield context.problem((*at, "part"), "PARTS05", message, mend)
        return
    asked = relation(column, table)
    if is_own and (part is not None or table.part_of is not None) and asked.within is None:
        message = f"any row of {target.name} could be picked, also this one"
        mend = f"add `within: {target.parent}`, or `earlier: true`"
        yield context.problem(at, "PARTS05", message, mend, key=True)
    elif asked.within is not None and is_own | (part is not None):
        yield from _within(context, column, target, asked.within, is_earlier=asked.earlier)


def _within(
    context: Context, column: Column, target: Table, within: str, *, is_earlier: bool
) -> Iterator[Problem]:
    """Yield references among rows that need not stand together, where the order of the table decides."""
    if within not in context.spec.tables or lineage(target, within, context.spec) is not None:
        return
    part = target_part(column)
    if part is not None and not is_earlier:
        return
    if target.parent is None or lineage(context.spec.tables[within], target.parent, context.spec) is None:
        return
    message = f"rows of one {within} need not stand together in {target.name}, whose rows stand together per "
    message += f"{target.parent}"
    mend = f"write `within: {target.parent}`" + ("" if part else ", or name one `part`")
    yield context.problem((*column.address, "references", "within"), "PARTS05", message, mend)
