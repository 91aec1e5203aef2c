"""What to write instead of a rule that too few draws keep: the construction that makes it true."""

from __future__ import annotations

from manikin.expressions.possible import compared
from manikin.model import Table
from manikin.run.component import Component

_CLOCKS = frozenset({"date", "datetime", "time"})
_OR = ", or state with `keeps` how few draws are enough"


def way_out(component: Component, place: int, table: Table) -> str:
    """Return a sentence that names the construction for the rule at `place` of the component's names."""
    if place >= len(component.rules):
        return "Draw from more values, count fewer rows per parent, or use an `ordinal` or a reference that is `distinct`"
    rule = component.rules[place]
    check = next(check for check in table.checks if check.name == rule.name)
    if check.at_least_one:
        return f"Give `missing` of one of them by `cases` of another{_OR}"
    if check.when:
        return f"Draw the columns of `then` by `given` and `cases` of those of `if`{_OR}"
    for low, high in compared(check.sql):
        columns = [table.by_name[name] for name in (low, high) if name in table.by_name]
        if len(columns) == 2 and all(column.type.name in _CLOCKS for column in columns):
            return (
                f"Draw {high} from {low}: `after: {{column: {low}, by: …, unit: …}}`, with `until` for a bound that it "
                f"must not pass{_OR}"
            )
        if len(columns) == 2:
            return (
                f"Draw what lies between them, from 0, as a column of its own and let {high} be the `expression` "
                f"{low} + that column{_OR}"
            )
        if len(columns) == 1:
            return f"Give {columns[0].name} a `min` or `max` where it is drawn{_OR}"
    drawn = " and ".join(sorted(component.redrawn))
    return (
        f"Draw {drawn} only from what keeps it, by `given` and `cases` if that depends on another column{_OR}"
    )
