"""Dependence: which column follows which, and the counts of one for each value, or range, of the other.

Every pair of columns is told by `Policy.tell` first; which pairs are kept is then decided from those permitted counts
alone, the ones that explain most first, at most one for each column and no circle. The sum of what is shown stands
for rows of which the other column is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import log
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Categories, Conditional, Content
from manikin.derive.permits import GIVEN, Sticky
from manikin.derive.rows import PERSON, Rows
from manikin.derive.summarise.axes import Axis, axes
from manikin.derive.summarise.grid import Grid
from manikin.derive.summarise.spreading import Segments, segments, spreads, targets
from manikin.derive.summarise.subjects import KEY, Subject
from manikin.derive.summarise.tally import counted, enough
from manikin.derive.view import ColumnView, TableView
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_SIDE: Final = 1_000
"""More cells than any column has."""
PAIRS_AT_ONCE: Final = 24
"""How many pairs of columns one question counts: a question takes long to put, and longer for many columns."""
LEAST_SHOWN: Final = 0.95
"""The share of a column's shown rows that must be shown by case as well."""
LEAST_EXPLAINED: Final = 0.02
"""The share of a column's uncertainty that another one must take away."""
_ABOVE: Final = "manikin_above: "
Told = Mapping[tuple[str, str], int]
"""Permitted counts by the case of one column and the label of another."""
Targets = Mapping[str, Axis | Segments]
"""The cells of the columns that others may explain, by their names."""


@dataclass(frozen=True)
class _Edge:
    """That one column explains another: how much, and what was told of both."""

    given: Axis
    column: str
    gain: float
    told: Told
    about: Subject


def dependent(
    table: TableView,
    about: Subject,
    rows: Rows,
    view_of: Mapping[str, TableView],
    policy: Policy,
) -> TableView:
    """Return a table whose columns are told by cases where another one explains them.

    Parameters
    ----------
    table : TableView
        With what is told of each column by itself.
    about : Subject
        Its rows.
    rows : Rows
        The data, for the row above.
    view_of : Mapping
        The tables that are told already, by name.
    policy : Policy
        The rules at the address of the table.
    """
    columns = table.columns_by_name
    grids_of = targets(table, rows.types[table.name])
    sides = {axis.name: axis for axis in axes(table, about.rows, rows.grids)}
    wanted: dict[str, Axis | Segments] = {name: axis for name, axis in sides.items() if not axis.cuts}
    wanted |= {name: segments(columns[name], places) for name, places in grids_of.items()}
    edges = [
        *_within(about, sides, wanted, table, policy),
        *_from_above(table, about, rows, view_of, wanted, policy),
    ]
    chosen: dict[str, tuple[str, Content]] = {}
    for edge in sorted(edges, key=lambda e: (-e.gain, e.column, e.given.name)):
        if edge.column not in chosen and not _leads_back(chosen, edge):
            content = _content(columns[edge.column], edge, grids_of.get(edge.column), policy)
            if content is not None:
                chosen[edge.column] = (edge.given.name, content)
    return replace(
        table,
        columns=tuple(
            replace(column, content=chosen[column.name][1]) if column.name in chosen else column
            for column in table.columns
        ),
    )


def _content(column: ColumnView, edge: _Edge, places: Grid | None, policy: Policy) -> Content | None:
    """Return a column told by cases; None where too little of it may be."""
    if places is not None:
        return spreads(edge.about, edge.given, column, places, policy)
    return _counts_by_case(column, edge)


def _leads_back(chosen: Mapping[str, tuple[str, Content]], edge: _Edge) -> bool:
    here = edge.given.name
    while here in chosen:
        here = chosen[here][0]
        if here == edge.column:
            return True
    return here == edge.column


def _counts_by_case(column: ColumnView, edge: _Edge) -> Conditional:
    content = column.content
    assert isinstance(content, Categories)
    labels = [label for label, _ in content.counts]
    whens = dict.fromkeys(when for when, _ in edge.told)
    cases = tuple(
        (when, _shown(labels, {label: edge.told.get((when, label), 0) for label in labels})) for when in whens
    )
    cases = tuple((when, some) for when, some in cases if some.counts)
    sums = {label: sum(dict(some.counts).get(label, 0) for _, some in cases) for label in labels}
    # The labels that are told nowhere stay one cell of the whole column.
    rest = replace(_shown(labels, sums), other=content.other)
    return Conditional(edge.given.name, cases, rest)


def _shown(labels: list[str], counts: Mapping[str, int]) -> Categories:
    return Categories(tuple((label, counts[label]) for label in labels if counts[label]))


def _within(
    about: Subject, sides: Mapping[str, Axis], wanted: Targets, table: TableView, policy: Policy
) -> Iterator[_Edge]:
    """Yield what columns of the same row explain."""
    asked: list[tuple[Axis, Axis | Segments]] = []
    for one, other in combinations(sorted({*sides, *wanted}), 2):
        ways = [
            (sides[given], wanted[name])
            for given, name in ((one, other), (other, one))
            if given in sides and name in wanted and _is_wanted(policy, name, given)
        ]
        # Labels are the same cells both ways, and counted once.
        labelled = [way for way in ways if isinstance(way[1], Axis)]
        asked += [*labelled[:1], *(way for way in ways if isinstance(way[1], Segments))]
    for given, target, pair in _all_counted(about, asked, policy):
        yield from _edges(pair, given, target, table, about, policy)
        back = wanted.get(given.name)
        if isinstance(target, Axis) and isinstance(back, Axis) and _is_wanted(policy, back.name, target.name):
            yield from _edges(pair.turned(), target, back, table, about, policy)


