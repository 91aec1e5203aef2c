"""What can be known of a column before anything is drawn. Judges nothing.

Where its values come from, which they can be, whether they can be missing, how many rows there will be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from manikin import distributions
from manikin.columns import KINDS, events, states, vocabulary
from manikin.columns.conditions import parse_scalar
from manikin.columns.draw import is_choice, on_ruler, options
from manikin.columns.parts import leaves_out, picked_table, ways
from manikin.columns.paths import Route, Step, UnknownPathError, first_steps, resolve, target_table
from manikin.columns.reference import key_column
from manikin.columns.relation import agreed, followed, relation, shared_table
from manikin.model import Column, DataType, FileRows, Spec, Table
from manikin.spec.rules import fanout
from manikin.spec.rules.picked import weighed

Value = bool | int | float | str
MOST_LISTED = 20_000
"""Up to how many values of a vocabulary are told apart."""
_HOPS = 40
_MAKES_NULL = re.compile(r"\b(NULL|NULLIF|TRY_CAST|MAKE_DATE)\b", re.IGNORECASE)
_CASE, _ELSE = (re.compile(rf"\b{word}\b", re.IGNORECASE) for word in ("CASE", "ELSE"))
_INTEGER = DataType("integer")


@dataclass(frozen=True)
class Domain:
    """The values a column can take: listed, or a stretch of the ruler, or anything of its type."""

    values: tuple[Value, ...] | None = None
    low: float = float("-inf")
    high: float = float("inf")


ANYTHING = Domain()


def home(route: Route, spec: Spec) -> Route:
    """Return where the value at the end of a route is made: copies and references are followed."""
    steps, table, column = route.steps, route.table, route.column
    for _ in range(_HOPS):
        try:
            if column.kind == "copy":
                further = resolve(str(column.parameters), table, spec)
                steps, table, column = (*steps, *further.steps), further.table, further.column
            elif column.kind == "references":
                there = spec.tables[target_table(column) or ""]
                hop = first_steps(table, spec)[column.name]
                steps, table, column = (*steps, *hop), there, there.by_name[key_column(column, spec)]
            else:
                break
        except (UnknownPathError, LookupError):
            break
    return Route(steps, table, column)


def domain(route: Route, spec: Spec) -> Domain:
    """Return what a column can be, as far as the specification alone says it."""
    made = home(route, spec)
    table, column = made.table, made.column
    if isinstance(table.rows, FileRows):
        return _listed(table, column, spec, weighed(route, spec))
    match column.kind:
        case "distribution":
            return _drawn(column)
        case "constant":
            return Domain((parse_scalar(column.type, column.parameters),))
        case "states":
            return Domain(states.states(column))
        case "lookup":
            there = spec.tables[column.parameters["table"]]
            return _listed(there, there.by_name[column.parameters["column"]], spec)
        case "aggregate" if column.parameters["by"] == "count":
            return Domain(None, 0)
        case "parts":
            return _joined([domain(Route((), home, way), spec) for home, way in ways(column, table, spec)])
        case "ordinal":
            first = column.parameters.get("start", 1)
            return Domain(None, first, max(first, first + fanout.most_per_parent(table, spec) - 1))
        case _:
            return Domain((False, True)) if column.type.name == "boolean" else ANYTHING


def _listed(table: Table, column: Column, spec: Spec, rows: pa.Array | None = None) -> Domain:
    cells = vocabulary.text(table, column.name, spec)
    cells = (cells if rows is None else cells.filter(rows)).drop_null().unique()
    if len(cells) > MOST_LISTED:
        return ANYTHING
    return Domain(tuple(sorted({parse_scalar(column.type, cell) for cell in cells.to_pylist()})))


def _joined(domains: Sequence[Domain]) -> Domain:
    """Return what any of several columns can be."""
    if all(found.values is not None for found in domains):
        return Domain(tuple(sorted({value for found in domains for value in found.values or ()})))
    listed = [float(v) for found in domains for v in found.values or () if not isinstance(v, str)]
    spans = [found for found in domains if found.values is None]
    return Domain(None, min([s.low for s in spans] + listed), max([s.high for s in spans] + listed))


def _drawn(column: Column) -> Domain:
    assert column.draw is not None
    found: set[Value] = set()
    low, high = float("inf"), float("-inf")
    for distribution in column.draw.distributions:
        if is_choice(distribution):
            # Also those of weight 0: to change a weight must not make a case superfluous.
            found.update(options(distribution, column.type).values)
        elif column.type.name == "boolean":
            found.update((False, True))
        elif distribution.name == "calendar" or not column.type.is_ordered:
            return ANYTHING
        else:
            least, most = bounds(distribution.name, on_ruler(distribution, column.type), column.type)
            low, high = min(low, least), max(high, most)
    if low > high:
        return Domain(tuple(sorted(found)))
    numbers = [float(value) for value in found if not isinstance(value, str)]
    return Domain(None, min([low, *numbers]), max([high, *numbers]))


def bounds(name: str, parameters: Any, datatype: DataType) -> tuple[float, float]:
    """Return the least and the greatest place on the ruler that a distribution can give."""
    least, most = distributions.prepare(name, parameters, discrete=datatype.is_discrete).bounds
    return float(least), float(most)


def may_be_missing(route: Route, start: Table, spec: Spec) -> bool:
    """Return whether the value at the end of a route can be missing."""
    return _Missing(spec).route(route, start)


class _Missing:
    """Looks at every column once, so that columns that need one another end; in turn, however many they are."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.seen: set[tuple[str, str]] = set()
        self.waiting: list[tuple[Column, Table]] = []
        self.before = False

    def route(self, route: Route, start: Table) -> bool:
        self.put(route, start)
        while self.waiting and not self.before:
            if self.column(*self.waiting.pop()):
                return True
        return self.before

    def put(self, route: Route, start: Table) -> None:
        here = start
        for step in route.steps:
            # A first row has none before it.
            self.before |= step.previous
            if step.column is not None:
                self.waiting.append((here.by_name[step.column], here))
            here = self.spec.tables[step.table]
        self.waiting.append((route.column, route.table))

    def column(self, column: Column, table: Table) -> bool:
        if (table.name, column.name) in self.seen:
            return False
        self.seen.add((table.name, column.name))
        if isinstance(table.rows, FileRows):
            return bool(vocabulary.text(table, column.name, self.spec).null_count)
        if column.missing is not None and _can_be_true(column):
            return True
        if column.missing_by is not None:
            return True
        if any(self.path(name, table) for name in column.missing_with):
            return True
        return self.way(column, table)

    def way(self, column: Column, table: Table) -> bool:
        match column.kind:
            case "references":
                leading = followed(column, table, self.spec)
                return _points_nowhere(column, table, self.spec) or any(self.path(p, table) for p in leading)
            case "parts":
                self.waiting += [(way, home) for home, way in ways(column, table, self.spec)]
                return leaves_out(column, table, self.spec)
            case "lookup":
                there = self.spec.tables[column.parameters["table"]]
                taken = vocabulary.text(there, column.parameters["column"], self.spec)
                return bool(taken.null_count) or self.path(column.parameters["by"], table)
            case "expression":
                sql = str(column.parameters)
                makes = bool(_MAKES_NULL.search(sql)) or len(_CASE.findall(sql)) > len(_ELSE.findall(sql))
                return makes or any(self.path(path, table) for path in KINDS["expression"].needs(column))
            case "copy" | "template":
                return any(self.path(path, table) for path in KINDS[column.kind].needs(column))
            case "aggregate":
                return bool(column.parameters["by"] != "count")
            case "after" | "before":
                return "column" in column.parameters and self.path(column.parameters["column"], table)
            case "events":
                paths = events.decisive(column, table)
                return events.is_open(column, table) or any(self.path(path, table) for path in paths)
            case _:
                return False

    def path(self, path: str, table: Table) -> bool:
        """Return False, since the columns on the path are looked at later."""
        with suppress(UnknownPathError):
            self.put(resolve(path, table, self.spec), table)
        return False


