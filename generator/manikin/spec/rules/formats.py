"""How dates and times are written in CSV files."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.errors import Problem
from manikin.sinks import formats
from manikin.spec.rules.context import Context

_MOMENTS = ("date", "time", "datetime")


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the columns' formats."""
    for table in context.tables:
        for column in table.columns:
            at = (*column.address, "format")
            if column.format is None:
                continue
            if column.type.name not in _MOMENTS:
                message = f"`format` is for dates and times, and this column is {column.type.name}"
                yield context.problem(at, "FORMAT01", message, "remove `format`", key=True)
            else:
                for fault in formats.faults(column.format, column.type.arrow):
                    yield context.problem(
                        at, "FORMAT01", str(fault), "use directives such as %Y-%m-%d or %d/%m/%Y %H:%M"
                    )
