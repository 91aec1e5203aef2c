"""Goals of chains of states: every state that can stand first, and every one that can follow another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from manikin.columns.conditions import parse_scalar
from manikin.coverage.drawn import Bar, places
from manikin.coverage.goal import Found, Goal, LeftOut, Measure
from manikin.model import Column, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame
from manikin.spec.rules import fanout


def chains(column: Column, table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of a column of states."""
    if column.kind != "states":
        return
    names = list(column.parameters["transitions"])
    pairs: list[tuple[str | None, str]] = [(None, name) for name in _possible(column.parameters["start"])]
    most = fanout.most_per_parent(table, spec)
    for state, rows in _reached(column.parameters).items():
        if rows < most:
            pairs += [(state, after) for after in _possible(column.parameters["transitions"][state])]
        else:
            why = f"what follows {state!r} takes {rows + 1:,} rows, and no {table.parent} has more than {most:,.0f}"
            yield LeftOut(table.name, column.name, why)
    goals = tuple(
        Goal(
            table.name,
            column.name,
            "state",
            f"{after!r} first" if before is None else f"{after!r} after {before!r}",
        )
        for before, after in pairs
    )
    known = {name: place for place, name in enumerate(names)}
    code = np.full((len(names) + 1, len(names)), -1, np.int64)
    for number, (before, after) in enumerate(pairs):
        code[len(names) if before is None else known[before], known[after]] = number
    listed = tuple(Bar(name, *([parse_scalar(column.type, name)] * 2)) for name in names)
    yield Measure(table.name, goals, _Chains(column, listed, code).codes)


def _possible(row: Any) -> list[str]:
    return [name for name, weight in row.items() if weight > 0]


def _reached(parameters: Any) -> dict[str, int]:
    """Return the states that a chain can come to, each with how many rows it takes."""
    found: dict[str, int] = {}
    waiting = _possible(parameters["start"])
    rows = 1
    while waiting:
        fresh = [name for name in dict.fromkeys(waiting) if name not in found]
        found |= dict.fromkeys(fresh, rows)
        waiting = [after for name in fresh for after in _possible(parameters["transitions"][name])]
        rows += 1
    return found


class _Chains:
    """Which state follows which."""

    def __init__(self, column: Column, listed: tuple[Bar, ...], code: Integers) -> None:
        self._column, self._listed, self._code = column, listed, code

    def codes(self, frame: Frame) -> Integers:
        """Return the number of the pair; shape (rows,)."""
        here = places(frame.column(self._column.name), self._listed, self._column.type)
        first = frame.ordinals == 0
        before = np.where(first, len(self._listed), np.roll(here, 1))
        known = (here >= 0) & (before >= 0)
        return np.where(known, self._code[np.maximum(before, 0), np.maximum(here, 0)], -1)


def evened(column: Column) -> Column:
    """Return a column of states whose possible successors are all alike."""
    parameters = column.parameters
    return replace(
        column,
        parameters={
            **parameters,
            "start": _alike(parameters["start"]),
            "transitions": {name: _alike(row) for name, row in parameters["transitions"].items()},
        },
    )


def _alike(row: Any) -> dict[str, int]:
    return {name: int(weight > 0) for name, weight in row.items()}