def _is_wanted(policy: Policy, column: str, given: str) -> bool:
    """Return whether a pair is looked at: of a new version only those that were approved."""
    if not isinstance(policy, Sticky):
        return True
    return policy.given.get((*policy.address, column)) == given


@dataclass(frozen=True)
class _Counted:
    counts: Mapping[tuple[int, int], int]
    enough: frozenset[tuple[int, int]]

    def turned(self) -> _Counted:
        """Return the same with the other column first."""
        return _Counted(
            {(a, b): n for (b, a), n in self.counts.items()}, frozenset((a, b) for b, a in self.enough)
        )


def _all_counted(
    about: Subject, pairs: list[tuple[Axis, Axis | Segments]], policy: Policy
) -> Iterator[tuple[Axis, Axis | Segments, _Counted]]:
    """Count the rows of each pair of cells of each pair of columns, many pairs in one question."""
    person = {PERSON: about.rows[PERSON]} if about.has_people else {}
    for first in range(0, len(pairs), PAIRS_AT_ONCE):
        some = pairs[first : first + PAIRS_AT_ONCE]
        keyed: ir.Table | None = None
        for number, (one, other) in enumerate(some):
            code = (one.code(about.rows) + number * MOST_SIDE) * MOST_SIDE + other.code(about.rows)
            part = about.rows.select(**{KEY: code}, **person)
            keyed = part if keyed is None else keyed.union(part)
        assert keyed is not None
        keyed = keyed.filter(keyed[KEY].notnull())
        counts = counted(about, keyed)
        known = enough(about, keyed, counts, policy)
        for number, (one, other) in enumerate(some):
            there = {_places(key): n for key, (n, _) in counts.items() if _pair_of(key) == number}
            sure = frozenset(_places(key) for key in known if _pair_of(key) == number)
            yield one, other, _Counted(there, sure)


def _pair_of(key: Any) -> int:
    return int(key) // MOST_SIDE**2


def _places(key: Any) -> tuple[int, int]:
    """Return the cells of a pair of columns from the number that stands for them."""
    one, other = divmod(int(key), MOST_SIDE)
    return one % MOST_SIDE, other


def _edges(
    pair: _Counted,
    given: Axis,
    target: Axis | Segments,
    table: TableView,
    about: Subject,
    policy: Policy,
) -> Iterator[_Edge]:
    """Yield what one column tells of another, if that is enough for a table of its own."""
    column = table.columns_by_name[target.name]
    labels = target.labels if isinstance(target, Segments) else list(enumerate(target.cells[:-1]))
    told: dict[tuple[str, str], int] = {}
    for a, when in enumerate(given.cells):
        here = policy.at(column.name, GIVEN, when)
        for b, label in labels:
            there = pair.counts.get((a, b), 0)
            count = here.tell(label, there, is_enough=(a, b) in pair.enough, most=about.most)
            if count:
                told[when, label] = count
    shown = sum(told.values())
    content = column.content
    whole = sum(n for _, n in content.counts) if isinstance(content, Categories) else column.present
    if isinstance(policy, Sticky):
        # What is told of numbers is told of each case for itself, and asked for later.
        yield from [_Edge(given, column.name, 0.0, told, about)] * (
            bool(told) or isinstance(target, Segments)
        )
    elif shown and shown >= LEAST_SHOWN * whole:
        gain, share = explained(told)
        if gain > 0 and share >= LEAST_EXPLAINED:
            yield _Edge(given, column.name, gain, told, about)


def explained(told: Told) -> tuple[float, float]:
    """Return what is gained by telling one column by cases of another, and the share of its uncertainty that goes.

    The gain is that of the likelihood, less what a table of so many numbers costs; rounded, so that no order of
    additions matters.
    """
    total = sum(told.values())
    whens: dict[str, int] = {}
    labels: dict[str, int] = {}
    for (when, label), count in told.items():
        whens[when] = whens.get(when, 0) + count
        labels[label] = labels.get(label, 0) + count
    mutual = sum(
        n * log(n * total / (whens[when] * labels[label])) for (when, label), n in sorted(told.items())
    )
    entropy = sum(n * log(total / n) for _, n in sorted(labels.items()))
    cost = 0.5 * log(total) * max(0, len(told) - len(whens))
    return round(mutual - cost, 3), round(mutual / entropy, 6) if entropy else 0.0


def _from_above(
    table: TableView,
    about: Subject,
    rows: Rows,
    view_of: Mapping[str, TableView],
    wanted: Targets,
    policy: Policy,
) -> Iterator[_Edge]:
    """Yield what columns of the parent explain."""
    parent = table.parent
    above = view_of.get(parent.target) if parent is not None else None
    if parent is None or above is None or not wanted:
        return
    joined = rows.joined(about.rows, parent, rows.typed(parent.target), _ABOVE)
    here = replace(about, rows=joined)
    asked = [
        (replace(axis, name=f"{above.name}.{axis.name}"), target)
        for axis in axes(above, joined, rows.grids, prefix=_ABOVE)
        for name, target in wanted.items()
        if _is_wanted(policy, name, f"{above.name}.{axis.name}")
    ]
    for given, target, pair in _all_counted(here, asked, policy):
        yield from _edges(pair, given, target, table, here, policy)
