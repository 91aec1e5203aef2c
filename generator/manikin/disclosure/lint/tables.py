"""Tables of counts of the same rows: what is counted, over which parts of which columns, on one axis for each column.

A column has one axis in all tables that speak of it: its values, or where it is cut into ranges the stretches
between any two cuts of any table. So a table that cuts in its own way makes the axis finer, and the difference
between two tables is a group of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from manikin.columns.conditions import Interval, Matcher, matcher, parse_scalar
from manikin.disclosure.lint.grids import route_of
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import Statistic
from manikin.model import Case, DataType
from manikin.model.draws import Address

Mask = np.ndarray
_INTEGER: Final = DataType("integer")
_NONE: Final = "\0none"
_ELSE: Final = "\0else"
Place = tuple[float, int]
"""Just before a value (0) or just after it (1)."""


@dataclass(frozen=True)
class Cell:
    """One published count: the case, what it counts there, how many, and where it stands."""

    case: Case | None
    label: str
    count: float
    address: Address


@dataclass
class CountTable:
    """Counts of the rows of one table by one column (the target), for each case of the given ones.

    Parameters
    ----------
    given : tuple of str
        The names of the axes that choose the case.
    target : str
        The axis that is counted.
    types : dict
        The type of the column of each axis.
    cells : list of Cell
        What is published.
    cases : tuple of Case
        The cases; none for a table without.
    paths : tuple of str
        The given columns as the cases name them.
    address : Address
        Where it stands.
    has_missing : bool
        Whether the target can be without a value.
    """

    given: tuple[str, ...]
    target: str
    types: dict[str, DataType]
    address: Address
    cases: tuple[Case, ...] = ()
    paths: tuple[str, ...] = ()
    cells: list[Cell] = field(default_factory=list)
    has_missing: bool = False

    @property
    def axes(self) -> tuple[str, ...]:
        """All of its axes."""
        return (*self.given, self.target)


def count_tables(lint: Lint) -> dict[tuple[str, str], list[CountTable]]:
    """Return the tables of counts of a specification, by the table whose rows are counted and the source."""
    found: dict[tuple[str, str], dict[Address, CountTable]] = {}
    for statistic in lint.statistics:
        counts = list(_counts(lint, statistic))
        unit = statistic.table.name if statistic.what != "rows" else str(statistic.table.parent)
        if not counts or statistic.draw is None:
            continue
        block = found.setdefault((unit, statistic.origin.source.name), {})
        table = block.get(statistic.draw.address) or _table(lint, statistic)
        if table is not None:
            block[statistic.draw.address] = table
            table.cells += [Cell(statistic.case, label, count, at) for at, label, count in counts]
    return {key: list(tables.values()) for key, tables in found.items()}


def _counts(lint: Lint, statistic: Statistic) -> Iterator[tuple[Address, str, float]]:
    """Yield the counts of a statistic: its own, or those that its share of missing values is of."""
    if statistic.what in {"value", "rows"} and statistic.name in {"choice", "histogram"}:
        yield from statistic.counts()
    elif statistic.what == "missing" and statistic.case is not None:
        rules, people = lint.policy(statistic), lint.people(statistic)
        for label, share in (
            ("true", float(statistic.parameters)),
            ("false", 1 - float(statistic.parameters)),
        ):
            if people is not None:
                yield statistic.address, label, round(share * people / rules.base) * rules.base


def _table(lint: Lint, statistic: Statistic) -> CountTable | None:
    draw, column = statistic.draw, statistic.column
    assert draw is not None
    target, datatype = f"rows of {statistic.table.name}", _INTEGER
    if column is not None:
        target = column.name
        datatype = column.type if statistic.name == "choice" else _INTEGER
    if statistic.what == "missing":
        target, datatype = f"{target} is missing", DataType("boolean")
    types = {target: datatype}
    given = []
    for path in draw.given:
        route = route_of(lint, path, statistic.table)
        if route is None:
            return None
        prefix = f"{statistic.table.parent}."
        name = path.removeprefix(prefix) if column is None else path
        given.append(name)
        types[name] = route.column.type
    # Whether a value is missing is itself never missing.
    of = column if statistic.what == "value" else None
    missing = of is not None and (of.missing is not None or of.missing_by is not None)
    return CountTable(tuple(given), target, types, draw.address, draw.cases, draw.given, has_missing=missing)


class Axis:
    """The smallest parts of a column that any table tells apart.

    Parameters
    ----------
    name : str
        The axis.
    tables : sequence of CountTable
        All tables of the block.
    has_rest : bool
        Whether rows are thought of that no table names.
    """

    def __init__(self, name: str, tables: Sequence[CountTable], *, has_rest: bool) -> None:
        self.name = name
        self.type = next(table.types[name] for table in tables if name in table.types)
        matches = [*self._conditions(tables), *self._bins(tables)]
        self.is_cut = any(match.intervals for match in matches)
        values = {_key(value) for match in matches for value in match.values}
        has_otherwise = any(
            name in table.given and any(case.when is None for case in table.cases) for table in tables
        )
        self.parts: list[object] = []
        if self.is_cut:
            spans = [span for match in matches for span in self._spans(match)]
            ends = sorted({end for span in spans for end in span})
            self.parts += [
                part
                for part in pairwise(ends)
                if has_otherwise or any(low <= part[0] and part[1] <= high for low, high in spans)
            ]
        else:
            self.parts += sorted(values, key=repr)
        if has_rest or has_otherwise:
            self.parts.append(_ELSE)
        if has_rest or any(match.null for match in matches):
            self.parts.append(_NONE)

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self.parts)

    def mask(self, match: Matcher) -> Mask:
        """Return which parts a condition, or a label, is about."""
        if self.is_cut:
            spans = list(self._spans(match))
            hit = [
                isinstance(part, tuple) and any(low <= part[0] and part[1] <= high for low, high in spans)
                for part in self.parts
            ]
        else:
            wanted = {_key(value) for value in match.values}
            hit = [part in wanted for part in self.parts]
        hit = [held or (match.null and part == _NONE) for held, part in zip(hit, self.parts, strict=True)]
        return np.array(hit, np.bool_)

    def label(self, text: str) -> Matcher:
        """Return what a label of a choice, or a bin of a histogram, stands for."""
        return _label(text, self.type)

    def runs(self) -> Iterator[Mask]:
        """Yield every stretch between two cuts, or every value, as a mask."""
        count = sum(isinstance(part, tuple) for part in self.parts) if self.is_cut else 0
        longest = count if count <= _MOST_RUNS else 3
        for start in range(len(self.parts)):
            for length in range(1, (longest if start < count else 1) + 1):
                if length == 1 or start + length <= count:
                    mask = np.zeros(len(self.parts), np.bool_)
                    mask[start : start + length] = True
                    yield mask

    def _conditions(self, tables: Sequence[CountTable]) -> Iterator[Matcher]:
        for table in tables:
            if self.name in table.given:
                yield from conditions(table, table.given.index(self.name), self.type)

    def _bins(self, tables: Sequence[CountTable]) -> Iterator[Matcher]:
        for table in tables:
            if table.target == self.name:
                yield from (_label(label, self.type) for label in dict.fromkeys(c.label for c in table.cells))

    def _spans(self, match: Matcher) -> Iterator[tuple[Place, Place]]:
        for interval in (*match.intervals, *(Interval(float(v), float(v)) for v in match.values)):
            low = self._place(interval.low, after=not interval.low_included)
            yield low, self._place(interval.high, after=interval.high_included)

    def _place(self, value: float, *, after: bool) -> Place:
        if after and self.type.is_discrete and abs(value) != float("inf"):
            return value + 1, 0
        return value, int(after)


_MOST_RUNS: Final = 25


def conditions(table: CountTable, place: int, datatype: DataType) -> Iterator[Matcher]:
    """Yield what the cases of a table ask of one given column, in the order of cases that ask it."""
    for case in table.cases:
        found = condition(case, table, place, datatype)
        if found is not None:
            yield found


def condition(case: Case, table: CountTable, place: int, datatype: DataType) -> Matcher | None:
    """Return what a case asks of one given column; None if nothing."""
    for asked in case.when or ():
        if asked.path == table.paths[place]:
            return matcher(asked, datatype)
    return None


def _label(text: str, datatype: DataType) -> Matcher:
    first, dash, last = text.partition("-")
    if datatype.name == "integer" and dash and first.isdigit() and last.isdigit():
        return Matcher((), (Interval(float(first), float(last)),), null=False)
    value = text == "true" if datatype.name == "boolean" else parse_scalar(datatype, text)
    return Matcher((value,), (), null=False)


def _key(value: object) -> object:
    return (type(value) is bool, value)
