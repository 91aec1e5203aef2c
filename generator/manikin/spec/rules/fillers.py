"""What each way to fill a column has to say of itself."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns import KINDS
from manikin.columns.expression import compiled
from manikin.errors import Problem
from manikin.spec.rules.checks import warned
from manikin.spec.rules.context import Context


def check(context: Context) -> Iterator[Problem]:
    """Yield the kinds' own faults, and the warnings of expressions."""
    for table, column in context.columns:
        for fault in KINDS[column.kind].faults(column, table, context.spec):
            yield context.problem((*column.address, *fault.at), fault.rule, fault.message, fault.mend)
        if column.kind == "expression" and context.is_sound(column.address):
            for warning in compiled(column.parameters, table, context.spec).warnings:
                yield warned(context, (*column.address, "expression"), warning)
