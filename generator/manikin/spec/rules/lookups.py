"""Lookups: every value that can be looked up is in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns import vocabulary
from manikin.columns.conditions import parse_scalar
from manikin.columns.paths import Route
from manikin.errors import Problem
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context
from manikin.text import plain

_SHOWN = 40


def check(context: Context) -> Iterator[Problem]:
    """Yield the lookups that would find nothing for some value."""
    for table, column in context.columns:
        if column.kind != "lookup" or not context.has_order(table):
            continue
        by = table.by_name[column.parameters["by"]]
        if not context.is_sound(by.address):
            continue
        there = context.spec.tables[column.parameters["table"]]
        on = there.by_name[column.parameters.get("on") or there.key[0]]
        values = facts.domain(Route((), table, by), context.spec).values
        known = {
            parse_scalar(on.type, cell)
            for cell in vocabulary.text(there, on.name, context.spec).drop_null().to_pylist()
        }
        lost = [value for value in values or () if value not in known]
        if lost:
            shown = [str(value) for value in lost if len(str(value)) <= _SHOWN][:3]
            words = ", ".join(plain(word) for word in shown) or "a value"
            message = f"{by.name} can be {words}, which {there.name}.{on.name} does not have"
            mend = f"add {'it' if len(lost) == 1 else 'them'} to the file of {there.name}, or take it out of {by.name}"
            yield context.problem((*column.address, "lookup", "by"), "LOOKUP02", message, mend)
