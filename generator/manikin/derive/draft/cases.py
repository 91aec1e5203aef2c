"""Cases of a draft: exactly one holds for whatever the other column may be, as that is drafted itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from manikin.derive.contents import Categories, Conditional, Knots
from manikin.derive.draft.fill import Filled, fill
from manikin.derive.draft.flow import Number
from manikin.derive.view import ColumnView, TableView, View
from manikin.spec.schema import LATER

_HALF = Decimal("0.5")


def cases(column: ColumnView, content: Conditional, table: TableView, view: View) -> Filled:
    """Return the way to fill a column by cases of another.

    Cases that the other column, as drafted, never meets are left out; `otherwise` stands for rows of no told case.
    """
    given = given_column(content.given, table, view)
    written: list[Any] = []
    shown = 0
    for when, some in content.cases if given is not None else ():
        assert given is not None
        if is_possible(when, given):
            way = fill(column, some)
            written.append({"when": {content.given: _when(when, given)}, **way.way})
            shown += way.n
    rest = fill(column, content.otherwise)
    if not written:
        return rest
    return Filled({"given": [content.given], "cases": [*written, {"otherwise": True, **rest.way}]}, shown)


def given_column(given: str, table: TableView, view: View) -> ColumnView | None:
    """Return the column that a conditional table is on: of the same table, or of the one above it."""
    owner, name = table, given
    if all(column.name != name for column in table.columns):
        above, _, name = given.partition(".")
        found = next((other for other in view.tables if other.name == above), None)
        if found is None:
            return None
        owner = found
    return next((column for column in owner.columns if column.name == name), None)


def _when(when: str, given: ColumnView) -> Any:
    if not when:
        return None
    if given.type == "boolean":
        return when == "true"
    return Number(when) if given.type == "integer" else when


def is_possible(when: str, given: ColumnView) -> bool:
    """Return whether a column as it is drafted can ever meet a case."""
    if not when:
        return 0 < 10_000 * given.missing // (given.missing + given.present or 1) < 10_000
    match given.content:
        case Categories(counts):
            return when in dict(counts)
        case Conditional(_, told):
            return any(when in dict(some.counts) for _, some in told)
        case Knots(points):
            low, high = _ends(points)
            first, _, last = when.partition("..")
            if when.startswith(">="):
                return high >= Decimal(when.removeprefix(">="))
            return Decimal(first) <= high and low <= Decimal(last)
    return False


def _ends(points: tuple[tuple[str, str], ...]) -> tuple[Decimal, Decimal]:
    """Return the least and the largest whole number that quantiles draw: the outermost lines go on to their ends."""
    knots = [(Decimal(share), Decimal(value)) for share, value in points]
    (p, low), (after, next_one) = knots[0], knots[1]
    (before, last_one), (q, high) = knots[-2], knots[-1]
    low -= (next_one - low) / (after - p) * p
    high += (high - last_one) / (q - before) * (1 - q)
    return (
        (low + _HALF).to_integral_value(ROUND_FLOOR),
        (high - _HALF).to_integral_value(ROUND_CEILING),
    )


def grids(view: View) -> Mapping[str, Any]:
    """Return the public cuts of conditioning columns, for the root of a specification that knows `grids`."""
    return dict(_grids(view)) if "grids" not in LATER["root"] else {}


def _grids(view: View) -> Iterator[tuple[str, list[Number]]]:
    for name, cuts in view.grids:
        yield name, [Number(cut) for cut in cuts]
