"""How few rows each table can have, by its goals and by how many rows those above, below and of its parts have."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from manikin.columns.parts import rows_of_parts
from manikin.coverage.goal import Measure
from manikin.model import PerRows, Spec, Table
from manikin.spec.rules import fanout

_ROUNDS = 20
"""How often what follows from the rows of other tables is looked at: no fewer rows are told if it is not enough."""


@dataclass(frozen=True)
class _Asked:
    """What the numbers of rows that are goals ask for: of how many parents, and how many rows these have at least."""

    parents: int
    rows: int


def bounds(
    spec: Spec,
    measures: Iterable[tuple[int, Measure]],
    tables: Iterable[str],
    is_reached: Callable[[int], bool],
) -> dict[str, int]:
    """Return how many rows each table must have.

    Parameters
    ----------
    spec : Spec
        The specification.
    measures : iterable of (int, Measure)
        The measures, each with the number of its first goal; a row reaches one goal of each at most.
    tables : iterable of str
        The tables that are generated.
    is_reached : callable
        Whether the goal of a number is reached.
    """
    least = dict.fromkeys(tables, 0)
    asked: dict[str, _Asked] = {}
    for first, measure in measures:
        reached = [place for place in range(len(measure.goals)) if is_reached(first + place)]
        least[measure.table] = max(least.get(measure.table, 0), len(reached))
        if measure.children is not None:
            rows = sum(measure.children[place] for place in reached)
            asked[measure.goals[0].table] = _Asked(len(reached), rows)
    for _ in range(_ROUNDS):
        before = dict(least)
        for name in least:
            _settle(spec.tables[name], spec, least, asked)
        if least == before:
            break
    return least


def _settle(table: Table, spec: Spec, least: dict[str, int], asked: Mapping[str, _Asked]) -> None:
    """Raise what a table, and its parent, must have by what the other has."""
    mine = least[table.name]
    parent = table.parent
    if isinstance(table.rows, PerRows) and parent in least:
        mine = max(mine, _below(table, spec, least[parent], asked.get(table.name, _Asked(0, 0))))
        most = fanout.most_per_parent(table, spec)
        if 0 < most < math.inf:
            least[parent] = max(least[parent], math.ceil(mine / most))
    members = rows_of_parts(table, spec)
    if members:
        mine = max(mine, sum(least.get(part.name, 0) for part in members))
    least[table.name] = mine


def _below(table: Table, spec: Spec, parents: int, asked: _Asked) -> int:
    others = max(0, parents - asked.parents)
    return asked.rows + others * int(fanout.least_per_ancestor(table, table.parent or "", spec))


def wanted(spec: Spec, least: Mapping[str, int]) -> dict[str, float]:
    """Return how many rows of each table are worth looking for: enough also to carry what they have below.

    More than a few rows of one parent are rare among those that are few enough.
    """
    found = {name: float(rows) for name, rows in least.items()}
    for _ in range(_ROUNDS):
        before = dict(found)
        for name, rows in before.items():
            table = spec.tables[name]
            above = table.parent
            if isinstance(table.rows, PerRows) and above in found and spec.tables[above].parent is not None:
                found[above] = max(found[above], rows / _few(table, spec))
        if found == before:
            break
    return found


_FEW = 2.0


def _few(table: Table, spec: Spec) -> float:
    return max(1.0, min(_FEW, fanout.most_per_parent(table, spec)))
