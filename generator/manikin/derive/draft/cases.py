"""Cases of a draft: exactly one holds for whatever the other column may be, as that is drafted itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from manikin.derive.contents import Categories, Conditional, Knots, Spreads
from manikin.derive.draft.fill import Filled, fill, quantiles
from manikin.derive.draft.flow import Number
from manikin.derive.draft.shares import missing
from manikin.derive.permits import Points
from manikin.derive.pooling import numbers
from manikin.derive.view import ColumnView, TableView, View

_HALF = Decimal("0.5")


def cases(column: ColumnView, content: Conditional, table: TableView, view: View, source: str) -> Filled:
    """Return the way to fill a column by cases of another.

    Cases that the other column, as drafted, never meets are left out; `otherwise` stands for rows of no told case, and
    has a source of its own, since its counts are of the same rows as those of the cases.
    """
    owner, given = given_column(content.given, table, view)
    written: dict[Any, Any] = {}
    shown = 0
    for when, some in content.cases if given is not None else ():
        assert given is not None
        met = _when(when, given)
        # Labels that differ in blanks at their ends are one in a draft.
        if met not in written and is_possible(when, given, owner):
            way = fill(column, some)
            written[met] = {"when": {content.given: met}, **way.way}
            shown += way.n
    rest = fill(column, content.otherwise)
    if not written:
        return rest
    if rest.file:
        # Cases have no files of their own.
        rest = Filled({"distribution": {"choice": {str(label): count for label, count in rest.file}}}, rest.n)
    last = {"otherwise": True, **rest.way, **({"source": {"from": source, "n": rest.n}} if rest.n else {})}
    return Filled({"given": [content.given], "cases": [*written.values(), last]}, shown)


def spreads(column: ColumnView, content: Spreads, table: TableView, view: View, source: str) -> Filled:
    """Return the way to fill a column by the quantiles of each case of another, each with how many rows it is of."""
    owner, given = given_column(content.given, table, view)

    def told(points: Points, rows: int) -> dict[str, Any]:
        return {**quantiles(column.type, points), "source": {"from": source, "n": rows}}

    written: dict[Any, Any] = {}
    for when, rows, knots in content.cases if given is not None else ():
        assert given is not None
        met = _when(when, given)
        if met not in written and is_possible(when, given, owner):
            written[met] = {"when": {content.given: met}, **told(knots.points, rows)}
    if not written:
        return fill(column, content.otherwise)
    last = {"otherwise": True, **told(content.otherwise.points, content.shown)}
    shown = sum(case["source"]["n"] for case in written.values())
    return Filled({"given": [content.given], "cases": [*written.values(), last]}, shown)


def given_column(given: str, table: TableView, view: View) -> tuple[TableView, ColumnView | None]:
    """Return the column that a conditional table is on, and its table: the same one, or the one above it."""
    owner, name = table, given
    if all(column.name != name for column in table.columns):
        above, _, name = given.partition(".")
        found = next((other for other in view.tables if other.name == above), None)
        if found is None:
            return table, None
        owner = found
    return owner, next((column for column in owner.columns if column.name == name), None)


def is_condition(column: ColumnView, table: TableView, view: View) -> bool:
    """Return whether another column is told by cases of this one: which of them are met rests on how it is drafted."""
    return any(
        given_column(content.given, other, view) == (table, column)
        for other in view.tables
        for content in (one.content for one in other.columns)
        if isinstance(content, Conditional | Spreads)
    )


def _when(when: str, given: ColumnView) -> Any:
    if not when:
        return None
    if given.type == "boolean":
        return when == "true"
    return Number(when) if given.type == "integer" else when.strip()


def is_possible(when: str, given: ColumnView, table: TableView) -> bool:
    """Return whether a column of a table, as it is drafted, can ever meet a case."""
    if not when:
        return bool(missing(given, table)) or any(given.name in names for names, _ in table.missing_together)
    if given.type == "string" and not when.strip():
        return False
    match given.content:
        case Categories(counts):
            return _is_met(when, [label for label, _ in counts])
        case Conditional(_, told):
            return _is_met(when, [label for _, some in told for label, _ in some.counts])
        case Knots(points):
            return _is_in(when, points)
        case Spreads(_, told, rest):
            return any(_is_in(when, knots.points) for knots in (rest, *(knots for *_, knots in told)))
    return False


def _is_in(when: str, points: Points) -> bool:
    """Return whether quantiles of whole numbers draw one in a range."""
    low, high = _ends(points)
    first, _, last = when.partition("..")
    if when.startswith(">="):
        return high >= Decimal(when.removeprefix(">="))
    return Decimal(first) <= high and low <= Decimal(last)


def _is_met(when: str, labels: Sequence[str]) -> bool:
    """Return whether one of some labels is what a case asks for, or in the range that it asks for."""
    first, dots, last = when.partition("..")
    if when in labels or not (dots or when.startswith(">=")):
        return when in labels
    low = Decimal(first.removeprefix(">="))
    high = Decimal(last) if dots else None
    return any(low <= Decimal(label) and (high is None or Decimal(label) <= high) for label in labels)


def _ends(points: Points) -> tuple[Decimal, Decimal]:
    """Return the least and the largest whole number that quantiles draw: the outermost lines go on to their ends."""
    line = numbers(points)
    return (
        (line[0][1] + _HALF).to_integral_value(ROUND_FLOOR),
        (line[-1][1] - _HALF).to_integral_value(ROUND_CEILING),
    )


def grids(view: View) -> dict[str, list[Number]]:
    """Return the public cuts of the columns that others are told by cases of."""
    return {name: [Number(cut) for cut in cuts] for name, cuts in view.grids}
