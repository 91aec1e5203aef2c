"""Grids: cases learnt from records are cut where `grids` says, and each column in one way everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.conditions import Matcher, matcher, parse_scalar
from manikin.columns.paths import Route, UnknownPathError, resolve
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import Statistic
from manikin.errors import Problem
from manikin.model import Condition, DataType, Table
from manikin.model.draws import Address
from manikin.spec.wording import shown

_WHERE = tuple[str, str]
Cells = frozenset[tuple[object, ...]]


def check(lint: Lint) -> Iterator[Problem]:
    """Yield conditions and bins that are not of the grid of their column, or cut it in a second way."""
    seen: dict[_WHERE, list[tuple[Cells, Address]]] = {}
    judged: set[Address] = set()
    for statistic in lint.statistics:
        if statistic.draw is None or not statistic.draw.cases or statistic.draw.address in judged:
            continue
        judged.add(statistic.draw.address)
        yield from _draw(lint, statistic, seen)
    for statistic in lint.statistics:
        if statistic.name == "histogram" and statistic.what == "value":
            yield from _bins(lint, statistic)


def _draw(
    lint: Lint, statistic: Statistic, seen: dict[_WHERE, list[tuple[Cells, Address]]]
) -> Iterator[Problem]:
    draw = statistic.draw
    assert draw is not None
    for path in draw.given:
        route = route_of(lint, path, statistic.table)
        if route is None or not route.column.type.is_ordered:
            continue
        found: set[tuple[object, ...]] = set()
        off = False
        for case in draw.cases:
            for condition in case.when or ():
                if condition.path == path:
                    match = matcher(condition, route.column.type)
                    off |= bool(problems := list(_condition(lint, condition, match, route)))
                    yield from problems
                    found.add((match.values, match.intervals, match.null))
        where = (route.table.part_of or route.table.name, route.column.name)
        cells = frozenset(found)
        # Cases may be left out, of few rows: what is left for `otherwise` are whole cases of the longer list.
        other = next(
            (at for known, at in seen.get(where, ()) if not (cells <= known or known <= cells)), None
        )
        seen.setdefault(where, []).append((cells, draw.address))
        if other is not None and not off:
            line = lint.document.position(other).line
            message = (
                f"{path} is cut in another way than at line {line}: two ways together cut out small groups"
            )
            mend = "use the same cases of this column everywhere, or leave some of them out"
            yield lint.refuse((*draw.address, "given"), "DISC11", message, mend)


def route_of(lint: Lint, path: str, table: Table) -> Route | None:
    """Return where a path leads, None if nowhere."""
    try:
        return resolve(path, table, lint.spec)
    except UnknownPathError:
        return None


def _grid(lint: Lint, table: Table, column: str) -> tuple[object, ...]:
    grids = lint.spec.grids
    return grids.get(f"{table.part_of or table.name}.{column}", grids.get(column, ()))


def _condition(lint: Lint, condition: Condition, match: Matcher, route: Route) -> Iterator[Problem]:
    if not match.intervals:
        return
    datatype, name = route.column.type, route.column.name
    grid = _grid(lint, route.table, name)
    if not grid:
        message = f"{name} is cut into ranges, and no grid says where it may be"
        mend = f"write the cuts above the tables, for all of them at once: `grids: {{{name}: [0, 18, 65]}}`"
        yield lint.refuse(condition.address, "DISC11", message, mend)
        return
    cuts = {float(parse_scalar(datatype, cut)) for cut in grid}  # type: ignore[arg-type]
    step = 0.0 if datatype.name == "float" else 1.0
    for interval in match.intervals:
        low = interval.low if interval.low_included else interval.low + step
        high = interval.high + step if interval.high_included else interval.high
        if any(abs(end) != float("inf") and end not in cuts for end in (low, high)):
            message = f"this range begins or ends off the grid of {name}"
            mend = _cuts(grid, name)
            yield lint.refuse(condition.address, "DISC11", message, mend)
            return


def _cuts(grid: tuple[object, ...], name: str) -> str:
    listed = ", ".join(shown(cut) for cut in grid[:12])
    return f"cut {name} at {listed}; a range such as `18..64` ends just below a cut"


def _bins(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    column = statistic.column
    assert column is not None
    grid = _grid(lint, statistic.table, column.name)
    if not grid:
        return
    cuts = {float(parse_scalar(DataType("integer"), cut)) for cut in grid}  # type: ignore[arg-type]
    for key in statistic.parameters:
        first, _, last = key.partition("-")
        end = int(last or first) + 1
        if int(first) not in cuts or (end not in cuts and end <= max(cuts)):
            message = f"this bin begins or ends off the grid of {column.name}"
            yield lint.refuse((*statistic.address, key), "DISC11", message, _cuts(grid, column.name))
