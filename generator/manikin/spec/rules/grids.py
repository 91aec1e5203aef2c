"""Grids: each is of a column that can be cut, with cuts of its type from least to greatest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from manikin.columns.conditions import parse_scalar
from manikin.errors import Problem
from manikin.model import DataType, FileRows
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the grids."""
    types: dict[str, list[DataType]] = {}
    for table in context.tables:
        for column in table.columns if not isinstance(table.rows, FileRows) else ():
            for name in (column.name, f"{table.part_of or table.name}.{column.name}"):
                types.setdefault(name, []).append(column.type)
    for name in context.spec.grids:
        if name not in types:
            near = nearest(name, types)
            hint = f"; did you mean {near!r}?" if near else ""
            message = f"no table has a column {name!r}{hint}"
            mend = "name a column that is generated, or TABLE.COLUMN"
            yield context.problem(("grids", name), "GRID01", message, mend, key=True)
        elif not all(found.is_ordered for found in types[name]):
            message = f"{name!r} holds no numbers, dates or times, so it cannot be cut"
            mend = "remove it: categories need no grid"
            yield context.problem(("grids", name), "GRID01", message, mend, key=True)
        else:
            yield from _cuts(context, name, types[name][0])


def _cuts(context: Context, name: str, datatype: DataType) -> Iterator[Problem]:
    places = []
    for place, cut in enumerate(context.spec.grids[name]):
        try:
            places.append(parse_scalar(datatype, cut))
        except ValueError as error:
            at = ("grids", name, place)
            yield context.problem(
                at, "GRID02", f"this cut is {error}", f"write values of the type {datatype.said}"
            )
            return
    for place, (before, cut) in enumerate(pairwise(places), 1):
        if float(cut) <= float(before):
            message = "this cut is not above the one before it"
            yield context.problem(
                ("grids", name, place), "GRID02", message, "write the cuts from least to greatest, each once"
            )