def _points_nowhere(column: Column, table: Table, spec: Spec) -> bool:
    """Return whether a row of a reference can find no row to point at."""
    asked = relation(column, table)
    if asked.earlier or target_table(column) == table.name:
        return True
    if asked.within is None:
        return False
    try:
        shared = shared_table(asked.within, table, spec).name
    except UnknownPathError:
        return True
    return fanout.least_per_ancestor(spec.tables[picked_table(column)], shared, spec) < 1


def _can_be_true(column: Column) -> bool:
    assert column.missing is not None
    return any(distribution.parameters > 0 for distribution in column.missing.draw.distributions)


def parent_keys(columns: Iterable[Column], table: Table, spec: Spec) -> bool:
    """Return whether the columns together hold the whole key of the row's parent."""
    parent = spec.tables.get(table.parent or "")
    if parent is None or not parent.key or not set(parent.key) <= set(parent.by_name):
        return False
    step = Step(parent.name, None)
    wanted = {_spot(Route((step,), parent, parent.by_name[name]), table, spec) for name in parent.key}
    held = {_spot(Route((), table, column), table, spec) for column in columns}
    return wanted <= held


def is_same_value(one: Route, other: Route, table: Table, spec: Spec) -> bool:
    """Return whether two routes from the same row of `table` give the same value wherever they give any."""
    return _spot(one, table, spec) == _spot(other, table, spec)


def _spot(route: Route, table: Table, spec: Spec) -> tuple[tuple[Step, ...], str, str]:
    made = home(route, spec)
    return agreed(made.steps, table, spec), made.table.name, made.column.name
